"""Wagtail's app of users, told to use our desk of accounts."""

from wagtail.users.apps import WagtailUsersAppConfig


class DeskOfAccounts(WagtailUsersAppConfig):
    user_viewset = "consortium.people.account_desk.AccountViewSet"
