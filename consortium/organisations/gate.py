"""Middleware before the views of the CMS: some of Wagtail's check nothing, or less than colleges need."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from wagtail.admin.auth import permission_denied
from wagtail.models import Page
from wagtail.permissions import policy_registry

from consortium.organisations.tenancy import choosable, may_enter, sees_all

# Reports, listings and APIs that show every college's pages, files or addresses.
OFFICE_ONLY = (
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_pages:type_use",
    "wagtailadmin_tag",
    "wagtailadmin_api:images",
    "wagtailadmin_api:documents",
    "wagtailredirects:",
    "wagtailadmin_workflows:",
)
# How Wagtail's addresses name the page that they are about.
NAMES_OF_PAGE = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")
PAGE_BY_KEY = ("wagtailadmin_pages:revisions_compare",)
CHOOSE_BELOW = "wagtailadmin_choose_page_child"
CHOSEN = "wagtailadmin_choose_page_chosen_multiple"
BULK = "wagtail_bulk_action"  # it lists by title what the person may not change


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
    if view == BULK:
        return _may_act_on_all(request, kwargs["app_label"], kwargs["model_name"])
    names = (*NAMES_OF_PAGE, "pk") if view in PAGE_BY_KEY else NAMES_OF_PAGE
    return _may_enter_all(request, {int(kwargs[name]) for name in names if name in kwargs})


def _may_act_on_all(request: HttpRequest, app_label: str, model_name: str) -> bool:
    """Of pages all of one's own corner, asked for one by one or by the page they hang under; of other rows likewise."""
    keys = request.GET.getlist("id")
    if model_name == "page" and "all" in keys:
        keys = [request.GET.get("childOf", "")]
    elif "all" in keys:
        return True  # of those Wagtail takes only what the person may change
    if not all(key.isdecimal() for key in keys):
        return False
    asked = {int(key) for key in keys}
    if model_name == "page":
        return _may_enter_all(request, asked)
    try:
        policy = policy_registry.get_by_type(apps.get_model(app_label, model_name))
    except LookupError:
        return False
    return policy.instances_user_has_permission_for(request.user, "change").filter(pk__in=asked).count() == len(asked)


def _may_enter_all(request: HttpRequest, keys: set[int]) -> bool:
    return all(may_enter(request.user, page) for page in Page.objects.filter(pk__in=keys))
