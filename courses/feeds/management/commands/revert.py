"""Undoes an applied run and pauses its source."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.feeds.asked import WRONG_USE, run_numbered
from courses.feeds.revert import CannotRevert, revert
from courses.feeds.telling import tell


class Command(BaseCommand):
    help = "Undoes an applied run, as a run of its own. Its source is paused until it holds something else, or: resume."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            undoing = revert(run_numbered(options["run"]))
        except CannotRevert as error:
            raise CommandError(str(error), returncode=WRONG_USE) from error
        tell(self, undoing, as_json=options["json"])
