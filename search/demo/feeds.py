"""How are the colleges' systems connected, and which of their readings are still to be done?"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from consortium.organisations.models import Organisation
from courses.catalogue.models import Source
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from courses.feeds.settings_hash import settings_hash
from search.demo.surroundings import HOST
from search.demo.systems import PUSHED, path_of
from search.demo.tables import CONTENT, toml_rows

TITLES = {
    "catalogue": "Course catalogue",
    "courses": "Courses",
    "register": "Course register",
    "seats": "Programmes and postings",
    "sheet": "Course sheet",
    "skills": "Skills laboratory",
}
"""What readers see, by the short name."""


def stand_in_port() -> int:
    """The port after the site's own."""
    return (urlsplit(settings.BASE_URL).port or 8000) + 1


def connect_all(organisations: Mapping[str, Organisation]) -> None:
    """Connect what is not connected like this yet."""
    for row in toml_rows("feeds"):
        _follow(organisations[row["college"]], row["name"], _connection(row).url)
        feed, _ = connect(organisations[row["college"]], row["name"], _connection(row))
        Source.objects.filter(pk=feed.source_id, title="").update(title=TITLES[row["name"]])


def _follow(organisation: Organisation, name: str, url: str) -> None:
    """The stand-in moves with the site's port, and its feeds with it: what was read at the old port is what stands at
    the new one, so it is neither read nor asked about anew."""
    feed = Feed.objects.filter(source__organisation=organisation, source__name=name).first()
    if feed is None or not feed.url or feed.url == url or urlsplit(feed.url).path != urlsplit(url).path:
        return
    before = settings_hash(feed)
    feed.url = url
    after = settings_hash(feed)
    feed.settings_hash = after if feed.settings_hash == before else feed.settings_hash
    feed.save(update_fields=["url", "settings_hash"])
    Run.objects.filter(feed=feed, settings_hash=before).update(settings_hash=after)


def never_read() -> QuerySet[Feed]:
    """Feeds of the demo of which no reading was applied yet."""
    return _feeds(toml_rows("feeds")).exclude(Exists(_runs().filter(is_applied=True)))


def read_once() -> QuerySet[Feed]:
    """Feeds whose system states something else later, which no run has met yet."""
    moving = [row for row in toml_rows("feeds") if "trouble" in row or "restates" in row]
    first = _runs().filter(is_applied=True).order_by("pk").values("pk")[:1]
    since = _runs().filter(pk__gt=OuterRef("first_run"))
    return _feeds(moving).annotate(first_run=Subquery(first)).exclude(Exists(since))


def feed_of(college: str, name: str) -> Feed:
    """The one that feeds.toml calls so."""
    return Feed.objects.select_related("source__organisation").get(
        source__organisation__slug=college, source__name=name
    )


def _runs() -> QuerySet[Run]:
    return Run.objects.filter(feed=OuterRef("pk"), dry_run=False)


def _feeds(wanted: list[dict[str, Any]] | tuple[dict[str, Any], ...]) -> QuerySet[Feed]:
    named = Q(pk__in=[])
    for row in wanted:
        named |= Q(source__organisation__slug=row["college"], source__name=row["name"])
    return Feed.objects.filter(named)


def _connection(row: dict[str, Any]) -> Connection:
    if row["format"] == PUSHED:
        return Connection(PUSHED, is_push=True)
    profile = CONTENT / "profiles" / f"{row.get('writer')}.toml"
    return Connection(
        format=row["format"],
        url=f"http://{HOST}:{stand_in_port()}{path_of(row)}",
        profile="" if row["format"] == "ooapi-v5" else profile.read_text(encoding="utf-8"),
    )
