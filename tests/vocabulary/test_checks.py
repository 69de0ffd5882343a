"""A consortium's profile that does not hold is refused with where, what and how to mend it."""

from pathlib import Path

import pytest

from consortium.vocabulary.checks import ConsortiumProfileError, parse_profile, read_profile
from consortium.vocabulary.profile import ConsortiumProfile
from tests.workers import ROOT

HEAD = 'name = "Lakes"\ntime_zone = "Europe/Oslo"\nlanguages = ["en"]\n'
PROFILES = [*ROOT.glob("consortium/vocabulary/profiles/*.toml"), *ROOT.glob("tests/samples/profiles/*.toml")]


@pytest.mark.parametrize(
    ("text", "where", "what", "remedy"),
    [
        ("name = ", "profile", "is no TOML", "Mend the line it names"),
        ('time_zone = "Europe/Oslo"\nlanguages = ["en"]\n', "profile", "`name`", "docs/consortium-profile.md"),
        (HEAD + 'colour = "red"\n', "profile", "`colour`", "docs/consortium-profile.md"),
        (HEAD.replace("Europe/Oslo", "Oslo"), "time_zone", "'Oslo' is no time zone", "Write one of the tz database"),
        (HEAD + 'levels = [{slug = "a", label = 7}]\n', "levels, entry 1, label", "Expected `str`", "Mend it as docs"),
        (
            HEAD + 'disciplines = [{slug = "a", label = "A"}, {slug = "a", label = "B"}]\n',
            "disciplines, entry 2",
            "'a' is taken above",
            "Give it another",
        ),
        (
            HEAD + 'disciplines = [{slug = "a", label = "A", parent = "b"}]\n',
            "disciplines, entry 1",
            "'b' of 'a' is not in this table",
            "Add it",
        ),
        (
            HEAD + 'disciplines = [{slug = "a", label = "A", parent = "b"}, {slug = "b", label = "B", parent = "a"}]\n',
            "disciplines, entry 1",
            "'a' is its own ancestor",
            "Break the circle",
        ),
        (
            HEAD + 'disciplines = [{slug = "a", label = "A", aliases = ["X"]}, {slug = "b", label = "x"}]\n',
            "disciplines, entry 2",
            "also means 'a'",
            "Leave it with the one",
        ),
        (
            HEAD + 'disciplines = [{slug = "a", label = "A", aliases = ["…"]}]\n',
            "disciplines, entry 1",
            "holds no letter",
            "Take it out",
        ),
        (
            HEAD + 'awards = [{slug = "bmus", label = "BMus", level = "none"}]\n',
            "awards, entry 1",
            "'none' of 'bmus' is not in levels",
            "Add it",
        ),
    ],
)
def test_a_wrong_profile_is_refused_with_where_what_and_how_to_mend_it(
    text: str, where: str, what: str, remedy: str
) -> None:
    with pytest.raises(ConsortiumProfileError) as refused:
        parse_profile(text)

    message = str(refused.value)
    assert where in message
    assert what in message
    assert remedy in message


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = HEAD.replace("Europe/Oslo", "Oslo") + 'disciplines = [{slug = "a", label = "A", parent = "b"}]\n'

    with pytest.raises(ConsortiumProfileError) as refused:
        parse_profile(text, name="lakes.toml")

    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == ["lakes.toml", "lakes.toml"]


@pytest.mark.parametrize("content", [None, b"name = \xff"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "lakes.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConsortiumProfileError, match=r"lakes\.toml: cannot be read .* Name a TOML file in UTF-8\."):
        read_profile(path)


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_the_profiles_of_this_repository_hold(path: Path) -> None:
    assert isinstance(read_profile(path), ConsortiumProfile)
