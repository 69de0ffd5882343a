"""Reads a feed now, in this process, and prints the run."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from courses.feeds.asked import feed_named
from courses.feeds.sync import sync
from courses.feeds.telling import tell


class Command(BaseCommand):
    help = "Reads a feed now and brings its courses into step. Exit 0 done, 1 failed, 2 wrong use, 3 held for a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("college")
        parser.add_argument("name", nargs="?", help="Which feed, where the college has several.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done; change nothing.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        feed = feed_named(options["college"], options["name"])
        tell(self, sync(feed, dry_run=options["dry_run"]), as_json=options["json"])
