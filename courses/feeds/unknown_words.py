"""Which words of a catalogue does nobody know, and who is asked what they mean?"""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from consortium.organisations.todos import new_todo, offices, settle_everywhere, write_todos
from consortium.people.models import User
from consortium.vocabulary.answers import Stated, note_words, words_to_answer
from consortium.vocabulary.models import UnknownWord
from courses.catalogue.models import Source
from courses.feeds.mails import office_people
from courses.feeds.reading import Reading

ASKED = "unknown_words"
_KINDS = {
    "level": UnknownWord.Kind.LEVEL,
    "award": UnknownWord.Kind.AWARD,
    "disciplines": UnknownWord.Kind.DISCIPLINE,
}


def note_unknown(source: Source, reading: Reading, *, is_all: bool) -> None:
    """Put the words that a reading could not place on the office's list, each once; in the transaction of its run."""
    stated = [Stated(_KINDS[one.field], one.word, one.place, one.times) for one in reading.words]
    if note_words(str(source), stated, is_all=is_all):
        tell_the_office()


def tell_the_office() -> None:
    """One thing to do for all words; done when none is left."""
    settle_everywhere(ASKED, "all")
    if not (waiting := words_to_answer().count()):
        return
    words = "1 word of the colleges' catalogues is" if waiting == 1 else f"{waiting} words of the catalogues are"
    text = f"{words} unknown: a level, an award or a discipline. One answer serves all of them."
    link = reverse("feeds_desk:words")
    write_todos(new_todo(ASKED, "all", text, link=link, **whose) for whose in _who_answers())


def _who_answers() -> Iterator[dict[str, Any]]:
    """The office; where it has no row of its own, each of its people, and those who keep the installation."""
    if found := offices():
        yield from ({"organisation": office} for office in found)
        return
    keepers = User.objects.filter(is_superuser=True, is_active=True).values_list("pk", flat=True)
    yield from ({"person": person} for person in {*keepers, *(person for person, _ in office_people())})
