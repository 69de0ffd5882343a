"""Reads one JSON object a line, by a feed profile."""

import codecs
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

from courses.feeds.exchange import Answer, Exchange, Fault, Notice, NotReadable, ReaderSettings, Request, Row
from courses.feeds.mapping import Mapper, path_getter
from courses.feeds.profile import FeedProfile
from courses.feeds.readers.filter import passes
from courses.feeds.readers.json import as_utf8, decode_item
from courses.feeds.readers.json_items import ITEM_LIMIT, Readable

VERSION = 2
NEEDS_PROFILE = True

_CHUNK = 262_144
_REMEDY = "Ask the college to mend this line in its export."


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Row | Notice]:
    profile = settings.profile or FeedProfile()
    told: list[Notice] = []
    mapper = Mapper(profile, path_getter)
    wanted = passes(path_getter, profile.rows.where, settings.where)
    for _, answer in answers:
        with Path(answer.path).open("rb") as source:
            for number, line, is_last in lines_of(as_utf8(source, answer.path, profile, told)):
                try:
                    record = decode_item(line, profile.file.fallback_encoding)
                    if not isinstance(record, dict):
                        raise ValueError("is no object")
                except ValueError as error:
                    yield Row(f"line {number}", {}, [_broken(number, line, is_last, error)])
                    continue
                if wanted(record):
                    values, faults = mapper.values(record)
                    yield Row(f"line {number}", values, faults)
    yield from told


def lines_of(source: Readable) -> Iterator[tuple[int, bytes, bool]]:
    """Number and bytes of the lines that are not empty, without a comma at the end, and whether it is the last one and
    has no end. Raises NotReadable (too_large)."""
    held, number = b"", 0
    while chunk := source.read(_CHUNK):
        *lines, held = (held + chunk).split(b"\n")
        for line in lines:
            number += 1
            if text := _stripped(line):
                yield number, text, False
        if len(held) > ITEM_LIMIT:
            message = f"Line {number + 1} is longer than {ITEM_LIMIT // 1_000_000} MB. State one object a line."
            raise NotReadable("too_large", message)
    if text := _stripped(held):
        yield number + 1, text, True


def _stripped(line: bytes) -> bytes:
    return line.removeprefix(codecs.BOM_UTF8).strip().removesuffix(b",")


def _broken(number: int, line: bytes, is_last: bool, error: ValueError) -> Fault:
    """A broken line costs itself; raises NotReadable where it says that the file is cut, or none of this format."""
    if is_last and line.startswith(b"{") and not line.endswith(b"}"):
        raise NotReadable("truncated", f"The file ends in the middle of line {number}. Nothing was changed.") from error
    if number == 1 and not line.startswith(b"{"):
        message = (
            "The file does not begin with a JSON object. Check the address; for a list of objects use format json."
        )
        raise NotReadable("not_a_feed", message) from error
    return Fault("", line[:200].decode("utf-8", "replace"), str(error), _REMEDY, "record")
