"""What the consortium's office answered a word to mean is found by it, and chosen by it; with every engine."""

from collections.abc import Callable

import pytest

from consortium.vocabulary.answers import answer, take_back
from consortium.vocabulary.models import UnknownWord
from consortium.vocabulary.words import fold
from courses.catalogue.models import Source
from tests.catalogue.stating import source, stated, write
from tests.corners import college
from tests.search.finding import found

CatchUp = Callable[[], None]


@pytest.fixture
def tapi(engine: str) -> Source:
    return source(college("tapi"))


def answered(kind: str, word: str, term: str) -> UnknownWord:
    row = UnknownWord.objects.create(kind=kind, word=word, folded=fold(word))
    answer(row, None, term=term)
    return row


def test_a_discipline_is_found_and_chosen_by_an_answered_word_until_that_is_taken_back(
    tapi: Source, catch_up: CatchUp
) -> None:
    write(tapi, stated("1", title="Leprosy clinic", disciplines=["dermatology"]), stated("2", title="Other"))
    catch_up()
    word = answered("discipline", "Hautkrankheiten & Co", "dermatology")
    catch_up()
    write(tapi, stated("3", title="Itching", disciplines=["dermatology"]))
    catch_up()
    assert found("hautkrankheiten & co") == {"Leprosy clinic", "Itching"}
    assert found(discipline="Hautkrankheiten & Co") == {"Leprosy clinic", "Itching"}
    take_back(word)
    catch_up()
    assert found("hautkrankheiten") == set()


def test_levels_and_awards_are_found_by_answered_words(tapi: Source, catch_up: CatchUp) -> None:
    write(
        tapi,
        stated("1", title="Anatomy", level="undergraduate", award="mbbs"),
        stated("2", title="Surgery", level="postgraduate", award="ms"),
    )
    catch_up()
    answered("level", "Grundstudium", "undergraduate")
    answered("award", "Chirurgiae magister", "ms")
    catch_up()
    assert (found("grundstudium"), found("chirurgiae")) == ({"Anatomy"}, {"Surgery"})
    assert found(level="Grundstudium") == {"Anatomy"}


def test_a_level_is_chosen_by_an_alias_of_the_profile(tapi: Source, catch_up: CatchUp) -> None:
    write(tapi, stated("1", title="Anatomy", level="undergraduate"), stated("2", title="Other"))
    catch_up()
    assert found(level="UG") == {"Anatomy"}
