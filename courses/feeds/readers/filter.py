"""Which rows of a feed are to be read at all?"""

from collections.abc import Callable, Mapping
from typing import Any

from courses.feeds.exchange import NotReadable
from courses.feeds.mapping import GetterOf, as_text
from courses.feeds.profile import Scalar


def passes(
    getter_of: GetterOf, where: Mapping[str, Scalar | tuple[Scalar, ...]], more: Mapping[str, str]
) -> Callable[[Any], bool]:
    """A test of one row: every named column holds one of its values, spaces around them left aside."""
    tests = []
    for name, wanted in [*where.items(), *more.items()]:
        values = wanted if isinstance(wanted, tuple) else (wanted,)
        try:
            get = getter_of(name, False)
        except KeyError as error:
            raise NotReadable("unreadable", f"rows.where: {error.args[0]}") from error
        tests.append((get, frozenset(as_text(value).strip() for value in values)))
    if not tests:
        return lambda _row: True
    return lambda row: all(as_text(get(row)).strip() in wanted for get, wanted in tests)
