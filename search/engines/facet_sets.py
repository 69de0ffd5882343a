"""Which number stands for a set of facet values, and which set for a number?"""

from collections.abc import Iterable

from courses.catalogue.bulk import among, upsert_rows
from search.models import FacetSet
from search.titles import group_of

Values = tuple[str, ...]
MANY = 300

_known: dict[int, Values] = {}
_one_string: dict[str, str] = {}


def facet_set_id(values: Values) -> int:
    """The number of a set comes from its content, so that it never means another one."""
    return group_of(*values)


def keep_facet_sets(sets: Iterable[Values]) -> None:
    """Write those sets that are not held yet."""
    wanted = {facet_set_id(values): values for values in sets}
    held = set(FacetSet.objects.filter(pk__in=among(wanted)).values_list("pk", flat=True))
    upsert_rows(FacetSet, "id", ("id", "values"), ((pk, wanted[pk]) for pk in sorted(wanted.keys() - held)))


def facet_sets(ids: Iterable[int]) -> dict[int, Values]:
    """The values of these sets. A set never changes, so this process remembers it: one query at most."""
    missing = [pk for pk in ids if pk not in _known]
    if missing:
        _load(missing)
    return _known


def _load(missing: list[int]) -> None:
    sets = FacetSet.objects.all() if len(missing) > MANY else FacetSet.objects.filter(pk__in=missing)
    for pk, values in sets.values_list("pk", "values"):
        # One string for one value, however many sets have it.
        _known[pk] = tuple(_one_string.setdefault(value, value) for value in values)
