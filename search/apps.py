"""Finding what is public: entries, the engines that search them, pages and API."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Connects what changes entries to those who write them."""

    name = "search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from search import receivers

        receivers.connect()
