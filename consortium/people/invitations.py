"""The one-time link by which a person sets the first password."""

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from consortium.people.models import User


def one_time_link(person: User) -> str:
    """An address that sets the password once: setting it, signing in or PASSWORD_RESET_TIMEOUT make it void."""
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    token = default_token_generator.make_token(person)
    return settings.BASE_URL + reverse("set-password", kwargs={"uidb64": uid, "token": token})
