"""What the catalogue adds: to the CMS a desk for those who keep courses, to faculty profiles what they teach."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from consortium.pages.panels import Panel
from consortium.people.models import FacultyPage
from consortium.vocabulary.titles import label_of
from courses.catalogue.desk import urls
from courses.catalogue.keeping import keeps_courses, types_courses
from courses.catalogue.teachers import courses_naming

SHOWN = 12


class CoursesMenuItem(SubmenuMenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return types_courses(request.user)  # type: ignore[arg-type]  # the admin lets nobody in without an account


class KeepersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return keeps_courses(request.user)  # type: ignore[arg-type]  # as above


@hooks.register("person_panels")
def courses_of_person(_request: HttpRequest, profile: FacultyPage) -> list[Panel]:
    """What the college's catalogue says that the person teaches."""
    courses = courses_naming(profile)
    shown = [{"course": course, "title": label_of(course.title)} for course in courses[:SHOWN]]
    context = {"shown": shown, "profile": profile, "more": len(courses) > SHOWN}
    return [Panel("catalogue/panels/teaches.html", context, order=10)] if shown else []


@hooks.register("register_admin_urls")
def desk_urls() -> list[URLPattern | URLResolver]:
    return [path("courses/", include((urls.urlpatterns, "catalogue_desk")))]


@hooks.register("register_admin_menu_item")
def courses_menu_item() -> MenuItem:
    screens = (
        ("All courses", "index", MenuItem),
        ("Type a course in", "type", MenuItem),
        ("The feed says otherwise", "conflicts", KeepersMenuItem),
        ("Sources of courses", "sources", KeepersMenuItem),
    )
    menu = Menu(
        items=[
            kind(label, reverse(f"catalogue_desk:{name}"), name=f"courses-{name}", order=order)
            for order, (label, name, kind) in enumerate(screens)
        ]
    )
    return CoursesMenuItem("Courses", menu, name="courses", icon_name="openquote", order=250)
