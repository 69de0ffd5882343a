"""What would become of a file, read by the very process that a run reads it by, and nothing written?"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from django.conf import settings

from consortium.vocabulary.answers import answered_profile
from courses.catalogue.said import label_of_field
from courses.feeds.exchange import Answer, Answers, Exchange, ReaderSettings, Request
from courses.feeds.reading import Job, Reading, iter_checked, iter_problems, read
from courses.feeds.record import Checked, Problem
from courses.feeds.trying.unknown import UnknownWord, unknown_word

__all__ = ["CARDS", "Tried", "UnknownWord", "answer_of", "try_reading"]

CARDS = 20
MOST_PROBLEMS = 200


@dataclass
class Tried:
    """What a dry reading found. `first` are the first records; `problems` the first of each kind of trouble, in the
    order of the rows; `by_severity` counts all. `notices` are of the file as a whole."""

    reading: Reading
    first: list[Checked] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    by_severity: Counter[str] = field(default_factory=Counter)
    unknown: list[UnknownWord] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        return self.reading.read - self.reading.refused - self.reading.repeated

    @property
    def told(self) -> list[Problem]:
        """The problems, with their fields as people call them."""
        return [msgspec.structs.replace(one, field=label_of_field(one.field)) for one in self.problems]

    @property
    def problem_count(self) -> int:
        return self.by_severity.total()


def try_reading(
    form: str,
    how: ReaderSettings,
    answers: Answers,
    folder: Path,
    *,
    cards: int = CARDS,
    seconds: int | None = None,
    first: int | None = None,
    is_of_feed: bool = True,
    on_progress: Callable[[], None] = lambda: None,
) -> Tried:
    """`folder` is the caller's own and holds what was read afterwards; `first` and `is_of_feed` are those of a Job.

    Raises ReadingFailed and ReadingCrashed.
    """
    job = Job(
        form,
        how,
        answers,
        answered_profile(),
        str(folder),
        memory_bytes=settings.FEED_READER_MEMORY_BYTES,
        seconds=seconds or settings.FEED_TRY_SECONDS,
        is_of_feed=is_of_feed,
        first=first,
    )
    tried = Tried(read(job, on_progress))
    for checked in iter_checked(tried.reading.records):
        if len(tried.first) == cards:
            break
        if checked.record.title:
            tried.first.append(checked)
    for problem in iter_problems(tried.reading.problems):
        _sort(tried, problem)
    return tried


def answer_of(path: Path, address: str = "") -> Exchange:
    """A file that is there already, as if it had been fetched."""
    return Request(address or str(path)), Answer(200, {}, str(path))


def _sort(tried: Tried, problem: Problem) -> None:
    word = unknown_word(problem)
    if word is not None:
        tried.unknown.append(word)
        return
    if problem.severity == "note" and not problem.row and not problem.record:
        tried.notices.append(problem)
        return
    tried.by_severity[problem.severity] += 1
    if len(tried.problems) < MOST_PROBLEMS:
        tried.problems.append(problem)
