"""The consortium's words as an app of Django; it starts with a profile that holds, or not at all."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured

from consortium.vocabulary.checks import ConsortiumProfileError
from consortium.vocabulary.profile import consortium_profile


class VocabularyConfig(AppConfig):
    name = "consortium.vocabulary"
    label = "vocabulary"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Raises ImproperlyConfigured that lists everything wrong with the profile."""
        try:
            consortium_profile()
        except ConsortiumProfileError as error:
            raise ImproperlyConfigured(f"CONSORTIUM_PROFILE: {error}") from None
