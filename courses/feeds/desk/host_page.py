"""May a college's courses be read from this host? The office answers on one page with one button."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.generic import TemplateView

from courses.feeds.desk.frame import OfficeScreen
from courses.feeds.hosts import AlreadyDecided, decide, feeds_of
from courses.feeds.models import FeedHost


class HostPage(OfficeScreen, TemplateView):
    """One host of one organisation; reading the page decides nothing."""

    template_name = "feeds/desk/host.html"
    row: FeedHost

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.row = _row(kwargs["pk"])
        return super().get(request, *args, **kwargs)

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

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.row = _row(kwargs["pk"])
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


def _row(pk: int) -> FeedHost:
    return get_object_or_404(FeedHost.objects.select_related("organisation", "asked_by", "decided_by"), pk=pk)


urlpatterns = [path("hosts/<int:pk>/", HostPage.as_view(), name="host")]
