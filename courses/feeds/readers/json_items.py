"""Which objects does a list inside a JSON file hold, one at a time and however large the file is?

The file is never held as a whole: a list of 170 MB costs as much memory as its largest object. An object that is
broken in itself costs only itself, because its bytes are cut out before they are decoded.
"""

import codecs
import re
from collections.abc import Iterator
from typing import Protocol

import msgspec

from courses.feeds.exchange import NotReadable

CHUNK = 262_144
DEPTH_LIMIT = 64
ITEM_LIMIT = 16_000_000
ENVELOPE_LIMIT = 10_000

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_A_STRING = re.compile(_STRING, re.DOTALL)
_TO_BRACKET = re.compile(rb'(?:[^"{}\[\]]++|' + _STRING + rb")*+([{}\[\]])", re.DOTALL)
_A_SCALAR = re.compile(rb"[^\s,\]}]++")
_SPACE = re.compile(rb"\s*+")
_OPENS = b"{["
_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_listed = msgspec.json.Decoder(list[msgspec.Raw]).decode


class Readable(Protocol):
    """Gives the next bytes, and none at the end."""

    def read(self, size: int, /) -> bytes: ...


class JsonItems:
    """The items of one list. `beside` holds the small values that stand beside the list, once all items were read."""

    def __init__(self, source: Readable, path: str, advice: str = "", by_profile: str = "") -> None:
        """`path` leads to the list, by keys joined with dots; `advice` is what to do where there is no list, and
        `by_profile` what else for those who have a profile."""
        self._text = _Text(source)
        self._path = tuple(path.split(".")) if path else ()
        self._advice = advice
        self._by_profile = by_profile
        self.beside: dict[str, object] = {}

    def __iter__(self) -> Iterator[bytes]:
        """The bytes of each item. Raises NotReadable (truncated, not_a_feed, unreadable)."""
        at_once = self._at_once()
        if at_once is not None:
            yield from at_once
            return
        opened = self._descend()
        yield from self._items()
        for level in range(opened, 0, -1):
            self._members_after(collect=level == opened)
        if self._text.peek():
            raise _unreadable("something follows its end")

    def _at_once(self) -> list[bytes] | None:
        """The items of a small file in which nothing is wrong, as most pages of a server are; any other is walked
        through, and that says what is wrong."""
        members: dict[str, msgspec.Raw] = {}
        value = self._text.if_small()
        if value is None:
            return None
        try:
            for key in self._path:
                members = _members(value)
                value = members.pop(key)
            items = [bytes(item) for item in _listed(value)]
            beside = {key: msgspec.json.decode(raw) for key, raw in members.items() if _is_small(raw)}
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError):
            return None
        if any(item.count(b"{") + item.count(b"[") > DEPTH_LIMIT for item in items):
            return None  # one of them may be nested too deeply
        self.beside = beside
        return items

    def _descend(self) -> int:
        """Walk to the list; the number of objects that are open around it."""
        for depth, key in enumerate(self._path, 1):
            self._open(b"{")
            if not self._find(key, collect=depth == len(self._path)):
                raise self._no_list()
        if self._text.peek() == b"{":
            raise self._an_object()
        self._open(b"[")
        return len(self._path)

    def _open(self, bracket: bytes) -> None:
        found = self._text.peek()
        if found != bracket:
            raise self._no_list() if found else _cut()
        self._text.skip(1)

    def _find(self, wanted: str, collect: bool) -> bool:
        """Stand before the value of a key of the open object; false where the object ends before it."""
        while True:
            mark = self._text.peek()
            if mark == b"}":
                return False
            if mark == b",":
                self._text.skip(1)
                continue
            key = self._key()
            if key == wanted:
                return True
            self._member(key, collect)

    def _items(self) -> Iterator[bytes]:
        if self._text.peek() == b"]":
            self._text.skip(1)
            return
        while True:
            yield self._text.value()
            mark = self._text.peek()
            self._text.skip(1)
            if mark == b"]":
                return
            if mark != b",":
                raise _cut() if not mark else _unreadable("two objects of the list are not separated by a comma")

    def _members_after(self, collect: bool) -> None:
        while (mark := self._text.peek()) == b",":
            self._text.skip(1)
            self._member(self._key(), collect)
        if mark != b"}":
            raise _cut() if not mark else _unreadable("an object does not end")
        self._text.skip(1)

    def _key(self) -> str:
        if self._text.peek() != b'"':
            raise _cut() if not self._text.peek() else _unreadable("a key is no text")
        key = _decoded(self._text.value())
        if self._text.peek() != b":":
            raise _cut() if not self._text.peek() else _unreadable("a key has no value")
        self._text.skip(1)
        return str(key)

    def _member(self, key: str, collect: bool) -> None:
        value = self._text.value()
        if collect and _is_small(value):
            self.beside[key] = _decoded(value)

    def _no_list(self) -> NotReadable:
        where = f"under the key {'.'.join(self._path)!r}" if self._path else "at its top"
        return NotReadable("not_a_feed", f"The feed has no list {where}. {self._advice}".strip(), self._by_profile)

    def _an_object(self) -> NotReadable:
        keys = re.findall(rb'"([^"\\]{1,40})"\s*:', self._text.value()[:2_000])[:8]
        told = ", ".join(key.decode("utf-8", "replace") for key in keys)
        message = f"The feed is one object with the keys {told}, where a list was expected. {self._advice}"
        return NotReadable("not_a_feed", message.strip(), self._by_profile)


