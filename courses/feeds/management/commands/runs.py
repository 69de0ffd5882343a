"""Lists the runs of a college's feeds, the newest first."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand

from courses.feeds.asked import college_named, feed_named
from courses.feeds.document import document, lines_of
from courses.feeds.models import Run


class Command(BaseCommand):
    help = "Lists runs, the newest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("college")
        parser.add_argument("name", nargs="?", help="Only the runs of this feed.")
        parser.add_argument("--last", type=_number, default=20, help="How many at most.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["name"]:
            runs = Run.objects.filter(feed=feed_named(options["college"], options["name"]))
        else:
            runs = Run.objects.filter(feed__source__organisation=college_named(options["college"]))
        last = list(runs.select_related("feed__source__organisation").order_by("-pk")[: options["last"]])
        if options["json"]:
            self.stdout.write(json.dumps([document(run) for run in last]))
        else:
            self.stdout.write("\n".join(line for run in last for line in lines_of(run)) or "No run yet.")


def _number(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise ArgumentTypeError(f"{written!r} is no number of runs. Write 1 or more.")
    return int(written)
