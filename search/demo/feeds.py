"""How are the colleges' systems connected, and which of their readings are still to be done?"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from consortium.organisations.models import Organisation
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from search.demo.server import HOST
from search.demo.systems import path_of
from search.demo.tables import CONTENT, toml_rows

ENDED = (Run.Status.DONE, Run.Status.UNCHANGED, Run.Status.HELD, Run.Status.FAILED)


def stand_in_port() -> int:
    """The port after the site's own."""
    return (urlsplit(settings.BASE_URL).port or 8000) + 1


def stand_in_entry() -> str:
    """As FEED_ALLOW_PRIVATE has to name it."""
    return f"{HOST}:{stand_in_port()}"


def connect_all(organisations: Mapping[str, Organisation]) -> None:
    """Connect what is not connected like this yet."""
    for row in toml_rows("feeds"):
        connect(organisations[row["college"]], row["name"], _connection(row))


def readings_to_do() -> Iterator[Feed]:
    """Feeds that were not read often enough yet: once, and twice where the second reading is the interesting one."""
    for row in toml_rows("feeds"):
        feed = Feed.objects.get(source__organisation__slug=row["college"], source__name=row["name"])
        wanted = 2 if row.get("trouble") == "shrinks" else 1
        for _ in range(wanted - Run.objects.filter(feed=feed, status__in=ENDED).count()):
            yield feed


def _connection(row: dict[str, Any]) -> Connection:
    profile = CONTENT / "profiles" / f"{row.get('writer')}.toml"
    return Connection(
        format=row["format"],
        url=f"http://{stand_in_entry()}{path_of(row)}",
        profile="" if row["format"] == "ooapi-v5" else profile.read_text(encoding="utf-8"),
    )
