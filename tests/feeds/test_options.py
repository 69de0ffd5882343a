"""A profile may hold the options of its format, and those only."""

import msgspec
import pytest

from courses.feeds.exchange import ReaderSettings
from courses.feeds.formats import formats
from courses.feeds.options import options_known, profile_for, profile_of_options
from courses.feeds.profile import ProfileError


def test_a_format_without_options_takes_none() -> None:
    with pytest.raises(ProfileError) as caught:
        profile_for("ooapi-v5", "[options]\nteachers = true\n")
    assert "options" in str(caught.value)
    assert "teachers" in str(caught.value)
    assert "ooapi-v5" in str(caught.value)


def test_a_format_that_knows_its_fields_maps_none() -> None:
    with pytest.raises(ProfileError, match="fields: this format knows its fields itself"):
        profile_for("ooapi-v5", '[fields.title]\nfrom = "name"\n')


def test_a_format_that_is_mapped_needs_its_title_still() -> None:
    with pytest.raises(ProfileError, match=r"fields\.title: is missing"):
        profile_for("csv", 'id = "code"\n')


def test_of_xml_the_profile_names_the_elements_that_are_records() -> None:
    mapped = 'id = "code"\n[fields.title]\nfrom = "name"\n'
    with pytest.raises(ProfileError, match=r"rows\.items: is missing"):
        profile_for("xml", mapped)
    assert profile_for("xml", f'{mapped}[rows]\nitems = "course"\n').rows.items == "course"
    assert profile_for("json", mapped).rows.items == ""


def test_what_no_profile_says_is_as_the_format_has_it() -> None:
    class Kind(msgspec.Struct):
        teachers: bool = False

    assert ReaderSettings("here").options(Kind) == Kind()


def test_every_option_is_explained_by_an_example_that_its_format_takes() -> None:
    known = [(form, option) for form in (one.name for one in formats()) for option in options_known(form)]
    assert len(known) > 10
    for form, option in known:
        assert option.what.endswith("."), option
        assert option.line in profile_of_options(form, option.line)
