from django.apps import AppConfig
from django.utils.module_loading import import_string


class CatalogueConfig(AppConfig):
    name = "courses.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_string("courses.catalogue.receivers.connect")(self)
