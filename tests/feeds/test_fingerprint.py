"""A record has the same fingerprint exactly as long as it states the same."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.feeds.fingerprint import fingerprint, volatile_fingerprint
from courses.feeds.record import VOLATILE

texts = st.text(max_size=12)
words = st.text(min_size=1, max_size=12)
maybe = {
    "code": words,
    "credits": st.integers(0, 40).map(str),
    "intake": st.integers(0, 500),
    "letter_needed": st.booleans(),
    "disciplines": st.lists(words, min_size=1, max_size=3),
    "people": st.lists(st.fixed_dictionaries({"name": words}, optional={"role": words}), min_size=1, max_size=2),
    "extra": st.dictionaries(words, words, min_size=1, max_size=3),
}
offerings = st.lists(
    st.fixed_dictionaries(
        {"id": words},
        optional={
            "label": words,
            "places": st.integers(0, 99),
            "places_taken": st.integers(0, 99),
            "places_left": st.integers(0, 99),
            "is_open": st.booleans(),
        },
    ),
    max_size=4,
    unique_by=lambda offering: offering["id"],
)
records = st.builds(
    lambda record, runs: {**record, "offerings": runs} if runs else record,
    st.fixed_dictionaries(
        {"id": words, "title": st.dictionaries(words, words, min_size=1, max_size=2)}, optional=maybe
    ),
    offerings,
)
empty = st.sampled_from([None, "", [], {}, ()])


def shuffled(value: Any, chance: random.Random) -> Any:
    """The same values with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = [*value]
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(part, chance) for part in value] if isinstance(value, list) else value


@given(records, st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_nothing(record: dict[str, Any], chance: random.Random) -> None:
    other = shuffled(record, chance)
    assert fingerprint(other) == fingerprint(record)
    assert volatile_fingerprint(other) == volatile_fingerprint(record)


@given(records, words, empty)
def test_a_new_empty_field_changes_nothing(record: dict[str, Any], name: str, nothing: Any) -> None:
    assert fingerprint({name: nothing, **record}) == fingerprint(record)


@given(records, words, empty)
def test_a_new_empty_field_of_an_offering_changes_nothing(record: dict[str, Any], name: str, nothing: Any) -> None:
    runs = [{name: nothing, **offering} for offering in record.get("offerings", [])]
    assert fingerprint({**record, "offerings": runs}) == fingerprint(record)


@given(records, st.randoms(use_true_random=False))
def test_the_order_of_offerings_changes_nothing(record: dict[str, Any], chance: random.Random) -> None:
    runs = [*record.get("offerings", [])]
    chance.shuffle(runs)
    assert fingerprint({**record, "offerings": runs}) == fingerprint(record)
    assert volatile_fingerprint({**record, "offerings": runs}) == volatile_fingerprint(record)


@given(records, records)
def test_what_states_something_else_has_another_fingerprint(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (lasting(one) == lasting(other)) == (fingerprint(one) == fingerprint(other))


@given(records, st.sampled_from(VOLATILE), st.integers(100, 199))
def test_places_taken_and_left_and_open_stand_outside(record: dict[str, Any], name: str, value: int) -> None:
    runs = [{**offering, name: value} for offering in record.get("offerings", [])]
    other = {**record, "offerings": runs}
    assert fingerprint(other) == fingerprint(record)
    assert (volatile_fingerprint(other) == volatile_fingerprint(record)) == (not runs)


@pytest.mark.parametrize("field", ["intake", "letter_needed"])
def test_nought_and_no_are_statements(field: str) -> None:
    record: dict[str, Any] = {"id": "1", "title": {"und": "A"}}
    value = 0 if field == "intake" else False
    assert fingerprint({**record, field: value}) != fingerprint(record)


def lasting(record: dict[str, Any]) -> dict[str, Any]:
    runs = [
        {name: value for name, value in offering.items() if name not in VOLATILE}
        for offering in record.get("offerings", [])
    ]
    return {**record, "offerings": sorted(runs, key=lambda offering: offering["id"])}
