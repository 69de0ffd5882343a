from typing import Any

from django.apps import AppConfig
from django.db.models.signals import pre_save
from django.utils.module_loading import import_string


class OrganisationsConfig(AppConfig):
    name = "consortium.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for model in ("Image", "Document"):
            pre_save.connect(
                import_string("consortium.organisations.ownership.own_by_collection"),
                sender=self.get_model(model),
                dispatch_uid="ownership",
            )
        # Given here, as the form knows corners: plain pages are of an app below, the corner's page is what it asks for.
        plain_page = import_string("consortium.pages.models.PlainPage")
        plain_page.base_form_class = import_string("consortium.organisations.branch_forms.CornerPageForm")
        corner: Any = self.get_model("OrganisationPage")
        corner.base_form_class = plain_page.base_form_class
