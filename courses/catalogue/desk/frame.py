"""What do all screens of courses in the CMS share: who comes in, and where they belong?"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from consortium.pages.desk import Screen
from consortium.people.models import User
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


class DeskScreen(KeepersOnly, Screen):
    """A screen below /admin/courses/. Its template extends `catalogue/desk/base.html`."""

    header_icon = "openquote"
    page_title = "Courses"
    section = ("catalogue_desk:index", "Courses")
