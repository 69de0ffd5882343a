"""What the app of people adds to the CMS, and what it answers to the hooks of pages."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from consortium.people import (
    faculty_panels,  # noqa: F401 -- importing it registers its answers
    mail_desk,
)
from consortium.people.approval_mail import reason_of
from consortium.people.membership_desk import MembershipViewSet
from consortium.people.own_panel import OwnPagesPanel


@hooks.register("register_admin_viewset")
def roles_of_people() -> MembershipViewSet:
    return MembershipViewSet("memberships")


class MailMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return mail_desk.sees_mail(request.user)  # type: ignore[arg-type]  # the admin lets nobody in without an account


@hooks.register("register_admin_urls")
def mail_urls() -> list[URLPattern | URLResolver]:
    return [path("mail/", include((mail_desk.urlpatterns, "mail_desk")))]


@hooks.register("register_reports_menu_item")
def mail_menu_item() -> MenuItem:
    return MailMenuItem("Mail", reverse("mail_desk:index"), name="mail", icon_name="mail", order=900)


@hooks.register("construct_homepage_panels")
def what_is_ones_own(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(OwnPagesPanel(request.user))


@hooks.register("before_edit_page")
def say_what_is_to_be_changed(request: HttpRequest, page: Page) -> None:
    if request.method == "GET" and (reason := reason_of(page)):
        messages.warning(request, reason)
