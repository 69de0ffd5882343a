"""What feeds add: to the CMS the screens of those who keep feeds, to the health of the site its oldest feed,
to edits their checks, and to a course what its catalogue has not stated clearly."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from consortium.health import Part
from consortium.pages.panels import Panel
from courses.catalogue.checking import HOOK
from courses.catalogue.keeping import keeps_courses
from courses.catalogue.models import Course
from courses.feeds.by_hand import check_by_hand
from courses.feeds.desk import urls
from courses.feeds.desk.frame import SECTION
from courses.feeds.kept_values import kept_values
from courses.feeds.oldest import oldest_feed


class FeedsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_courses(request.user)  # type: ignore[arg-type]  # the admin lets nobody in without an account


@hooks.register("health_parts")
def how_old_is_the_catalogue() -> Part:
    return Part("oldest_feed", oldest_feed())


@hooks.register("course_panels")
def values_kept(_request: HttpRequest, course: Course) -> list[Panel]:
    return kept_values(course)


hooks.register(HOOK, check_by_hand)


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    return [path("feeds/", include((urls.urlpatterns, "feeds_desk")))]


@hooks.register("register_admin_menu_item")
def feeds_menu_item() -> MenuItem:
    return FeedsMenuItem(SECTION, reverse("feeds_desk:index"), name="feeds", icon_name="history", order=251)
