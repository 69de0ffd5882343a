"""Seals every secret of feeds anew under the first key of FEED_SECRET_KEYS."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.feeds.credentials import seal_all_anew


class Command(BaseCommand):
    help = "Seals the secrets of all feeds under the first of FEED_SECRET_KEYS; after that the others can be taken out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        count, closed = seal_all_anew()
        names = [str(feed) for feed in closed]
        if options["json"]:
            self.stdout.write(json.dumps({"sealed": count, "closed": names}))
        else:
            self.stdout.write(f"{count} secret{'' if count == 1 else 's'} sealed under the first key.")
        if names:
            raise CommandError(
                f"No key opens the secrets of {', '.join(names)}. Put the key that sealed them back into "
                "FEED_SECRET_KEYS, or have them given anew in the settings of these feeds.",
                returncode=1,
            )
