"""Addresses of accounts."""

from django.urls import path

from consortium.people.views import PasswordIsSet, SetPassword

urlpatterns = [
    path("accounts/password/<uidb64>/<token>/", SetPassword.as_view(), name="set-password"),
    path("accounts/password/set/", PasswordIsSet.as_view(), name="password-is-set"),
]
