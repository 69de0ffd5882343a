"""What an engine found becomes what readers see: read back from the entries, so that nothing gone is shown."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import BigIntegerField, Case, OuterRef, Subquery, When
from django.db.models.functions import Cast, Substr
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from consortium.organisations import models as places
from consortium.pages.restrictions import unrestricted
from courses.catalogue.freshness import day_of, is_of_late, is_stale, numbers_hold
from courses.catalogue.models import Course, Source
from search.addresses import address
from search.asking import MEMBERS_SHOWN, MEMBERS_SHOWN_OF_EACH, SOON_DAYS, Query
from search.engines.contract import END_MARK, START_MARK, Found, FoundRow, Marks
from search.facts import facts_of
from search.labels import CALLED, KIND_LABELS
from search.models import Entry, EntryDate
from search.results import Freshness, Member, Organisation, Row, Timing

SUMMARY_SHOWN = 280
_OTHER_DATES = ("changed_at", "confirmed_at")


def show_rows(found: Found, query: Query) -> tuple[Row, ...]:
    """At most six queries, however many rows."""
    most = MEMBERS_SHOWN if len(found.rows) == 1 else MEMBERS_SHOWN_OF_EACH
    ids = [entry for row in found.rows for entry in row.entries[:most]]
    entries = Entry.objects.filter(pk__in=ids, gone=False).select_related("source", "organisation")
    held = {entry.pk: entry for entry in entries.defer("words").annotate(**_other_dates())}
    owners = _owners(found.rows, held)
    seen = _Seen(held, _corner_urls(held.values()), _windows(set(held)), owners, query)
    rows = (_row(row, [held[pk] for pk in row.entries[:most] if pk in held], found.marks, seen) for row in found.rows)
    return tuple(row for row in rows if row)


def show_unwritten(entry: Entry, windows: Sequence[EntryDate], query: Query) -> Row | None:
    """The row of an entry that is in no table and leads nowhere."""
    seen = _Seen({}, {}, {entry.pk: windows}, {entry.pk: entry.organisation_id}, query)
    return _row(FoundRow(entries=(entry.pk,), count=1, group=0), [entry], {}, seen)


class _Seen:
    """What all rows of one page are drawn from."""

    def __init__(
        self,
        held: Mapping[int, Entry],
        corners: Mapping[int, str],
        windows: Mapping[int, Sequence[EntryDate]],
        owners: Mapping[int, int | None],
        query: Query,
    ) -> None:
        self.held = held
        self.corners = corners
        self.windows = windows
        self.owners = owners
        self.query = query
        self.now = timezone.now()

    def organisation(self, entry: Entry) -> Organisation | None:
        owner = entry.organisation
        if owner is None:
            return None
        return Organisation(
            owner.slug, owner.label, owner.place, owner.dye, self.corners.get(owner.pk, ""), CALLED[owner.kind]
        )

    def freshness(self, entry: Entry) -> Freshness:
        if entry.kind != "course":
            return Freshness("edited", entry.stated_at)
        source = _source_of(entry)
        at = entry.stated_at or source.accepted_at
        others = (getattr(entry, name, None) for name in _OTHER_DATES)  # a course that is only tried has none
        return Freshness("stated", at, is_stale(source, at, self.now), *others)

    def numbers_on(self, entry: Entry) -> dt.date | None:
        """When its places left were stated, if they may be said: as on a course's page, until it begins or is stale."""
        starts_on = entry.payload.get("starts_on")
        has_begun = starts_on is not None and dt.date.fromisoformat(starts_on) <= self.query.today
        at = self.freshness(entry).at
        is_said = at is not None and not has_begun and numbers_hold(_source_of(entry), at, self.now)
        return day_of(at) if at and is_said else None

    def timing(self, entry: Entry) -> Timing:
        """What its dates say; a bare "open" of a course is believed for as long as its numbers are."""
        is_believed = entry.kind != "course" or is_of_late(self.freshness(entry).at, self.now)
        return timing_of(self.windows.get(entry.pk, ()), self.query.today, undated=is_believed)


def _source_of(entry: Entry) -> Source:
    """A course that is only tried has none yet."""
    return entry.source or Source()


def _row(row: FoundRow, entries: Sequence[Entry], marks: Mapping[int, Marks], seen: _Seen) -> Row | None:
    if not entries:
        return None
    first = entries[0]
    shared = row.count > 1
    marked = marks.get(first.pk) or Marks(first.title, first.summary)
    return Row(
        kind=first.kind,
        kind_label=KIND_LABELS.get(first.kind, first.kind),
        id=first.payload.get("id", first.key),
        title=first.title,
        title_marked=_marked(marked.title or first.title),
        summary="" if shared else _cut(first.summary),
        summary_marked=SafeString("") if shared else _marked(_cut(marked.summary or first.summary)),
        url=None if shared else first.url,
        organisation=None if shared else seen.organisation(first),
        code="" if shared else first.payload.get("code", ""),
        by="" if shared else first.payload.get("by", ""),
        language=first.language,
        facts=facts_of(first.kind, first.payload, is_shared=shared, numbers_on=seen.numbers_on(first)),
        timing=Timing() if shared else seen.timing(first),
        freshness=None if shared else seen.freshness(first),
        members=tuple(_member(entry, seen) for entry in entries) if shared else (),
        member_count=row.count if shared else 0,
        college_count=_colleges(row, seen) if shared else 0,
        members_url=address(seen.query, group=row.group) if shared else "",
    )


