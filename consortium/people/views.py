"""The pages by which a person gets into an account."""

from typing import Any

from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.views.generic import TemplateView

from consortium.people.throttle import forget_failures


class FirstPasswordForm(SetPasswordForm):
    """Asks for the password twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["new_password1"].label = "New password"
        self.fields["new_password2"].label = "The same password again"


class SetPassword(PasswordResetConfirmView):
    """Shows the form on GET and sets the password on POST; the token moves into the session, out of the address."""

    form_class = FirstPasswordForm
    template_name = "accounts/set_password.html"
    success_url = reverse_lazy("password-is-set")

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:
        forget_failures(form.user.email)
        return super().form_valid(form)


class PasswordIsSet(TemplateView):
    template_name = "accounts/password_is_set.html"
