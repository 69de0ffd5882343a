"""Which time zone are dates shown in? The consortium's own, which its profile states."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from consortium.vocabulary.profile import consortium_profile


class ConsortiumZone:
    """Middleware: every page, the CMS included, is rendered in the consortium's time zone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(ZoneInfo(consortium_profile().time_zone)):
            return self.get_response(request)
