"""docs/limits.md names every setting of the environment and of feeds, with the value that holds."""

import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from consortium import settings as ours
from consortium.environment import Environment

PAGE = (Path(__file__).resolve().parents[2] / "docs/limits.md").read_text()


def _rows() -> Iterator[tuple[str, str]]:
    yield from re.findall(r"^\| `([A-Z_]+)` \| (.+?) \| .+ \|$", PAGE, re.MULTILINE)


def test_every_variable_of_the_environment_is_named():
    assert {name for name, _ in _rows()} >= {name.upper() for name in Environment.model_fields}


def test_every_setting_of_feeds_and_search_is_named():
    kept = {name for name in vars(ours) if name.startswith(("FEED_", "PUSH_", "ELASTICSEARCH_", "SIGN_IN_"))}
    assert kept - {name for name, _ in _rows()} == set()


def test_no_setting_is_named_that_does_not_exist():
    known = {*vars(ours), *(name.upper() for name in Environment.model_fields)}
    assert {name for name, _ in _rows()} - known == set()


def test_the_numbers_are_those_that_hold():
    stated = [(name, value) for name, value in _rows() if re.fullmatch(r"[\d,.]+", value)]
    assert len(stated) > 20
    for name, value in stated:
        assert float(value.replace(",", "")) == getattr(settings, name), name
