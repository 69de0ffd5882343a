"""What a JSON file may look like, and what is told of one that cannot be read."""

import io
import json

import pytest

from courses.feeds.exchange import NotReadable
from courses.feeds.readers import json_items
from courses.feeds.readers.json_items import CHUNK, JsonItems
from tests.feeds.stating import PROFILE, Found, read

UNDER_ITEMS = PROFILE + '[rows]\nitems = "items"\n'
A, B = {"id": "1", "title": "A"}, {"id": "2", "title": "B"}


def titles(found: Found) -> list[str]:
    return [checked.record.title["und"] for checked in found.checked]


def refusal(body: bytes | str, profile: str = PROFILE) -> NotReadable:
    with pytest.raises(NotReadable) as caught:
        read("json", body, profile=profile)
    return caught.value


def test_numbers_and_truths_are_read_as_text_where_text_is_meant() -> None:
    found = read("json", json.dumps([{"id": 7, "title": True}]))
    assert (found.record.id, found.record.title) == ("7", {"und": "true"})


def test_what_stands_beside_the_list_is_passed_over_wherever_it_stands() -> None:
    stated = {"before": {"items": [1, {"deep": "]}"}]}, "count": 2, "items": [A, B], "after": ["[", {"x": None}]}
    assert titles(read("json", json.dumps(stated), profile=UNDER_ITEMS)) == ["A", "B"]


def test_an_object_in_place_of_a_list_is_told_its_keys() -> None:
    failure = refusal(json.dumps({"count": 1, "courses": [A]}))
    assert failure.reason == "not_a_feed"
    assert "count, courses" in failure.message
    assert "items" in failure.by_profile


def test_a_key_that_holds_no_list_is_told() -> None:
    for stated in ({"other": [A]}, {"items": "none"}, {"items": None}, [A]):
        failure = refusal(json.dumps(stated), UNDER_ITEMS)
        assert (failure.reason, "'items'" in failure.message) == ("not_a_feed", True)


def test_an_object_that_is_broken_costs_itself_only() -> None:
    found = read("json", '[{"id": "1", "title": "A"}, {"id": 2, title: "B"}, "no object", {"id": "3", "title": "C"}]')
    assert titles(found) == ["A", "C"]
    assert [(problem.row, problem.severity) for problem in found.problems] == [
        ("item 2", "record"),
        ("item 3", "record"),
    ]
    assert ["broken JSON" in found.problems[0].reason, "no object" in found.problems[1].reason] == [True, True]
    assert all(problem.remedy for problem in found.problems)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('[{"id": "1", "title": "A"}', "truncated"),
        ('[{"id": "1", "title": "A"},', "truncated"),
        ('[{"id": "1", "title": "A', "truncated"),
        ('[{"id": "1", "title": "A"}] x', "unreadable"),
        ('[{"id": "1"} {"id": "2"}]', "unreadable"),
        ("[1,,2]", "unreadable"),
        ("[}", "unreadable"),
        ("nothing", "not_a_feed"),
        ("<html>", "not_a_feed"),
        ('"text"', "not_a_feed"),
        ("[]", "empty"),
    ],
)
def test_what_is_no_list_of_objects_is_told(body: str, reason: str) -> None:
    failure = refusal(body)
    assert failure.reason == reason
    assert failure.message.endswith(".")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"items": [{"id": "1", "title": "A"}]', "truncated"),
        ('{"items": [{"id": "1", "title": "A"}], "count": 1', "truncated"),
        ('{"items": [{"id": "1", "title": "A"}], "count": tru', "truncated"),
        ('{"items": [{"id": "1", "title": "A"}], "count": tru}', "unreadable"),
        ('{"items": [{"id": "1", "title": "A"}]; "count": 1}', "unreadable"),
        ('{"items" [{"id": "1", "title": "A"}]}', "unreadable"),
        ("{items: []}", "unreadable"),
    ],
)
def test_what_stands_around_the_list_must_be_whole(body: str, reason: str) -> None:
    assert refusal(body, UNDER_ITEMS).reason == reason


def test_a_file_may_be_read_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = json.dumps({"note": 'a "quoted" \\ word', "items": [A, {**B, "title": "é" * 40}], "count": 12345}, indent=1)
    expected = titles(read("json", whole, profile=UNDER_ITEMS))
    for size in (1, 2, 3, 7):
        monkeypatch.setattr(json_items, "CHUNK", size)
        assert titles(read("json", whole, profile=UNDER_ITEMS)) == expected


def nested(depth: int) -> str:
    return "[" * depth + "1" + "]" * depth


@pytest.mark.parametrize(
    "items",
    [
        b"[]",
        b'[ {"a": "]}\\"," ,"b":[1, {"c": null}]} , "x",\n-1.5e3, {} ]',
        b'[{"a": "\\ud83d\\ude00 \\ud800"}, {"b": "\xff"}, {"c": "\x01"}]',
        b'[{"a": 1}, {"b": tru}, {"c": 01}, {}]',
        b"[" + b"[" * 63 + b"{}" + b"]" * 63 + b"]",
    ],
)
def test_a_small_file_is_cut_as_a_large_one_is(items: bytes) -> None:
    body = b'{"in": {"before": {"n": [1]}, "long": "%s", "items": %s, "after": "\\u0041"}, "z": 2}' % (
        b"x" * 11_000,
        items,
    )
    small, large = (JsonItems(io.BytesIO(body + b" " * more), "in.items") for more in (0, CHUNK))
    assert [*small] == [*large]
    assert small.beside == large.beside == {"before": {"n": [1]}, "after": "A"}


def test_a_value_nested_deeply_is_refused_and_a_moderate_one_is_kept() -> None:
    profile = PROFILE + '[fields.extra.deep]\nfrom = "deep"\n'
    assert read("json", f'[{{"id": "1", "title": "A", "deep": {nested(60)}}}]', profile=profile).record.extra
    failure = refusal(f'[{{"id": "1", "title": "A", "deep": {nested(70)}}}]')
    assert (failure.reason, "nested more than 64" in failure.message) == ("unreadable", True)


@pytest.mark.parametrize("body", ['["' + "x" * 400, '[{"id": "' + "x" * 400, "[" + "1" * 400])
def test_a_value_without_end_is_not_gathered(monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    monkeypatch.setattr(json_items, "CHUNK", 16)
    monkeypatch.setattr(json_items, "ITEM_LIMIT", 200)
    assert refusal(body).reason == "too_large"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_byte_order_mark_tells_the_encoding(encoding: str) -> None:
    assert titles(read("json", json.dumps([{**A, "title": "Zoë"}], ensure_ascii=False).encode(encoding))) == ["Zoë"]


def test_bytes_of_another_encoding_are_read_in_the_fallback() -> None:
    profile = PROFILE + '[file]\nfallback_encoding = "windows-1252"\n'
    assert titles(read("json", '[{"id": "1", "title": "Zoë"}]'.encode("windows-1252"), profile=profile)) == ["Zoë"]


def test_an_encoding_that_the_file_is_not_in_is_told() -> None:
    failure = refusal(b'[{"id": "1", "title": "Zo\xeb"}] ', PROFILE + '[file]\nencoding = "ascii"\n')
    assert (failure.reason, "ascii" in failure.message) == ("unreadable", True)
