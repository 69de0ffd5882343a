"""Lets a paused source run again."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from courses.feeds.asked import feed_named
from courses.feeds.revert import resume


class Command(BaseCommand):
    help = "Lets a paused source run again, at once, whatever it holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("college")
        parser.add_argument("name")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        feed = feed_named(options["college"], options["name"])
        was_paused = resume(feed)
        if options["json"]:
            self.stdout.write(
                json.dumps({"college": options["college"], "feed": options["name"], "changed": was_paused})
            )
        else:
            self.stdout.write(f"{feed} runs again." if was_paused else f"{feed} was not paused.")
