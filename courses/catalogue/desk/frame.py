"""What do all screens of courses in the CMS share: who comes in, the way back, and the look?"""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from consortium.people.models import User
from consortium.vocabulary.profile import consortium_profile
from courses.catalogue.keeping import courses_kept_by, keeps_courses
from courses.catalogue.models.course import CourseQuerySet


class KeepersOnly:
    """Nobody else comes in, and nobody is shown another organisation's course."""

    request: HttpRequest
    may_enter: Callable[[User], bool] = staticmethod(keeps_courses)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not type(self).may_enter(request.user):  # type: ignore[arg-type]  # the admin lets nobody in without an account
            raise PermissionDenied
        answer: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # a view's
        return answer

    def kept(self) -> CourseQuerySet:
        return courses_kept_by(self.request.user)  # type: ignore[arg-type]  # as above


class Screen(WagtailAdminTemplateMixin):
    """A screen of the CMS with our look; `section` is its listing as (name of the address, label), and `trail` are the
    last crumbs."""

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


class DeskScreen(KeepersOnly, Screen):
    """A screen below /admin/courses/. Its template extends `catalogue/desk/base.html`."""

    header_icon = "openquote"
    page_title = "Courses"
    section = ("catalogue_desk:index", "Courses")
