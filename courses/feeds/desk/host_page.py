"""May a college's courses be read from this host? The office answers on one page with one button."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.generic import TemplateView

from courses.catalogue.keeping import keeps_all
from courses.feeds.desk.frame import DeskScreen
from courses.feeds.hosts import AlreadyDecided, decide, feeds_of
from courses.feeds.models import FeedHost


class HostPage(DeskScreen, TemplateView):
    """One host of one organisation; reading the page decides nothing."""

    template_name = "feeds/desk/host.html"
    row: FeedHost

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not keeps_all(request.user):  # type: ignore[arg-type]  # the admin lets nobody in without an account
            raise PermissionDenied
        rows = FeedHost.objects.select_related("organisation", "asked_by", "decided_by")
        self.row = get_object_or_404(rows, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def trail(self) -> list[tuple[str, str]]:
        return [(reverse("feeds_desk:host", args=[self.row.pk]), self.row.host)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        others = FeedHost.objects.filter(host=self.row.host, state=FeedHost.State.APPROVED).exclude(pk=self.row.pk)
        led_from = list(self.row.led_from.all())
        return super().get_context_data(
            row=self.row,
            college=self.row.organisation,
            feeds=feeds_of(self.row),
            led_from=led_from,
            asked_by="a reading that was led here" if led_from else "a command",
            others=others.select_related("organisation"),
            **kwargs,
        )

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        wish = request.POST.get("do")
        if wish in ("approve", "refuse"):
            try:
                decide(self.row, approve=wish == "approve", by=request.user)  # type: ignore[arg-type]  # as above
            except AlreadyDecided as error:
                messages.info(request, str(error))
            else:
                done = (
                    "approved: its catalogue can be read" if wish == "approve" else "refused: nothing is read from it"
                )
                messages.success(request, f"{self.row.host} is {done}.")
        return HttpResponseRedirect(reverse("feeds_desk:host", args=[self.row.pk]))


urlpatterns = [path("hosts/<int:pk>/", HostPage.as_view(), name="host")]
