"""How are many JSON columns read fast? As the database's own text; short ones, which repeat, are decoded once."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
from django.db.models import JSONField, Model, TextField
from django.db.models.functions import Cast

SHORT = 120
_decode = msgspec.json.decode


def json_places(model: type[Model], columns: Sequence[str]) -> tuple[int, ...]:
    """Where JSON stands among these columns."""
    of_json = {field.attname for field in model._meta.concrete_fields if isinstance(field, JSONField)}
    return tuple(place for place, name in enumerate(columns) if name in of_json)


def as_stored(model: type[Model], columns: Sequence[str]) -> list[str | Cast]:
    """The columns for `values_list`, JSON as text."""
    places = json_places(model, columns)
    return [Cast(name, TextField()) if place in places else name for place, name in enumerate(columns)]


def read_back(values: list[Any], places: Sequence[int]) -> list[Any]:
    """The same values, those at `places` decoded. What is decoded is shared and must not be changed."""
    for place in places:
        text = values[place]
        if text is not None:
            values[place] = _short(text) if len(text) < SHORT else _decode(text)
    return values


@lru_cache(maxsize=4_096)
def _short(text: str) -> Any:
    return _decode(text)
