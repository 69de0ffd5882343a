"""Searches as readers make them, and what tests look at in the answers."""

import datetime as dt

from django.http import QueryDict

from search.forms import read_query
from search.query import search
from search.results import Answer, FacetValue

TODAY = dt.date(2026, 11, 3)


def find(q: str = "", today: dt.date = TODAY, **parameters: str | list[str]) -> Answer:
    """The answer to a query string."""
    asked = QueryDict(mutable=True)
    asked["q"] = q
    for name, values in parameters.items():
        asked.setlist(name, [values] if isinstance(values, str) else values)
    return search(read_query(asked, today).query)


def titles(answer: Answer) -> list[str]:
    return [row.title for row in answer.rows]


def found(q: str = "", **parameters: str | list[str]) -> set[str]:
    return set(titles(find(q, **parameters)))


def counts(answer: Answer, facet: str) -> dict[str, int]:
    """Of each value of a facet, narrower ones among them."""
    shown = next((shown.values for shown in answer.facets if shown.name == facet), ())
    return {value.value: value.count for value in _flat(shown)}


def _flat(values: tuple[FacetValue, ...]) -> list[FacetValue]:
    return [flat for value in values for flat in (value, *_flat(value.children))]
