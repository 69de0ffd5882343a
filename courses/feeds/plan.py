"""What would this reading change of what its source holds? Nothing is written here."""

from array import array
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.db.models import F

from consortium.clock import shared_now
from courses.catalogue.bulk import among, blocks
from courses.catalogue.freshness import is_stale
from courses.catalogue.models import Course, Source
from courses.catalogue.writer import Stated
from courses.feeds.alike import alike, key_of
from courses.feeds.held import Held, Holding
from courses.feeds.lines import Glance, known_records, last_stated, last_titles, lines_at, new_records, settle_line
from courses.feeds.lines import glances as glances_of
from courses.feeds.reading import Reading, iter_problems
from courses.feeds.record import Problem
from courses.feeds.scope import CHANGES, EVERYTHING, Scope

_NO_TITLE = "rows under one id disagree about its title, and none was accepted before"
_NO_TITLE_REMEDY = "Let the rows agree, or give each course an id of its own."
_NOT_WHOLE = "is told in part only, and was never told whole"
_NOT_WHOLE_REMEDY = "Have the whole catalogue exported once; changes are read from then on."
_NOT_TOLD = (
    "are not in the feed, but as many rows without an id were refused and may be they; they are kept as they were"
)
_NOT_TOLD_REMEDY = "State the id in every row."


def _numbers() -> "array[int]":
    return array("q")


@dataclass
class Lot:
    """Lines of the reading by their position, with the primary keys of their courses where they have one."""

    positions: "array[int]" = field(default_factory=_numbers)
    keys: "array[int]" = field(default_factory=_numbers)

    def __len__(self) -> int:
        return len(self.positions)

    def add(self, position: int, key: int) -> None:
        self.positions.append(position)
        self.keys.append(key)


@dataclass
class Plan:
    """What a reading would do, and what the guards need to know. Records stay on disk, these are their positions."""

    records: Path
    accepted_run: int
    read: int
    repeated: int
    refused: int
    stated_before: int
    scope: Scope = EVERYTHING
    created: "array[int]" = field(default_factory=_numbers)
    changed: Lot = field(default_factory=Lot)
    refreshed: Lot = field(default_factory=Lot)
    returned: Lot = field(default_factory=Lot)
    returned_changed: Lot = field(default_factory=Lot)
    returned_refreshed: Lot = field(default_factory=Lot)
    marked: Lot = field(default_factory=Lot)
    same: int = 0
    accepted_again: "array[int]" = field(default_factory=_numbers)
    absent: "array[int]" = field(default_factory=_numbers)
    unsure: "array[int]" = field(default_factory=_numbers)
    nameless: int = 0
    kept: "array[int]" = field(default_factory=_numbers)
    untold: "array[int]" = field(default_factory=_numbers)
    known: int = 0
    retitled: int = 0
    moved: int = 0
    problems: list[Problem] = field(default_factory=list)

    def new(self) -> Iterator[Stated]:
        return new_records(self.records, self.created)

    def accepted(self) -> frozenset[str]:
        """The ids of all records that it takes: few only where the reading is small."""
        refused = {problem.record for problem in self.problems if problem.severity == "record"}
        return frozenset(glance.record.id for _, glance in glances_of(self.records)) - refused

    def stated_of(self, lot: Lot) -> Iterator[tuple[int, Stated]]:
        return known_records(self.records, lot.positions, lot.keys, self.accepted_run)


def make_plan(source: Source, reading: Reading, accepted_run: int, scope: Scope = EVERYTHING) -> Plan:
    """Compare; `accepted_run` is the last run of this source that was accepted (0: none).

    Only what the file says to hold whole can be absent, and of one that holds a part `stated_before` counts only that;
    it is 0 where nothing is absent.
    What the source says to be gone is absent whatever the file holds.
    """
    scope = CHANGES if reading.only_changes else scope
    told = _told(reading) if scope.kind == "changes" else None
    holding = Holding(source, told)
    inside = _courses_inside(source, scope) if scope.kind == "part" else None
    plan = Plan(reading.records, accepted_run, reading.read, reading.repeated, reading.refused, 0, scope)
    for block in blocks(glances_of(reading.records)):
        _Block(plan, [(position, glance, holding.take(glance.record.id)) for position, glance in block]).sort()
    _sort_absent(plan, holding, reading, inside)
    if plan.absent:
        plan.stated_before = holding.count_stated() if inside is None else len(inside)
    if told is not None and not reading.only_changes:  # a source that tells its changes itself stands by all else
        plan.untold.extend(_untold(source, told))
    plan.moved = _count_moved(plan)
    return plan


def _told(reading: Reading) -> set[str]:
    """Ids of which it tells anything."""
    stated = {glance.record.id for _, glance in glances_of(reading.records)}
    return stated.union((problem.record for problem in _refused(reading)), reading.deleted())


def _refused(reading: Reading) -> list[Problem]:
    """What refused a record that has an id."""
    return [problem for problem in iter_problems(reading.problems) if problem.severity == "record" and problem.record]


def _untold(source: Source, told: Collection[str]) -> list[int]:
    """Courses of which it tells nothing, and that share their source's date as yet."""
    sharing = Course.objects.filter(source=source, withdrawn_at__isnull=True, stated_at__isnull=True)
    return [key for key, record_id in sharing.values_list("pk", "record_id").iterator() if record_id not in told]


def _courses_inside(source: Source, scope: Scope) -> set[int]:
    """Of what is held and stated, what belongs to the part that the file says to hold whole."""
    head = scope.field.partition(".")[0]
    held = Course.objects.filter(source=source, withdrawn_at__isnull=True).annotate(held=F(f"stated__{head}"))
    rows = held.values_list("pk", "held").iterator(chunk_size=2_000)
    return {key for key, value in rows if scope.holds({head: value} if value is not None else {})}


