"""How is a college's system connected: which source, by which format, address, profile and schedule?"""

import re
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils import timezone

from consortium.organisations.models import Organisation
from courses.catalogue.models import Source
from courses.feeds.fetch import FetchFailed, check_address
from courses.feeds.hosts import ask_for
from courses.feeds.models import Feed
from courses.feeds.options import profile_for
from courses.feeds.profile import ProfileError
from courses.feeds.readers import UnknownFormat, reader_of

_EVERY = re.compile(r"^(\d{1,4})([mhd])$")
_SECONDS = {"m": 60, "h": 3_600, "d": 86_400}
SHORTEST_SECONDS = 300


class CannotConnect(ValueError):
    """Says what is wrong with what was asked for, and how to mend it."""


class Connection(NamedTuple):
    """What is known of a college's system before it is read."""

    format: str
    url: str = ""
    path: str = ""
    profile: str = ""
    where: dict[str, str] = {}
    every_seconds: int = 86_400


@transaction.atomic
def connect(organisation: Organisation, name: str, connection: Connection) -> tuple[Feed, bool]:
    """Create or change the source and feed; true where something was written. Raises CannotConnect.

    Whoever may run commands here may say which hosts are asked.
    """
    _check(name, connection)
    source, is_new = Source.objects.get_or_create(organisation=organisation, name=name)
    feed, _ = Feed.objects.get_or_create(source=source, defaults={"format": connection.format})
    before = {field: getattr(feed, field) for field in Connection._fields}
    if not is_new and not feed.is_draft and before == connection._asdict():
        ask_for(feed, None)
        return feed, False
    for field, value in connection._asdict().items():
        setattr(feed, field, value)
    feed.way = Feed.Way.ADDRESS if connection.url else Feed.Way.FILE
    feed.next_due_at, feed.is_draft = timezone.now(), False
    feed.save()
    ask_for(feed, None)
    return feed, True


def seconds_of(text: str) -> int:
    """The seconds in "30m", "24h" or "7d"; raises CannotConnect."""
    found = _EVERY.match(text)
    seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
    if seconds < SHORTEST_SECONDS:
        raise CannotConnect(
            f"--every: {text!r} is no such time. Write 30m, 24h or 7d; {SHORTEST_SECONDS // 60}m or more."
        )
    return seconds


def where_of(texts: list[str]) -> dict[str, str]:
    """The filter in "COLUMN=VALUE" texts; raises CannotConnect."""
    where = {}
    for text in texts:
        column, equals, value = text.partition("=")
        if not equals or not column.strip():
            raise CannotConnect(f"--where: {text!r} is not COLUMN=VALUE, such as 'College=Lakeside College'.")
        where[column.strip()] = value.strip()
    return where


def _check(name: str, connection: Connection) -> None:
    try:
        validate_slug(name)
    except ValidationError as error:
        raise CannotConnect(f"--name: {name!r} may hold letters, digits, - and _ only, such as 'register'.") from error
    try:
        reader = reader_of(connection.format)
    except UnknownFormat as error:
        raise CannotConnect(f"--format: {error}") from error
    if bool(connection.url) == bool(connection.path):
        raise CannotConnect("Say either --url ADDRESS or --file PATH.")
    if connection.url:
        _check_url(connection.url)
    elif not Path(connection.path).is_absolute():
        raise CannotConnect(f"--file: {connection.path!r} is no full path. The worker reads it from its own folder.")
    if reader.NEEDS_PROFILE and not connection.profile.strip():
        raise CannotConnect(f"--profile: the format {connection.format} needs one (docs/connect-a-catalogue.md).")
    if connection.profile.strip():
        _check_profile(connection)


def _check_url(url: str) -> None:
    try:
        check_address(url, settings.FEED_ALLOW_PRIVATE)
    except FetchFailed as error:
        raise CannotConnect(f"--url: {error.message}") from error


def _check_profile(connection: Connection) -> None:
    try:
        profile_for(connection.format, connection.profile)
    except ProfileError as error:
        raise CannotConnect(f"--profile: cannot be used.\n{error}") from error
