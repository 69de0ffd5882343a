"""Reads one run back, with its problems and changes where they are asked for."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from courses.feeds.asked import run_numbered
from courses.feeds.document import change_line, changes_of, document, lines_of, problem_line, problems_of


class Command(BaseCommand):
    help = (
        "Shows a run. In JSON, --problems puts the list of problems in place of their number; --changes adds changes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int)
        parser.add_argument("--problems", action="store_true")
        parser.add_argument("--changes", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        run = run_numbered(options["run"])
        if options["json"]:
            shown = document(run)
            if options["problems"]:
                shown["problems"] = problems_of(run)
            if options["changes"]:
                shown["changes"] = changes_of(run)
            self.stdout.write(json.dumps(shown))
            return
        self.stdout.write("\n".join(lines_of(run)))
        if options["problems"]:
            for problem in run.problems.all().iterator():
                self.stdout.write(problem_line(problem))
        if options["changes"]:
            for change in run.changes.all().iterator():
                self.stdout.write(change_line(change))
