"""What do people call a value that is kept as a slug?"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from consortium.vocabulary.answers import answered_vocabulary
from courses.catalogue.models import Course
from courses.feeds.scope import Scope

_TERMS = ("disciplines", "level", "award")


def labels_of(field: str, values: Iterable[str]) -> dict[str, str]:
    """By value; none for a field whose values are words already."""
    if field == "type":
        types = dict(Course.Type.choices)
        return {value: str(types.get(value, value)) for value in values}
    ask = answered_vocabulary().label if field in _TERMS else None
    return {value: ask(value) for value in values} if ask else {}


def scope_of(stated: Mapping[str, Any]) -> Scope:
    """The scope that a run keeps, with what people call its value today."""
    scope = msgspec.convert(dict(stated), Scope)
    return msgspec.structs.replace(scope, label=labels_of(scope.field, [scope.value]).get(scope.value, ""))
