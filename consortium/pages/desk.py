"""What do all screens of ours in the CMS share: the time zone, the way back, and the look?"""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from consortium.vocabulary.profile import consortium_profile


class DatedColumn(Column):
    """A moment of a listing that says by itself which of several it is, where the column's head is not shown."""

    cell_template_name = "pages/date_cell.html"


class Screen(WagtailAdminTemplateMixin):
    """A screen of the CMS with our look: its template extends `pages/desk.html`. `section` is its listing as (name of
    the address, label), and `trail` are the last crumbs."""

    section: tuple[str, str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """In the consortium's time zone, as the site is; Wagtail would take UTC."""
        with timezone.override(ZoneInfo(consortium_profile().time_zone)):
            answer = super().dispatch(request, *args, **kwargs)
            return answer.render() if isinstance(answer, SimpleTemplateResponse) else answer

    def trail(self) -> list[tuple[str, str]]:
        """[(address, label)]; the last one is the screen itself."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        name, section = self.section
        crumbs = [{"url": address, "label": label} for address, label in [(reverse(name), section), *self.trail()]]
        crumbs[-1]["url"] = ""
        return [*self.breadcrumbs_items, *crumbs]
