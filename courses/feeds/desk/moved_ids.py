"""Which courses of a held run would get new ids, and which would not, as tables of its page?"""

from collections.abc import Mapping
from typing import NamedTuple

from django.core.cache import cache
from django.core.paginator import Page, Paginator

from courses.feeds.alike import Alike
from courses.feeds.desk.run_lists import ROWS, ChangeRow, change_row
from courses.feeds.models import Change, Run
from courses.feeds.new_ids import may_have_moved, moved_in

_REMEMBERED_SECONDS = 3_600
_AMBIGUOUS = "several have this code and title"
_LONE = "none has this code and title"
_NO_CODE = "it states no code"


class MovedRow(NamedTuple):
    """A course with the id that it had and the one that it would get."""

    old: ChangeRow
    new: ChangeRow


class LoneRow(NamedTuple):
    """A course that is not matched: what becomes of it, and why it is not."""

    row: ChangeRow
    would: str
    why: str


class MovedIds(NamedTuple):
    """`amount` courses would get new ids; of the others `gone` are withdrawn and `new` are new."""

    amount: int
    gone: int
    new: int
    page: "Page[tuple[int, int]]"
    rows: list[MovedRow]
    lone_page: "Page[tuple[int, bool, bool]]"
    lone_rows: list[LoneRow]


def moved_ids_on(run: Run, asked: Mapping[str, str]) -> MovedIds | None:
    """By `ipage` and `lpage`; None where no course would get another id."""
    is_asked = run.dry_run or (run.status == Run.Status.HELD and not run.is_applied)
    if not is_asked or not may_have_moved(run):
        return None
    found = _moved_in(run)
    if not found.pairs:
        return None
    lone = [
        *((key, True, True) for key in found.ambiguous_gone),
        *((key, False, True) for key in found.ambiguous_new),
        *((key, True, False) for key in found.lone_gone),
        *((key, False, False) for key in found.lone_new),
    ]
    page, lone_page = (
        Paginator(found.pairs, ROWS).get_page(asked.get("ipage")),
        Paginator(lone, ROWS).get_page(asked.get("lpage")),
    )
    rows = _change_rows([key for pair in page for key in pair] + [key for key, *_ in lone_page])
    return MovedIds(
        amount=len(found.pairs),
        gone=len(found.ambiguous_gone) + len(found.lone_gone),
        new=len(found.ambiguous_new) + len(found.lone_new),
        page=page,
        rows=[MovedRow(rows[old], rows[new]) for old, new in page],
        lone_page=lone_page,
        lone_rows=[_lone(rows[key], is_gone=is_gone, is_ambiguous=several) for key, is_gone, several in lone_page],
    )


def _moved_in(run: Run) -> Alike:
    """Looked for once by each process: the document of a run that tried, or that waits, does not change."""
    name = f"moved-ids:{run.pk}:{run.finished_at.timestamp() if run.finished_at else ''}"
    found: Alike | None = cache.get(name)
    if found is None:
        found = moved_in(run)
        cache.set(name, found, _REMEMBERED_SECONDS)
    return found


def _change_rows(keys: list[int]) -> dict[int, ChangeRow]:
    changes = Change.objects.select_related("course__organisation", "run").in_bulk(keys)
    return {key: change_row(change) for key, change in changes.items()}


def _lone(row: ChangeRow, *, is_gone: bool, is_ambiguous: bool) -> LoneRow:
    why = _AMBIGUOUS if is_ambiguous else _LONE if row.code else _NO_CODE
    return LoneRow(row, "is withdrawn" if is_gone else "is new", why)
