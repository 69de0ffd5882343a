"""How can a catalogue come in here?"""

from typing import NamedTuple

from django.urls import NoReverseMatch, reverse

from courses.feeds.formats import Format
from courses.feeds.models import Feed
from courses.feeds.readers import reader_of


class Way(NamedTuple):
    """`goes_on` names the address, which takes the feed's id, at which connecting it goes on."""

    value: str
    label: str
    what: str
    goes_on: str


WAYS = (
    Way(
        Feed.Way.ADDRESS,
        "From an address",
        "This site reads it by itself, every night or as often as you say. Nobody has to think of it.",
        "feeds_desk:settings",
    ),
    Way(
        Feed.Way.UPLOAD,
        "By uploading a file",
        "You give a file whenever something changed. For a start this is enough; an address can follow later.",
        "feeds_desk:upload",
    ),
    Way(
        Feed.Way.PUSH,
        "By your own system",
        "It sends what changed, signed, or a small program beside it does. For systems that nobody outside can reach.",
        "feeds_desk:keys",
    ),
)


def suits(form: Format, way: str) -> bool:
    return way in form.ways


def next_step(feed: Feed) -> str:
    """Where a draft goes on once it has a sample: to its columns, or where it has none to be named, to the trial."""
    name = "feeds_desk:mapping" if reader_of(feed.format).NEEDS_PROFILE else "feeds_desk:try"
    for wanted in (name, "feeds_desk:feed"):
        try:
            return reverse(wanted, args=[feed.pk])
        except NoReverseMatch:
            continue  # the screen is of another room, which this installation may not have
    raise AssertionError("every feed has a page")
