"""Reads a feed now, in this process, and prints the run."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.feeds.asked import WRONG_USE, feed_named
from courses.feeds.models import Feed, KeptFile
from courses.feeds.scope import EVERYTHING, Scope, ScopeError, scope_in
from courses.feeds.sync import sync
from courses.feeds.telling import tell
from courses.feeds.uploads.giving import TRIGGER
from courses.feeds.uploads.keeping import CannotKeep, keep


class Command(BaseCommand):
    help = "Reads a feed now and brings its courses into step. Exit 0 done, 1 failed, 2 wrong use, 3 held for a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("college")
        parser.add_argument("name", nargs="?", help="Which feed, where the college has several.")
        parser.add_argument("--upload", metavar="FILE", help="Read this file, as if it had been given in the CMS.")
        parser.add_argument(
            "--scope", metavar="SCOPE", help="What that file is: changes, or part:FIELD=VALUE. Without: everything."
        )
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done; change nothing.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        feed = feed_named(options["college"], options["name"])
        kept, scope = _given(feed, options["upload"]), _said(options["scope"], options["upload"])
        trigger = TRIGGER if kept else "command"
        run = sync(feed, trigger, dry_run=options["dry_run"], file=kept, scope=scope)
        tell(self, run, as_json=options["json"])


def _given(feed: Feed, path: str | None) -> KeptFile | None:
    if not path:
        if feed.way == Feed.Way.UPLOAD:
            raise CommandError(f"{feed} reads files that are given: add --upload FILE.", returncode=WRONG_USE)
        return None
    try:
        with Path(path).open("rb") as file:
            return keep(feed, Path(path).name, file)
    except (OSError, CannotKeep) as error:
        raise CommandError(f"--upload: {path}: {error}", returncode=WRONG_USE) from error


def _said(scope: str | None, path: str | None) -> Scope:
    if not scope:
        return EVERYTHING
    if not path:
        raise CommandError("--scope says what a given file is: add --upload FILE.", returncode=WRONG_USE)
    try:
        return scope_in(scope)
    except ScopeError as error:
        raise CommandError(f"--scope: {error}", returncode=WRONG_USE) from error
