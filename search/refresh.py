"""Entries brought in step with what is public now: of some courses, pages or organisations, or all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page
from wagtail.query import PageQuerySet

from consortium.organisations.models import Organisation, OrganisationPage
from courses.catalogue.bulk import among
from courses.catalogue.models import Course
from search.entries import BLOCK, blocks, write_entries
from search.gather import PAGE_KINDS, PageKind, public_courses, public_pages
from search.models import Entry, FacetSet


def refresh_courses(ids: Sequence[int]) -> int:
    """At most a block of courses, whether they are public, hidden, withdrawn, twins or no more."""
    built = public_courses(ids)
    shown = {entry.key for entry in built}
    return write_entries(built, [key for pk in ids if (key := f"course:{pk}") not in shown])


def refresh_pages(kind: PageKind, pages: PageQuerySet, ids: Iterable[int] = ()) -> int:
    """The pages of one kind; `ids` of those that may not be there any more."""
    built = public_pages(kind, pages)
    shown = {entry.key for entry in built}
    keys = {f"{kind.kind}:{pk}" for pk in (*pages.values_list("pk", flat=True), *ids)}
    return write_entries(built, sorted(keys - shown))


def refresh_subtree(top: Page) -> int:
    """A page and all below it: their addresses or who may see them changed."""
    return sum(
        refresh_pages(kind, kind.model.objects.filter(pk__in=block))
        for kind in PAGE_KINDS
        for block in _pk_blocks(kind.model.objects.filter(path__startswith=top.path))
    )


def refresh_organisation(organisation: Organisation) -> int:
    """All that an organisation owns: its name, place, address or state changed."""
    written = sum(refresh_courses(block) for block in _pk_blocks(Course.objects.filter(organisation=organisation)))
    corners = OrganisationPage.objects.filter(organisation=organisation)
    return written + sum(refresh_subtree(corner) for corner in corners) + _refresh_network(organisation)


def refresh_terms(terms: Collection[str]) -> int:
    """What is of one of these levels, awards or disciplines: it is found by other words now."""
    values = {f"{facet}={term}" for facet in ("discipline", "level") for term in terms}
    sets = [pk for pk, held in FacetSet.objects.values_list("pk", "values") if not values.isdisjoint(held)]
    written = sum(refresh_courses(block) for block in _pk_blocks(Course.objects.filter(award__in=terms)))
    for block in _pk_blocks(Entry.objects.filter(facet_set__in=among(sets), gone=False)):
        ids: dict[str, list[int]] = defaultdict(list)
        for key in Entry.objects.filter(pk__in=block).values_list("key", flat=True):
            name, _, pk = key.partition(":")
            ids[name].append(int(pk))
        written += refresh_courses(ids["course"])
        for kind in PAGE_KINDS:
            if found := ids[kind.kind]:
                written += refresh_pages(kind, kind.model.objects.filter(pk__in=found))
    return written


def rebuild_entries() -> int:
    """All entries. Returns how many differed; the second time none does."""
    written = sum(refresh_courses(block) for block in _pk_blocks(Course.objects.all()))
    for kind in PAGE_KINDS:
        for block in _pk_blocks(kind.model.objects.all()):
            written += refresh_pages(kind, kind.model.objects.filter(pk__in=block))
    return written + sum(write_entries([], block) for block in blocks(_orphans()))


def _refresh_network(organisation: Organisation) -> int:
    kind = next(kind for kind in PAGE_KINDS if kind.kind == "network")
    return refresh_pages(kind, kind.model.objects.filter(organisation=organisation))


def _orphans() -> Iterator[str]:
    """Keys of entries whose row is no more."""
    models: dict[str, type[Any]] = {"course": Course, **{kind.kind: kind.model for kind in PAGE_KINDS}}
    for kind, model in models.items():
        for block in _pk_blocks(Entry.objects.filter(kind=kind, gone=False)):
            keys = Entry.objects.filter(pk__in=block).values_list("key", flat=True)
            ids = {int(key.partition(":")[2]): key for key in keys}
            held = set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))
            yield from (key for pk, key in ids.items() if pk not in held)


def _pk_blocks(rows: QuerySet[Any]) -> Iterator[list[int]]:
    """Primary keys, a block at a time: no cursor stays open while entries are written."""
    last = 0
    while block := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BLOCK]):
        yield block
        last = block[-1]
