"""`demo_data`: sets up the invented consortium; again, it changes nothing."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from search.demo.accounts import logins_in_words
from search.demo.consortium import make_consortium


class Command(BaseCommand):
    help = "Sets up an invented consortium to try the platform with. What is there already stays as it is."

    def handle(self, **options: Any) -> None:
        make_consortium()
        self.stdout.write(logins_in_words(settings.BASE_URL))
