from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.module_loading import import_string


class PeopleConfig(AppConfig):
    name = "consortium.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        user_logged_in.connect(import_string("consortium.people.receivers.on_signed_in"), dispatch_uid="memberships")
