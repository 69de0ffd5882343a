"""What is read of version 6 of the Open Education API is what its specification names. No server of it was met."""

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest

from courses.feeds.readers import oeapi_v6, oeapi_v6_words


@pytest.fixture
def specification(shared_feeds: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared_feeds / "ooapi/spec/oeapi-v6.1rc.json").read_text(encoding="utf-8"))
    return found


def names(specification: dict[str, Any], schema: str) -> set[str]:
    """The properties of a schema, with those that it is made of."""
    stated = specification["components"]["schemas"][schema]
    found = set(stated.get("properties", {}))
    for part in [*stated.get("allOf", []), *stated.get("anyOf", []), *stated.get("oneOf", [])]:
        name = part.get("$ref", "").rpartition("/")[2]
        found |= names(specification, name) if name else set(part.get("properties", {}))
    return found


@pytest.mark.parametrize(
    ("function", "schema", "stated"),
    [("course_values", "Course", "course"), ("offering_values", "CourseOffering", "offering")],
)
def test_every_name_that_is_read_is_one_of_the_specification(
    specification: dict[str, Any], function: str, schema: str, stated: str
) -> None:
    source = inspect.getsource(getattr(oeapi_v6_words, function))
    read = set(re.findall(rf'{stated}\.get\("(\w+)"\)', source))
    assert len(read) > 8
    assert read <= names(specification, schema)


def test_the_lists_that_are_asked_for_are_there(specification: dict[str, Any]) -> None:
    assert {"/courses", f"/courses/{{courseId}}/{oeapi_v6._DIALECT.offerings}"} <= set(specification["paths"])
