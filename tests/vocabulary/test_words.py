"""A word of a feed means a term however it is dressed."""

from pathlib import Path

import pytest

from consortium.vocabulary.checks import read_profile
from consortium.vocabulary.words import Vocabulary, fold
from tests.workers import ROOT

VOCABULARY = Vocabulary(read_profile(Path(ROOT / "consortium/vocabulary/profiles/medical.toml")))


@pytest.mark.parametrize(
    "word", ["Department of Anatomy", "Dept. of Anatomy", "ANATOMY DEPT.", "Anatomy department", "Deptt of Anatomy"]
)
def test_a_department_is_called_by_its_discipline(word: str):
    assert VOCABULARY.discipline(word) == "anatomy"


@pytest.mark.parametrize("word", ["Department", "Dept.", "Department of Magic", ""])
def test_a_department_of_nothing_known_is_no_discipline(word: str):
    assert VOCABULARY.discipline(word) is None


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("Gen. Surgery", "general-surgery"),
        ("GEN MEDICINE", "general-medicine"),
        ("Patho.", "pathology"),
        ("Forensic Med.", "forensic-medicine"),
        ("OPHTHAL", "ophthalmology"),
        ("Obs & Gynae", "obstetrics-gynaecology"),
        ("Paeds", "paediatrics"),
        ("એનાટોમી વિભાગ", "anatomy"),
        ("કોમ્યુનિટી મેડિસિન", "community-medicine"),
        ("ઇમરજન્સી મેડિસિન", "emergency-medicine"),
    ],
)
def test_departments_are_known_as_registrars_shorten_and_spell_them(word: str, slug: str) -> None:
    assert VOCABULARY.discipline(word) == slug


def test_several_interns_are_internship() -> None:
    assert VOCABULARY.level("Interns") == "internship"


def test_vowel_signs_tell_words_apart_and_dots_below_letters_do_not() -> None:
    assert fold("શિશુ") != fold("શશ")
    assert fold("चिकित्सा") != fold("चकत्स")
    assert fold("क़लम") == fold("क\u093cलम") == fold("कलम")
    assert fold("રોગ\u200cવિજ્ઞાન") == fold("રોગ વિજ્ઞાન") == fold("રોગવિજ્ઞાન")
