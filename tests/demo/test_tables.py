"""The tables of the invented consortium say nothing that another table, or the consortium's profile, does not know."""

from collections import Counter

import pytest

from consortium.vocabulary.profile import consortium_profile
from consortium.vocabulary.words import Vocabulary
from search.demo.faculty_table import all_faculty
from search.demo.tables import toml_rows

MEMBERS = {row["slug"]: row.get("kind", "college") for row in toml_rows("organisations")}
FACULTY = {row["name"] for row in all_faculty()}


def test_everything_is_of_a_member():
    named = [row["college"] for name in ("research", "curricula", "feeds") for row in toml_rows(name)]
    joined = [member["slug"] for network in toml_rows("networks") for member in network["members"]]
    assert set(named) | set(joined) <= set(MEMBERS)


def test_every_college_offers_research_and_shares_curricula():
    colleges = {slug for slug, kind in MEMBERS.items() if kind == "college"}
    assert {row["college"] for row in toml_rows("research")} == colleges
    assert {row["college"] for row in toml_rows("curricula")} == colleges


def test_whoever_supervises_or_writes_has_a_profile():
    supervisors = [text.partition(",")[0] for row in toml_rows("research") for text in row["supervisors"]]
    authors = [author for row in toml_rows("curricula") for author in row["authors"]]
    assert set(supervisors) | set(authors) <= FACULTY


def test_disciplines_levels_and_kinds_are_words_of_the_profile():
    profile = consortium_profile()
    known = Vocabulary(profile)
    words = [word for row in toml_rows("research") for word in row["disciplines"]]
    words += [row["discipline"] for row in toml_rows("curricula")]
    assert [word for word in words if known.discipline(word) is None] == []
    levels = {level.slug for level in profile.levels}
    assert {row["phase"] for name in ("research", "curricula") for row in toml_rows(name) if "phase" in row} <= levels
    assert {row["kind"] for row in toml_rows("research")} == {kind.slug for kind in profile.research_kinds}
    assert {row["kind"] for row in toml_rows("networks")} == {kind.slug for kind in profile.network_kinds}


@pytest.mark.parametrize("name", ["research", "curricula", "networks"])
def test_no_title_stands_twice(name: str):
    titles = Counter(row.get("title", row.get("name")) for row in toml_rows(name))
    assert [title for title, times in titles.items() if times > 1] == []
