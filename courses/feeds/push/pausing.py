"""Is anything of this feed taken at present?"""

from django.db.models import QuerySet

from courses.feeds.models import Feed


class Paused(Exception):
    """Nothing of this feed is taken at present, or not this again; says why."""


def lock_unless_paused(feed: Feed, content_hash: str = "") -> None:
    """Holds the feed's row until the transaction ends, so that no pause and no undoing comes in between. Raises Paused.

    A run that applies holds it for as long; so it is asked for once a run of one's own is begun.
    """
    _refuse_paused(Feed.objects.select_for_update(of=("self",), no_key=True), feed, content_hash)


def refuse_paused(feed: Feed, content_hash: str = "") -> None:
    """The same without waiting for anybody. Raises Paused."""
    _refuse_paused(Feed.objects.all(), feed, content_hash)


def _refuse_paused(feeds: QuerySet[Feed], feed: Feed, content_hash: str = "") -> None:
    """A person's pause is of everything, that of an undoing only of what was undone."""
    held = feeds.only("paused_at", "paused_reason", "paused_hash").get(pk=feed.pk)
    if held.paused_at is None or held.paused_hash not in ("", content_hash):
        return
    undone = " This batch is what was undone." if held.paused_hash else ""
    raise Paused(f"{held.paused_reason}{undone}")
