"""What the catalogue adds to the CMS: a desk for those who keep courses."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from courses.catalogue import desk
from courses.catalogue.keeping import keeps_courses


class CoursesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_courses(request.user)  # type: ignore[arg-type]  # the admin lets nobody in without an account


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    return [path("courses/", include((desk.urlpatterns, "catalogue_desk")))]


@hooks.register("register_admin_menu_item")
def courses_menu_item() -> MenuItem:
    return CoursesMenuItem("Courses", reverse("catalogue_desk:index"), name="courses", icon_name="openquote", order=250)
