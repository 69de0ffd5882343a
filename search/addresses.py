"""Which address is a state of the search page? The URL is the state."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from search.asking import FACETS, Query
from search.forms import write_group


def address(query: Query, **changes: Any) -> str:
    """The address of this query with some of it changed; of another list, it is that of its first page."""
    changed = replace(query, **({"page": 1} | changes))
    pairs = parameters(changed)
    return reverse("search") + (f"?{urlencode(pairs)}" if pairs else "")


def parameters(query: Query) -> list[tuple[str, str]]:
    """The query string as pairs, in one order."""
    pairs = [("q", query.q)] if query.q else []
    pairs += [(name, value) for name in FACETS for value in query.choices.get(name, ())]
    flags = {"open": query.open, "fresh": query.fresh, "exact": query.exact}
    pairs += [(name, "1") for name, is_on in flags.items() if is_on]
    pairs += [("starts", query.starts)] if query.starts else []
    pairs += [("words", "any")] if query.any_words else []
    pairs += [("group", write_group(query.group))] if query.group is not None else []
    pairs += [("sort", query.sort)] if query.sort else []
    pairs += [("page", str(query.page))] if query.page > 1 else []
    return pairs


def without(query: Query, facet: str, value: str) -> dict[str, Any]:
    """The change that takes one choice off."""
    left = {name: tuple(v for v in values if (name, v) != (facet, value)) for name, values in query.choices.items()}
    return {"choices": {name: values for name, values in left.items() if values}}