class _Block:
    """A thousand lines beside what is held of them."""

    def __init__(self, plan: Plan, lines: list[tuple[int, Glance, Held | None]]) -> None:
        self._plan = plan
        self._lines = lines
        self._changed: list[tuple[int, Glance]] = []

    def sort(self) -> None:
        carried = self._carried()
        for position, glance, held in self._lines:
            if held is None:
                self._sort_new(position, glance)
            else:
                settled = carried.get(position)
                self._sort_known(position, glance, held, settled)
        self._count_titles()

    def _carried(self) -> dict[int, tuple[bytes, bytes, bool]]:
        """Of lines that leave something open: both fingerprints with it carried, and whether that is news."""
        opened = [
            (position, held) for position, glance, held in self._lines if held and (glance.unsettled or glance.keeps)
        ]
        last = last_stated(held.key for _, held in opened)
        settled = {}
        for (position, held), line in zip(opened, lines_at(self._plan.records, [at for at, _ in opened]), strict=True):
            stated = settle_line(line, last[held.key], self._plan.accepted_run)
            is_news = stated.carried != last[held.key].carried
            settled[position] = (stated.fingerprint, stated.volatile_fingerprint, is_news)
        return settled

    def _sort_new(self, position: int, glance: Glance) -> None:
        if glance.record.title:
            self._plan.created.append(position)
            return
        reason, remedy = (_NOT_WHOLE, _NOT_WHOLE_REMEDY) if glance.keeps else (_NO_TITLE, _NO_TITLE_REMEDY)
        self._plan.refused += 1
        self._plan.problems.append(Problem(glance.row[:60], glance.record.id, "title", "", reason, remedy, "record"))

    def _sort_known(self, position: int, glance: Glance, held: Held, settled: tuple[bytes, bytes, bool] | None) -> None:
        plan = self._plan
        fingerprint, volatile, is_news = settled or (glance.fingerprint, glance.volatile_fingerprint, held.has_carried)
        plan.known += 1
        if fingerprint != held.fingerprint:
            (plan.returned_changed if held.is_withdrawn else plan.changed).add(position, held.key)
            self._changed.append((held.key, glance))
            return
        if volatile != held.volatile_fingerprint:
            (plan.returned_refreshed if held.is_withdrawn else plan.refreshed).add(position, held.key)
        if is_news:
            plan.marked.add(position, held.key)
        if held.is_withdrawn:
            plan.returned.add(position, held.key)
            return
        plan.same += 1
        if held.has_own_date:
            plan.accepted_again.append(held.key)

    def _count_titles(self) -> None:
        titles = last_titles(key for key, _ in self._changed)
        for key, glance in self._changed:
            if glance.record.title and not _words(glance.record.title) & _words(titles[key]):
                self._plan.retitled += 1


def _words(titles: dict[str, str]) -> set[str]:
    """Titles without regard to case, spaces and language, so that a second language is no other title."""
    return {" ".join(title.split()).casefold() for title in titles.values()}


def _sort_absent(plan: Plan, holding: Holding, reading: Reading, inside: set[int] | None) -> None:
    """Of what is held and not stated: refused records keep their last good copy, the others are absent.

    A row that was refused for want of an id may be any of the absent courses, for an export that loses an id loses
    it of a course that is still taught. Where there are as many such rows as absent courses, all of them may be there,
    and all keep their last good copy, for as long as readers believe that. Where more are absent some have ended, but
    nobody can say which: they are absent and `unsure`, for a person to decide. What the source itself says to be gone
    it says by id, and is sure.
    """
    refused = _refused(reading)
    for record_id in {problem.record for problem in refused}:
        held = holding.take(record_id)
        if held is not None and not held.is_withdrawn:
            plan.kept.append(held.key)
    gone = [held for record_id in reading.deleted() if (held := holding.take(record_id)) is not None]
    plan.absent.extend(held.key for held in gone if not held.is_withdrawn)
    rest = [held for held in holding.rest() if not held.is_withdrawn]
    absent = [held.key for held in rest if inside is None or held.key in inside]
    if inside is not None:
        plan.untold.extend(held.key for held in rest if held.key not in inside and not held.has_own_date)
    plan.nameless = reading.refused - len({problem.row for problem in refused})
    is_empty = plan.read == reading.refused + reading.repeated
    if absent and (is_empty or len(absent) <= plan.nameless):
        stale = set() if is_empty else _stale_among(absent)
        kept = [key for key in absent if key not in stale]
        absent = [key for key in absent if key in stale]
        plan.kept.extend(kept)
        if kept:
            plan.problems.append(Problem("", "", "", str(len(kept)), _NOT_TOLD, _NOT_TOLD_REMEDY, "note"))
    plan.absent.extend(absent)
    if plan.nameless:
        plan.unsure.extend(absent)


def _stale_among(keys: list[int]) -> set[int]:
    """Those that were absent or refused for so long that readers are told to ask."""
    courses, now = Course.objects.filter(pk__in=among(keys), stated_at__isnull=False), shared_now()
    return {course.pk for course in courses.select_related("source") if is_stale(course.source, course.stated_at, now)}


def _count_moved(plan: Plan) -> int:
    """How many absent courses come again, by code and title, under an id that is new."""
    if not plan.absent or not plan.created:
        return 0
    held = Course.objects.filter(pk__in=among(plan.absent)).values_list("pk", "stated")
    gone = ((key, key_of(stated)) for key, stated in held.iterator(chunk_size=1_000))
    new = enumerate(key_of(record.stated) for record in plan.new())
    return len(alike(gone, new).pairs)
