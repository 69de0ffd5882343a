"""An ORCID is believed only when its check character proves it."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from consortium.people.orcid import check_character, normalise_orcid

fifteen_digits = st.text("0123456789", min_size=15, max_size=15)


@pytest.mark.parametrize(
    "written",
    [
        "0000-0002-1825-0097",
        "0000000218250097",
        "https://orcid.org/0000-0002-1825-0097",
        "http://www.orcid.org/0000-0002-1825-0097/",
        "orcid.org/0000-0002-1825-0097",
        "orcid: 0000 0002 1825 0097",
        " 0000\N{EN DASH}0002\N{EN DASH}1825\N{EN DASH}0097 ",
    ],
)
def test_however_it_is_written_one_form_is_kept(written):
    assert normalise_orcid(written) == "0000-0002-1825-0097"


def test_a_check_of_ten_is_written_as_x():
    assert normalise_orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"


@given(fifteen_digits)
def test_every_number_with_its_check_character_is_accepted(digits):
    assert normalise_orcid(digits + check_character(digits)).replace("-", "")[:15] == digits


@given(fifteen_digits, st.integers(0, 14), st.integers(1, 9))
def test_one_mistyped_digit_is_always_noticed(digits, place, shift):
    mistyped = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    with pytest.raises(ValidationError, match="mistyped"):
        normalise_orcid(mistyped + check_character(digits))


@given(fifteen_digits, st.integers(0, 13))
def test_two_neighbours_in_the_wrong_order_are_always_noticed(digits, place):
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if swapped != digits:
        with pytest.raises(ValidationError, match="mistyped"):
            normalise_orcid(swapped + check_character(digits))


def test_the_message_names_the_check_character_that_was_expected():
    with pytest.raises(ValidationError, match=r"ends in 8, but its first fifteen digits ask for 7"):
        normalise_orcid("0000-0002-1825-0098")


def test_the_message_names_the_character_that_is_no_digit():
    with pytest.raises(ValidationError, match=r"Character 6 of the ORCID .* is O; it must be a digit"):
        normalise_orcid("0000-0O02-1825-0097")


@given(st.text(max_size=40))
def test_whatever_is_written_the_answer_is_an_orcid_or_a_message(written):
    with suppress(ValidationError):
        assert len(normalise_orcid(written)) == 19
