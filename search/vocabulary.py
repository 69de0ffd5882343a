"""Which words do entries use? Learnt in the background, so that misspelt words of a query can be put right."""

from collections import Counter

from django.db import connection

from courses.catalogue.bulk import delete_rows
from search.models import Entry, Learnt, Word
from search.words import split

BLOCK = 1_000
SHORTEST, LONGEST = 2, 40


def learn_words() -> int:
    """The words of entries written since the last time. Returns how many entries were read.

    A count is how many entries have had the word, each change counted; it only says which words are common.
    """
    learnt, _ = Learnt.objects.get_or_create(pk=1)
    read = 0
    while rows := list(
        Entry.objects.filter(version__gt=learnt.version)
        .order_by("version")
        .values_list("version", "gone", "title", "summary", "words")[:BLOCK]
    ):
        _add(Counter(word for _, gone, *texts in rows if not gone for word in _words(texts)))
        learnt.version = rows[-1][0]
        learnt.save(update_fields=["version"])
        read += len(rows)
    return read


def forget_words() -> None:
    """Begin anew: counts are right again afterwards, and words that no entry has any more are gone."""
    delete_rows(Word.objects.all())
    Learnt.objects.all().delete()


def _words(texts: list[str]) -> set[str]:
    return {w for w in split(" ".join(texts)) if SHORTEST <= len(w) <= LONGEST and not w.isdecimal()}


def _add(counts: Counter[str]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_word (word, entries) VALUES (%s, %s) ON CONFLICT (word)"
            " DO UPDATE SET entries = search_word.entries + excluded.entries",
            sorted(counts.items()),
        )
