"""Middleware before the views of the CMS: some of Wagtail's check nothing, or less than colleges need."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from wagtail.admin.auth import permission_denied
from wagtail.models import Page

from consortium.organisations.tenancy import choosable, may_enter, sees_all

# Reports and listings that show every college's pages, titles or addresses.
OFFICE_ONLY = (
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_pages:type_use",
    "wagtailadmin_tag",
    "wagtailredirects:",
    "wagtailadmin_workflows:",
)
# How Wagtail's addresses name the page that they are about.
NAMES_OF_PAGE = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
PAGE_BY_KEY = ("wagtailadmin_pages:revisions_compare",)
CHOOSE_BELOW = "wagtailadmin_choose_page_child"
CHOSEN = "wagtailadmin_choose_page_chosen_multiple"


class CornerGate:
    """Lets people of colleges into their own corners only; the office and visitors of the site are not asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        if not request.path.startswith(reverse("wagtailadmin_home")) or not request.user.is_authenticated:
            return None
        if sees_all(request.user) or _may_pass(request, kwargs):
            return None
        denied: HttpResponseBase = permission_denied(request)
        return denied


def _may_pass(request: HttpRequest, kwargs: dict[str, Any]) -> bool:
    view = request.resolver_match.view_name if request.resolver_match else ""
    if view.startswith(OFFICE_ONLY):
        return False
    if view == CHOSEN:
        asked = {key for key in request.GET.getlist("id") if key.isdecimal()}
        return choosable(Page.objects.filter(pk__in=asked), request.user).count() == len(asked)
    if view == CHOOSE_BELOW:
        return choosable(Page.objects.filter(pk=kwargs["parent_page_id"]), request.user).exists()
    names = (*NAMES_OF_PAGE, "pk") if view in PAGE_BY_KEY else NAMES_OF_PAGE
    keys = {int(kwargs[name]) for name in names if name in kwargs}
    return all(may_enter(request.user, page) for page in Page.objects.filter(pk__in=keys))
