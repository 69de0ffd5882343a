"""Reads records from elements of an XML file, by a feed profile."""

from collections.abc import Generator, Iterable, Iterator

from courses.feeds.exchange import Answer, Exchange, Fault, Notice, NotReadable, ReaderSettings, Request, Row
from courses.feeds.mapping import Get, Mapper, follow
from courses.feeds.profile import FeedProfile
from courses.feeds.readers.filter import passes
from courses.feeds.readers.xml_records import TEXT, XmlRecords, names_of

VERSION = 2
NEEDS_PROFILE = True
NEEDS_ITEMS = True


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Row | Notice]:
    profile = settings.profile or FeedProfile()
    if not profile.rows.items:
        message = "The profile does not say which elements are the records. State items under [rows], such as course."
        raise NotReadable("not_a_feed", message)
    mapper = Mapper(profile, element_getter)
    wanted = passes(element_getter, profile.rows.where, settings.where)
    for _, answer in answers:
        records = XmlRecords(answer.path, profile.rows.items, profile.file)
        for number, record in enumerate(records, 1):
            if isinstance(record, Fault):
                yield Row(f"item {number}", {}, [record])
            elif wanted(record):
                values, faults = mapper.values(record)
                yield Row(f"item {number}", values, faults)
        yield from records.told


def element_getter(path: str, _optional: bool = True) -> Get:
    """Follows names of elements ("venue.name"), attributes ("@id") and positions; an element is its text."""
    keys = names_of(path)
    return lambda row: _text(follow(row, keys))


def _text(value: object) -> object:
    if isinstance(value, list):
        return [_text(one) for one in value]
    return value[TEXT] if isinstance(value, dict) and TEXT in value else value
