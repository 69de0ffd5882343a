"""`demo_data`: sets up the invented consortium; again, it changes nothing."""

import logging
import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.feeds.sync import sync
from search.demo.accounts import logins_in_words
from search.demo.consortium import make_consortium
from search.demo.feeds import readings_to_do, stand_in_entry, stand_in_port
from search.demo.standing_in import PortIsTaken, standing_in


class Command(BaseCommand):
    help = "Sets up an invented consortium to try the platform with. What is there already stays as it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--unread", action="store_true", help="connect the colleges' systems, but read none of them"
        )

    def handle(self, **options: Any) -> None:
        if stand_in_entry() not in settings.FEED_ALLOW_PRIVATE:
            sys.exit(_again_with_the_stand_in_allowed())
        logging.getLogger().setLevel(logging.WARNING)  # a line for each of some thousand steps helps nobody
        make_consortium()
        if not options["unread"]:
            self._read()
            self.stdout.write(logins_in_words(settings.BASE_URL))

    def _read(self) -> None:
        feeds = list(readings_to_do())
        if not feeds:
            return
        try:
            with standing_in(stand_in_port()):
                for feed in feeds:
                    run = sync(feed)
                    self.stdout.write(f"{feed}: {run.status} {run.reason}, {run.read} read".replace(" ,", ","))
        except PortIsTaken as error:
            raise CommandError(str(error)) from None


def _again_with_the_stand_in_allowed() -> int:
    """Settings are read once, from the environment: the same command again, with the private address named there."""
    allowed = ",".join([*settings.FEED_ALLOW_PRIVATE, stand_in_entry()])
    environment = {**os.environ, "FEED_ALLOW_PRIVATE": allowed}
    return subprocess.run([sys.executable, *sys.argv], env=environment, check=False).returncode  # noqa: S603 -- itself
