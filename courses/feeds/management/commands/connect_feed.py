"""Connects a college's system: creates or changes the source and feed COLLEGE/NAME."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.feeds.asked import WRONG_USE, college_named
from courses.feeds.connecting import CannotConnect, Connection, connect, seconds_of, where_of


class Command(BaseCommand):
    help = "Creates or changes the source and feed COLLEGE/NAME. Nothing is read yet: see sync."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("college", help="The college's short name, as in its address.")
        parser.add_argument("--name", required=True, help="The source's short name, such as register.")
        parser.add_argument("--format", required=True, help="csv, json, ooapi-v5, …")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--url", default="", help="A web address.")
        where.add_argument("--file", default="", help="A file of this machine.")
        parser.add_argument("--profile", help="A TOML file: how columns become fields.")
        parser.add_argument(
            "--where", action="append", default=[], metavar="COLUMN=VALUE", help="Read these rows only."
        )
        parser.add_argument("--every", default="24h", help="How often: 30m, 24h, 7d.")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        college = college_named(options["college"])
        try:
            connection = Connection(
                format=options["format"],
                url=options["url"],
                path=str(Path(options["file"]).absolute()) if options["file"] else "",
                profile=_text_of(options["profile"]),
                where=where_of(options["where"]),
                every_seconds=seconds_of(options["every"]),
            )
            feed, is_changed = connect(college, options["name"], connection)
        except CannotConnect as error:
            raise CommandError(str(error), returncode=WRONG_USE) from error
        shown = {"college": college.slug, "feed": feed.source.name, "format": feed.format, "changed": is_changed}
        if options["json"]:
            self.stdout.write(json.dumps(shown))
        else:
            done = "is connected" if is_changed else "was connected like this already"
            self.stdout.write(f"{feed} {done}. Read it now: sync {college.slug} {feed.source.name}")


def _text_of(path: str | None) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotConnect(f"--profile: {path} cannot be read ({error}). Name a TOML file in UTF-8.") from error
