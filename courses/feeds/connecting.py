"""How is a college's system connected: which source, by which format, address, profile and schedule?"""

import re
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.db.models import Q

from consortium.clock import shared_now
from consortium.organisations.models import Organisation
from consortium.people.models import User
from courses.catalogue.models import Course, Source
from courses.feeds.credentials import forget_credential
from courses.feeds.fetch import FetchFailed, check_address
from courses.feeds.formats import format_of
from courses.feeds.hosts import ask_for, host_of, settle_answer
from courses.feeds.models import Feed, Run
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
    is_push: bool = False

    def columns(self) -> dict[str, Any]:
        """As a feed holds it."""
        way = Feed.Way.PUSH if self.is_push else Feed.Way.ADDRESS if self.url else Feed.Way.FILE
        return {**{name: value for name, value in self._asdict().items() if name != "is_push"}, "way": way}


@transaction.atomic
def connect(organisation: Organisation, name: str, connection: Connection) -> tuple[Feed, bool]:
    """Create or change the source and feed; true where something was written. Raises CannotConnect.

    Whoever may run commands here may say which hosts are asked.
    """
    _check(name, connection)
    source, is_new = Source.objects.get_or_create(organisation=organisation, name=name)
    if source.kind == Source.Kind.TYPED:
        raise CannotConnect(f"--name: {name} is what the college types in by hand. Choose another name for its feed.")
    if connection.is_push:
        Source.objects.filter(pk=source.pk).update(kind=Source.Kind.PUSHED)
    feed, _ = Feed.objects.get_or_create(source=source, defaults={"format": connection.format})
    if host_of(connection.url) != host_of(feed.url):
        forget_credential(feed)  # it was given for that host
    wanted = connection.columns()
    if not is_new and not feed.is_draft and all(getattr(feed, field) == value for field, value in wanted.items()):
        ask_for(feed, None)
        return feed, False
    for field, value in wanted.items():
        setattr(feed, field, value)
    feed.next_due_at, feed.is_draft = shared_now(), False
    feed.save()
    ask_for(feed, None)
    return feed, True


def pause(feed: Feed, by: User) -> None:
    """Until somebody lets it run again, whatever it holds; in place of a pause that other content would end."""
    reason = f"Paused by {by.get_full_name() or by.email}, until somebody lets it run again."
    runs_by_itself = Q(paused_at__isnull=True) | ~Q(paused_hash="")
    Feed.objects.filter(runs_by_itself, pk=feed.pk, is_draft=False).update(
        paused_at=shared_now(), paused_reason=reason[:300], paused_hash=""
    )


@transaction.atomic
def remove_draft(feed: Feed) -> bool:
    """With its source, files and credential; false where it is no draft any more, or courses came of it."""
    row = (
        Feed.objects.select_for_update(of=("self",)).select_related("source").filter(pk=feed.pk, is_draft=True).first()
    )
    if row is None or Course.objects.filter(source=row.source).exists():
        return False
    Run.objects.filter(feed=row).delete()
    for kept in row.files.all():
        kept.delete()
    settle_answer(row)
    row.source.delete()
    return True


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
    if [bool(connection.url), bool(connection.path), connection.is_push].count(True) != 1:
        raise CannotConnect("Say one of --url ADDRESS, --file PATH and --push.")
    if connection.is_push != (connection.format == "records"):
        raise CannotConnect(
            "--push: the format of what is pushed is records, and records are only pushed (docs/push.md)."
        )
    if connection.path and Feed.Way.UPLOAD not in format_of(connection.format).ways:
        raise CannotConnect(f"--file: {connection.format} is no file but asks a server. Give its address by --url.")
    if connection.url:
        _check_url(connection.url)
    elif connection.path and not Path(connection.path).is_absolute():
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
