"""Finding what is public: entries, the engines that search them, pages and API."""

from django.apps import AppConfig
from django.utils.module_loading import import_string


class SearchConfig(AppConfig):
    """Connects what changes entries to those who write them."""

    name = "search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_string("search.receivers.connect")()
