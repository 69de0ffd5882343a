"""The form by which a person signs in."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import EmailInput
from wagtail.admin.forms.auth import LoginForm

from consortium.people.throttle import count_failure, forget_failures, must_wait


class SignInForm(LoginForm):
    """Says the same of a wrong password, an unknown address and an account that is closed."""

    error_messages = {
        **LoginForm.error_messages,
        "invalid_login": "This e-mail address and password don't belong together. Mind capital letters, and try again.",
        "must_wait": (
            "This address was tried too often with a wrong password. Wait %(minutes)s minutes, "
            "or set a new password by “Forgotten password?”."
        ),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        address, password = self.fields["username"], self.fields["password"]
        address.label, password.label = "E-mail address", "Password"
        address.widget = EmailInput(attrs={"autocomplete": "username", "autofocus": "", "maxlength": 254})
        password.widget.attrs = {"autocomplete": "current-password"}

    def clean(self) -> dict[str, Any]:
        address = self.cleaned_data.get("username", "")
        if must_wait(address):
            raise ValidationError(
                self.error_messages["must_wait"],
                code="must_wait",
                params={"minutes": settings.SIGN_IN_WAIT_MINUTES},
            )
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            count_failure(address)
            raise
        forget_failures(address)
        return cleaned
