"""Reads a list of objects from a JSON file, by a feed profile."""

import codecs
import re
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import IO, Any

import msgspec

from courses.feeds.exchange import Answer, Exchange, Fault, Notice, NotReadable, ReaderSettings, Request, Row
from courses.feeds.mapping import Mapper, path_getter
from courses.feeds.profile import FeedProfile
from courses.feeds.readers.encodings import stated_encoding
from courses.feeds.readers.filter import passes
from courses.feeds.readers.json_items import JsonItems, Readable
from courses.feeds.readers.text import STATE_ENCODING

VERSION = 1
NEEDS_PROFILE = True

_HALF_A_LETTER = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
_BYTE = re.compile(r"\(byte (\d+)\)")
_UTF8 = ("utf-8", "utf-8-sig")
_NO_LIST = "Say under [rows] items in the profile where the list of records stands."


def requests(settings: ReaderSettings) -> Generator[Request, Answer, None]:
    yield Request(settings.address)


def rows(answers: Iterable[Exchange], settings: ReaderSettings) -> Iterator[Row | Notice]:
    profile = settings.profile or FeedProfile()
    told: list[Notice] = []
    mapper = Mapper(profile, path_getter)
    wanted = passes(path_getter, profile.rows.where, settings.where)
    for _, answer in answers:
        with Path(answer.path).open("rb") as source:
            items = JsonItems(as_utf8(source, answer.path, profile, told), profile.rows.items, by_profile=_NO_LIST)
            for number, raw in enumerate(items, 1):
                row = _row(number, raw, profile)
                if isinstance(row, Row):
                    yield row
                elif wanted(row):
                    values, faults = mapper.values(row)
                    yield Row(f"item {number}", values, faults)
    yield from told


def decode_item(raw: bytes, fallback_encoding: str = "") -> Any:
    """One object; raises ValueError that says why it cannot be decoded."""
    try:
        return msgspec.json.decode(raw)
    except UnicodeDecodeError as error:
        if not fallback_encoding:
            raise ValueError("holds bytes that are no UTF-8") from error
        return decode_item(raw.decode(fallback_encoding, "replace").encode())
    except (msgspec.DecodeError, RecursionError) as error:
        raise ValueError(_wrong_with(raw, str(error))) from error


def _wrong_with(raw: bytes, told: str) -> str:
    if _HALF_A_LETTER.search(raw):
        return "holds half a letter: one of \\ud800 to \\udfff without the other half of its pair"
    place = _BYTE.search(told)
    return f"is broken JSON at its byte {place[1]}" if place else "is broken JSON"


def _row(number: int, raw: bytes, profile: FeedProfile) -> Row | dict[str, Any]:
    """The object, or where it cannot be taken a row that only says so."""
    try:
        value = decode_item(raw, profile.file.fallback_encoding)
        if isinstance(value, dict):
            return value
        reason = "is no object"
    except ValueError as error:
        reason = str(error)
    shown = raw[:200].decode("utf-8", "replace")
    fault = Fault("", shown, reason, "Ask the college to mend this object in its export.", "record")
    return Row(f"item {number}", {}, [fault])


def as_utf8(source: IO[bytes], path: str, profile: FeedProfile, told: list[Notice]) -> Readable:
    """JSON is UTF-8; a file that says otherwise by its first bytes or in the profile is turned into it."""
    encoding = stated_encoding(path, profile.file, told)
    return source if codecs.lookup(encoding).name in _UTF8 else _Recoded(source, encoding)


class _Recoded:
    """Text of another encoding, read as UTF-8."""

    def __init__(self, source: IO[bytes], encoding: str) -> None:
        self._source = source
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()

    def read(self, size: int, /) -> bytes:
        while True:
            raw = self._source.read(size)
            try:
                text = self._decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                message = f"The file is no {self._encoding} text ({error.reason})."
                raise NotReadable("unreadable", message, STATE_ENCODING) from error
            if text or not raw:
                return text.lstrip("\ufeff").encode()
