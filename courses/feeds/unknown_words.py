"""Which words of a catalogue does nobody know, and who is asked what they mean?"""

from django.urls import reverse

from consortium.organisations.models import Organisation
from consortium.organisations.todos import settle_todo, write_todo
from consortium.vocabulary.answers import Stated, note_words, words_to_answer
from consortium.vocabulary.models import UnknownWord
from courses.catalogue.models import Source
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
    waiting = words_to_answer().count()
    for office in Organisation.objects.filter(kind=Organisation.Kind.OFFICE, state=Organisation.State.MEMBER):
        if not waiting:
            settle_todo(ASKED, "all", organisation=office)
            continue
        words = "1 word of the colleges' catalogues is" if waiting == 1 else f"{waiting} words of the catalogues are"
        text = f"{words} unknown: a level, an award or a discipline. One answer serves all of them."
        write_todo(ASKED, "all", text, organisation=office, link=reverse("feeds_desk:words"))