def _colleges(row: FoundRow, seen: _Seen) -> int:
    """Not all members of a very large row are known; those that are tell whether each is of another college."""
    owners = [seen.owners[entry] for entry in row.entries if entry in seen.owners]
    different = len(set(owners))
    return row.count if different == len(owners) else different


def _member(entry: Entry, seen: _Seen) -> Member:
    owner = seen.organisation(entry)
    stated_on = entry.payload.get("numbers_stated_on")
    return Member(
        title=entry.title,
        url=entry.url,
        organisation=owner or Organisation("", ""),
        code=entry.payload.get("code", ""),
        intake=entry.payload.get("intake"),
        numbers_stated_on=dt.date.fromisoformat(stated_on) if stated_on else None,
        freshness=seen.freshness(entry),
        timing=seen.timing(entry),
    )


def _other_dates() -> dict[str, Any]:
    """When a course last changed at its source, and when a person last confirmed it: asked now, not copied."""
    key = Cast(Substr("key", len("course:") + 1), BigIntegerField())
    course = Course.objects.filter(pk=OuterRef("course_key"))
    dates = {name: Subquery(course.values(name)) for name in _OTHER_DATES}
    return {"course_key": Case(When(kind="course", then=key)), **dates}


def _owners(rows: Sequence[FoundRow], held: Mapping[int, Entry]) -> dict[int, int | None]:
    """Whose each member is, those too that are not shown."""
    owners = {key: entry.organisation_id for key, entry in held.items()}
    others = [entry for row in rows for entry in row.entries if entry not in held]
    return owners | dict(Entry.objects.filter(pk__in=others, gone=False).values_list("pk", "organisation_id"))


def _corner_urls(entries: Any) -> dict[int, str]:
    """The public page of each owner."""
    owners = {entry.organisation_id for entry in entries}
    live = places.OrganisationPage.objects.live().defer_streamfields()
    corners = unrestricted(live).filter(organisation__in=owners)
    return {corner.organisation_id: corner.get_url() or "" for corner in corners}


def _windows(ids: set[int]) -> dict[int, list[EntryDate]]:
    windows: dict[int, list[EntryDate]] = {}
    for window in EntryDate.objects.filter(entry__in=ids):
        windows.setdefault(window.entry_id, []).append(window)
    return windows


def timing_of(windows: Sequence[EntryDate], today: dt.date, *, undated: bool) -> Timing:
    """What the windows say on that day: an open one before a later one before a closed one.

    `undated`: whether one that is open without a date still says so.
    """
    starts = min((w.starts_on for w in windows if w.starts_on and w.starts_on >= today), default=None)
    applying = [w for w in windows if w.applies and (undated or w.opens_on or w.closes_on)]
    present = [w for w in applying if (w.opens_on or today) <= today <= (w.closes_on or today)]
    later = [w for w in applying if w.opens_on and w.opens_on > today]
    if present:
        window = max(present, key=lambda w: w.closes_on or dt.date.max)
        left = (window.closes_on - today).days if window.closes_on else None
        soon = left is not None and left <= SOON_DAYS
        return Timing("soon" if soon else "open", window.opens_on, window.closes_on, left if soon else None, starts)
    if later:
        window = min(later, key=lambda w: w.opens_on or dt.date.max)
        return Timing("later", window.opens_on, window.closes_on, None, starts)
    closed = max((w.closes_on for w in applying if w.closes_on), default=None)
    return Timing("closed" if closed else "", None, closed, None, starts)


def _cut(text: str) -> str:
    """No longer than a card holds; never inside a mark."""
    if len(text) <= SUMMARY_SHOWN:
        return text
    short = text[:SUMMARY_SHOWN].rsplit(" ", 1)[0]
    if short.count(START_MARK) > short.count(END_MARK):
        short += END_MARK
    return short + " …"


def _marked(text: str) -> SafeString:
    """Escaped first; only then do the sentinels become marks. Found words that follow each other are one."""
    safe = (
        escape(text.replace(f"{END_MARK} {START_MARK}", " ")).replace(START_MARK, "<mark>").replace(END_MARK, "</mark>")
    )
    return mark_safe(safe)  # noqa: S308 -- escaped on the line before
