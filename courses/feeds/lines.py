"""What do the checked records of a reading state, once what they leave open keeps its last accepted value?"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from django.db.models import TextField
from django.db.models.functions import Cast

from courses.catalogue.bulk import among, blocks
from courses.catalogue.models import Course
from courses.catalogue.writer import Stated
from courses.feeds.carry import EVERY_FIELD, carry, keep
from courses.feeds.fingerprint import fingerprint, volatile_fingerprint


class Line(msgspec.Struct, frozen=True):
    """A line of the reading's records (`record.Checked`), the record as plain values."""

    record: dict[str, Any]
    row: str
    fingerprint: bytes
    volatile_fingerprint: bytes
    unsettled: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


class _Named(msgspec.Struct, frozen=True):
    id: str
    title: dict[str, str]


class Glance(msgspec.Struct, frozen=True):
    """The same line with only as much as comparing needs."""

    record: _Named
    row: str
    fingerprint: bytes
    volatile_fingerprint: bytes
    unsettled: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


class Last(NamedTuple):
    """What a course stated when it was last accepted."""

    stated: dict[str, Any]
    carried: dict[str, int]


_decode_line = msgspec.json.Decoder(Line).decode
_decode_glance = msgspec.json.Decoder(Glance).decode
_decode_named = msgspec.json.Decoder(_Named).decode


def glances(path: Path) -> Iterator[tuple[int, Glance]]:
    """Every line with its position in the file."""
    position = 0
    with path.open("rb") as lines:
        for line in lines:
            yield position, _decode_glance(line)
            position += len(line)


def lines_at(path: Path, positions: Iterable[int]) -> Iterator[Line]:
    """The lines at these positions, which grow."""
    here = 0
    with path.open("rb") as lines:
        for position in positions:
            if position != here:
                lines.seek(position)
            line = lines.readline()
            here = position + len(line)
            yield _decode_line(line)


def new_records(path: Path, positions: Iterable[int]) -> Iterator[Stated]:
    """What the lines state that no course stands for yet."""
    for line in lines_at(path, positions):
        yield Stated(line.record["id"], line.record, line.fingerprint, line.volatile_fingerprint, {})


def known_records(
    path: Path, positions: Iterable[int], keys: Iterable[int], accepted_run: int
) -> Iterator[tuple[int, Stated]]:
    """(primary key, what its course now states); `accepted_run` is the run whose values are carried over."""
    for block in blocks(zip(keys, lines_at(path, positions), strict=True)):
        last = last_stated(key for key, line in block if line.unsettled or line.keeps)
        for key, line in block:
            yield key, settle_line(line, last.get(key), accepted_run)


def last_stated(keys: Iterable[int]) -> dict[int, Last]:
    wanted = list(keys)
    if not wanted:
        return {}
    rows = Course.objects.filter(pk__in=among(wanted)).values_list("pk", "stated", "carried")
    return {key: Last(stated, carried) for key, stated, carried in rows.iterator()}


def last_titles(keys: Iterable[int]) -> dict[int, dict[str, str]]:
    """Of what courses last stated only the titles, taken out of its text: the rest is not decoded."""
    rows = Course.objects.filter(pk__in=among(keys)).annotate(says=Cast("stated", TextField()))
    return {key: _decode_named(says).title for key, says in rows.values_list("pk", "says").iterator()}


def settle_line(line: Line, last: Last | None, accepted_run: int) -> Stated:
    """With the last accepted value in every field that it leaves open, and the run that each such value is of.

    What a source keeps by not telling it is as good as told.
    """
    if last is None or not (line.unsettled or line.keeps):
        return Stated(line.record["id"], line.record, line.fingerprint, line.volatile_fingerprint, {})
    stated, names = carry(keep(line.record, last.stated, line.keeps), last.stated, line.unsettled)
    carried = {name: last.carried.get(name, accepted_run) for name in names}
    if EVERY_FIELD in line.keeps:
        carried = last.carried | carried
    return Stated(stated["id"], stated, fingerprint(stated), volatile_fingerprint(stated), carried)
