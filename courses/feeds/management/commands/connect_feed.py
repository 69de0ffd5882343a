"""Connects a college's system: creates or changes the source and feed COLLEGE/NAME."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from courses.feeds.asked import WRONG_USE, college_named
from courses.feeds.connecting import CannotConnect, Connection, connect, seconds_of, where_of
from courses.feeds.models import Feed
from courses.feeds.push.keys import NewKey, alive, make_key, push_address


class Command(BaseCommand):
    help = "Creates or changes the source and feed COLLEGE/NAME. Nothing is read yet: see sync."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("college", help="The college's short name, as in its address.")
        parser.add_argument("--name", required=True, help="The source's short name, such as register.")
        parser.add_argument("--format", required=True, help="csv, json, ooapi-v5, …")
        where = parser.add_mutually_exclusive_group(required=True)
        where.add_argument("--url", default="", help="A web address.")
        where.add_argument("--file", default="", help="A file of this machine.")
        where.add_argument("--push", action="store_true", help="The college's system pushes; prints a key, once.")
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
                is_push=options["push"],
            )
            feed, is_changed = connect(college, options["name"], connection)
        except CannotConnect as error:
            raise CommandError(str(error), returncode=WRONG_USE) from error
        key = make_key(feed) if connection.is_push and not alive(feed).exists() else None
        shown = {"college": college.slug, "feed": feed.source.name, "format": feed.format, "changed": is_changed}
        if options["json"]:
            pushed = {"push": push_address(feed), **({"key": key.key.key_id, "secret": key.secret} if key else {})}
            self.stdout.write(json.dumps({**shown, **(pushed if connection.is_push else {})}))
        else:
            self.stdout.write("\n".join(_told(feed, key, is_changed=is_changed)))


def _told(feed: Feed, key: NewKey | None, *, is_changed: bool) -> list[str]:
    done = f"{feed} {'is connected' if is_changed else 'was connected like this already'}."
    if feed.way != Feed.Way.PUSH:
        return [f"{done} Read it now: sync {feed.source.organisation.slug} {feed.source.name}"]
    lines = [f"{done} Its system pushes to {push_address(feed)} (docs/push.md)."]
    if key:
        lines += [f"Key: {key.key.key_id}", f"Secret, shown only now: {key.secret}"]
    return lines


def _text_of(path: str | None) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotConnect(f"--profile: {path} cannot be read ({error}). Name a TOML file in UTF-8.") from error
