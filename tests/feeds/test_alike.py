"""A course that is gone and one that is new are the same by code and title, or not matched at all."""

from typing import Any

from courses.feeds.alike import Alike, alike, key_of


def key(code: str = "AN 1", title: str = "Anatomy") -> str:
    stated: dict[str, Any] = {"id": "-", "title": {"en": title}, "code": code}
    return key_of(stated)


def test_case_and_spaces_do_not_matter() -> None:
    assert alike([(1, key())], [(7, key("an  1", " ANATOMY"))]).pairs == [(1, 7)]


def test_without_a_code_nothing_is_matched() -> None:
    assert alike([(1, key(""))], [(7, key(""))]) == Alike([], [], [], [1], [7])


def test_another_title_or_code_is_another_course() -> None:
    assert alike([(1, key())], [(7, key("AN 2")), (8, key(title="Bones"))]) == Alike([], [], [], [1], [7, 8])


def test_two_of_a_kind_on_either_side_are_ambiguous_and_never_matched() -> None:
    assert alike([(1, key()), (2, key())], [(7, key())]) == Alike([], [1, 2], [7], [], [])
    assert alike([(1, key())], [(7, key()), (8, key())]) == Alike([], [1], [7, 8], [], [])
