"""What was written to whom, what became of it, and send it again: for the consortium's office."""

from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic import IndexView

from consortium.pages.desk import DatedColumn, Screen
from consortium.people.mailing import send_again
from consortium.people.memberships import Role, roles_of
from consortium.people.models import Mail, User

TONES = {Mail.State.SENT: "open", Mail.State.FAILED: "stop", Mail.State.BOUNCED: "stop"}


def sees_mail(person: User) -> bool:
    return person.is_superuser or Role.OFFICE in roles_of(person)


class OfficeOnly:
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not sees_mail(request.user):  # type: ignore[arg-type]  # the admin lets nobody in without an account
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a view's
        return answer


class MailFilters(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=Mail.State.choices, label="State")

    class Meta:
        model = Mail
        fields = ("state",)


class MailListing(OfficeOnly, IndexView):
    model = Mail
    any_permission_required = None  # OfficeOnly asks memberships, which Wagtail's permissions know nothing of
    page_title = "Mail"
    header_icon = "mail"
    index_url_name = "mail_desk:index"
    index_results_url_name = "mail_desk:results"
    search_fields = ("to", "subject")
    filterset_class = MailFilters
    default_ordering = "-id"
    paginate_by = 50
    table_classname = "listing listing--fold"
    columns = (
        TitleColumn("subject", label="Subject", url_name="mail_desk:mail"),
        Column("to", label="To"),
        Column("get_state_display", label="State"),
        DatedColumn("created_at", label="Written"),
        DatedColumn("sent_at", label="Sent"),
    )

    def get_edit_url(self, instance: Mail) -> str:
        return reverse("mail_desk:mail", args=[instance.pk])


class MailPage(OfficeOnly, Screen, TemplateView):
    """One message as it was written; a POST sends it again."""

    template_name = "people/desk/mail.html"
    header_icon = "mail"
    section = ("mail_desk:index", "Mail")
    mail: Mail

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.mail = get_object_or_404(Mail, pk=kwargs["pk"])

    def get_page_title(self) -> str:
        return self.mail.subject

    def trail(self) -> list[tuple[str, str]]:
        return [("", self.mail.subject)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(mail=self.mail, tone=TONES.get(Mail.State(self.mail.state), ""), **kwargs)

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        send_again(self.mail)
        messages.success(request, f"It is sent to {self.mail.to} again within a minute.")
        return redirect("mail_desk:mail", pk=self.mail.pk)


urlpatterns = [
    path("", MailListing.as_view(), name="index"),
    path("results/", MailListing.as_view(results_only=True), name="results"),
    path("<int:pk>/", MailPage.as_view(), name="mail"),
]