class _Text:
    """The file, with the part of it in memory that is being looked at."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self._held = source.read(CHUNK).removeprefix(codecs.BOM_UTF8)
        self._at = 0
        self._ended = False

    def if_small(self) -> bytes | msgspec.Raw | None:
        """All of it, where that is one chunk."""
        return None if self._more() else self._held

    def peek(self) -> bytes:
        """The next byte that is no space, or nothing at the end."""
        while True:
            space = _SPACE.match(self._held, self._at)
            self._at = space.end() if space else self._at
            if self._at < len(self._held):
                return self._held[self._at : self._at + 1]
            if not self._more():
                return b""

    def skip(self, count: int) -> None:
        self._at += count

    def value(self) -> bytes:
        """The bytes of the next value."""
        first = self.peek()
        if not first:
            raise _cut()
        if first in (b"{", b"["):
            return self._nested()
        pattern = _A_STRING if first == b'"' else _A_SCALAR
        while True:
            found = pattern.match(self._held, self._at)
            if found is None and first != b'"':
                raise _unreadable("a value is missing")
            if found and (first == b'"' or found.end() < len(self._held)):
                self._at = found.end()
                return found[0]
            self._must_go_on()

    def _nested(self) -> bytes:
        depth, ahead = 0, 0
        while True:
            found = _TO_BRACKET.match(self._held, self._at + ahead)
            if found is None:
                self._must_go_on()
                continue
            ahead = found.end() - self._at
            depth += 1 if found[1] in _OPENS else -1
            if depth > DEPTH_LIMIT:
                raise _unreadable(f"it is nested more than {DEPTH_LIMIT} deep")
            if depth == 0:
                value = self._held[self._at : self._at + ahead]
                self._at += ahead
                return value

    def _must_go_on(self) -> None:
        """More of a value that has not ended yet."""
        if len(self._held) - self._at > ITEM_LIMIT:
            raise NotReadable("too_large", f"One object of the feed is larger than {ITEM_LIMIT // 1_000_000} MB.")
        if not self._more():
            raise _cut()

    def _more(self) -> bool:
        chunk = b"" if self._ended else self._source.read(CHUNK)
        self._ended = not chunk
        self._held = self._held[self._at :] + chunk
        self._at = 0
        return bool(chunk)


def _is_small(value: bytes | msgspec.Raw) -> bool:
    return len(memoryview(value)) <= ENVELOPE_LIMIT


def _decoded(value: bytes) -> object:
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(f"a value beside the list is broken ({error})") from error


def _unreadable(why: str) -> NotReadable:
    return NotReadable("unreadable", f"The feed cannot be read as JSON: {why}. Ask the college to mend its export.")


def _cut() -> NotReadable:
    return NotReadable(
        "truncated", "The feed ends in the middle of its list. Nothing was changed; it is read again later."
    )
