"""From objects of JSON or XML to a feed profile: their keys are the columns, a list inside them holds the runs."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from consortium.vocabulary.words import Vocabulary
from courses.feeds.guess import ROWS, Guess, guess
from courses.feeds.guess.headings import meanings_of
from courses.feeds.mapping import GetterOf, as_list, path_getter
from courses.feeds.profile import FeedProfile, FieldRule, OfferingsRules, RowRules
from courses.feeds.readers.xml_records import TEXT

DEPTH = 4
_OF_XML = ("{", "@{", "@lang")
"""Keys that say a name with its namespace a second time, or the language of a text."""
MOST_COLUMNS = 200


def guess_objects(
    objects: Sequence[Any], vocabulary: Vocabulary, items: str = "", getter_of: GetterOf = path_getter
) -> Guess:
    """Pure. `items` is the path to the list that the objects were found in, `getter_of` how a path is followed."""
    columns = columns_of(objects)
    found = guess(columns, rows_of(columns, objects, getter_of), vocabulary)
    runs, offering = _runs(objects, vocabulary, getter_of)
    profile = msgspec.structs.replace(found.profile, rows=RowRules(items=items), **_fields(found.profile, runs))
    if runs:
        profile = msgspec.structs.replace(profile, offering=offering, offerings=OfferingsRules(items=runs))
    kept = tuple(one for one in found.columns if not runs or not f"{one.column}.".startswith(f"{runs}."))
    return msgspec.structs.replace(found, profile=profile, columns=kept)


def columns_of(objects: Sequence[Any]) -> list[str]:
    """The paths of all plain values and lists of plain values, in the order in which they first come.

    What is an object in one row and nothing in another is no value.
    """
    found: dict[str, bool] = {}
    for one in objects[:ROWS]:
        for path, says in _paths(one, "", DEPTH):
            found[path] = found.get(path, False) or says
    above = {path[: found_at.start()] for path in found for found_at in re.finditer(r"\.", path)}
    return [path for path, says in found.items() if says or path not in above][:MOST_COLUMNS]


def rows_of(columns: Sequence[str], objects: Sequence[Any], getter_of: GetterOf = path_getter) -> list[list[Any]]:
    gets = [getter_of(path, True) for path in columns]
    return [[get(one) for get in gets] for one in objects]


def list_in(document: Any) -> tuple[str, list[Any]]:
    """The longest list of objects in a document, one whose objects have a title before others, and the keys that lead
    to it; the document itself where it is one."""
    found = _lists(document, "", DEPTH)
    return max(found, key=lambda one: (_has_titles(one[1]), len(one[1])), default=("", []))


def _has_titles(objects: list[Any]) -> bool:
    return any(meaning.target.partition(".")[0] == "title" for key in objects[0] for meaning in meanings_of(str(key)))


def _paths(value: Any, path: str, depth: int) -> Iterator[tuple[str, bool]]:
    """Each with whether it says anything."""
    if isinstance(value, dict) and depth:
        for key, below in value.items():
            if key == TEXT and path:
                yield path, True  # the text of an element that has attributes too
            elif isinstance(key, str) and key.strip() and not key.startswith(_OF_XML):
                yield from _paths(below, f"{path}.{key}" if path else key, depth - 1)
    elif isinstance(value, list):
        if path and not any(isinstance(one, dict | list) for one in value):
            yield path, True
    elif path:
        yield path, value is not None


def _lists(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Lists of objects; those inside the objects of a list are not looked at."""
    if isinstance(value, list):
        objects = [one for one in value if isinstance(one, dict)]
        if objects:
            yield path, objects
    elif isinstance(value, dict) and depth:
        for key, below in value.items():
            if isinstance(key, str):
                yield from _lists(below, f"{path}.{key}" if path else key, depth - 1)


def _runs(objects: Sequence[Any], vocabulary: Vocabulary, getter_of: GetterOf) -> tuple[str, dict[str, FieldRule]]:
    """The list inside the objects whose own keys are dates and places."""
    best: tuple[str, dict[str, FieldRule]] = ("", {})
    paths = dict.fromkeys(path for one in objects[:ROWS] for path, _ in _inner(one))
    for path in paths:
        get = path_getter(path)
        inner = [run for one in objects[:ROWS] for run in as_list(get(one)) if isinstance(run, dict)]
        columns = columns_of(inner)
        offering = guess(columns, rows_of(columns, inner, getter_of), vocabulary).profile.offering
        if "starts_on" in offering and len(offering) > len(best[1]):
            best = (path, offering)
    return best


def _inner(one: Any) -> Iterator[tuple[str, list[Any]]]:
    if isinstance(one, dict):
        for key, below in one.items():
            if isinstance(key, str):
                yield from _lists(below, key, DEPTH - 1)


def _fields(profile: FeedProfile, runs: str) -> dict[str, Any]:
    """Without what was guessed of the list of runs as if it were a column."""
    if not runs:
        return {}
    return {"fields": {name: rule for name, rule in profile.fields.items() if not _reads(rule, runs)}}


def _reads(rule: FieldRule, path: str) -> bool:
    return any(f"{source}.".startswith(f"{path}.") for source in rule.sources)
