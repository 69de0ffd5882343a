"""What a file of one JSON object a line may look like, and what is told of one that cannot be read."""

import pytest

from courses.feeds.exchange import NotReadable
from tests.feeds.stating import PROFILE, Found, read

A, B = '{"id": "1", "title": "A"}', '{"id": "2", "title": "B"}'


def titles(found: Found) -> list[str]:
    return [checked.record.title["und"] for checked in found.checked]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_lines_may_end_as_on_any_system_and_the_last_one_without_an_end(end: str) -> None:
    found = read("jsonl", end.join([A, B]))
    assert titles(found) == ["A", "B"]


def test_lines_may_end_with_the_comma_of_a_list() -> None:
    assert titles(read("jsonl", f"{A},\n{B},\n")) == ["A", "B"]


def test_a_broken_line_costs_itself_and_is_told_by_its_number() -> None:
    found = read("jsonl", f'{A}\n{{"id": 2,\n[1]\n"text"\n{B}\n')
    assert titles(found) == ["A", "B"]
    assert [(problem.row, problem.severity) for problem in found.problems] == [
        ("line 2", "record"),
        ("line 3", "record"),
        ("line 4", "record"),
    ]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (f'{A}\n{{"id": "2"', "truncated"),
        ("[" + A + "]", "not_a_feed"),
        ("id,title\n1,A\n", "not_a_feed"),
        ("x" * 17_000_000, "too_large"),
        ("\n\n", "empty"),
    ],
)
def test_what_is_no_such_file_is_told(body: str, reason: str) -> None:
    with pytest.raises(NotReadable) as caught:
        read("jsonl", body)
    assert caught.value.reason == reason
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert titles(read("jsonl", '{"id": "1", "title": "Zoë"}\n'.encode(encoding))) == ["Zoë"]


def test_the_encoding_may_be_looked_for() -> None:
    profile = PROFILE + '[file]\nencoding = "auto"\n'
    found = read("jsonl", '{"id": "1", "title": "Zoë"}\n'.encode("cp1252"), profile=profile)
    assert (titles(found), found.problem.value, found.problem.severity) == (["Zoë"], "windows-1252", "note")


def test_values_are_nested_as_in_json() -> None:
    profile = 'id = "code.value"\n[fields.title]\nfrom = "names.0.text"\n'
    assert read("jsonl", '{"code": {"value": 7}, "names": [{"text": "A"}]}\n', profile=profile).record.id == "7"
