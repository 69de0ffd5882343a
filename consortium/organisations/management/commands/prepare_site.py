"""`prepare_site`: makes the pages that every installation has."""

from typing import Any

from django.core.management.base import BaseCommand

from consortium.organisations.site import ensure_site


class Command(BaseCommand):
    help = "Makes the home page, the lists under it and the site at BASE_URL; what is there stays as it is."

    def handle(self, **_: Any) -> None:
        self.stdout.write(f"The site is ready: {ensure_site().full_url}")
