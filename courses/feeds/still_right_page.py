"""The page behind the link of the mail: it shows what would be confirmed, and its button confirms it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import never_cache

from courses.feeds.still_right import NoSuchQuestion, confirm, read_link

_GONE = 410


@method_decorator(never_cache, name="dispatch")
class StillRight(View):
    """Works without signing in. A GET changes nothing: programs that look at mail follow links too."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._answer(request, token, confirms=False)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        return self._answer(request, token, confirms=True)

    def _answer(self, request: HttpRequest, token: str, *, confirms: bool) -> HttpResponse:
        try:
            question = read_link(token)
        except NoSuchQuestion:
            return _page(request, {"state": "unknown"}, _GONE)
        is_done = confirms and confirm(question, timezone.now())
        source = question.feed.source
        state = "done" if is_done else "open" if question.is_open else "answered"
        context = {"state": state, "source": source, "college": source.organisation, "courses": question.courses()}
        return _page(request, {**context, "feed": question.feed, "confirm_by": source.confirm_by})


def _page(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    answer = render(request, "feeds/still_right.html", context, status=status)
    answer["Referrer-Policy"] = "same-origin"  # the address is a key
    answer["X-Robots-Tag"] = "noindex"
    return answer
