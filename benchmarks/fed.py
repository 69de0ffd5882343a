"""A college's feed as the product reads it, and how long that takes."""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from django.conf import settings

from benchmarks.floor.rows import Owner, Word, Words
from benchmarks.stage import Stage
from consortium.vocabulary.profile import consortium_profile, consortium_vocabulary
from courses.feeds.exchange import Answer, Request
from courses.feeds.models import Feed, Run
from courses.feeds.reading import Job, read
from courses.feeds.settings_hash import reader_settings
from courses.feeds.sync import sync
from search.words import other_spellings


def feed_of(college: str) -> Feed:
    return Feed.objects.select_related("source__organisation").get(source__organisation__slug=college.casefold())


def sync_file(college: str, path: Path) -> Run:
    """One sync in this process, as a worker does it."""
    feed = feed_of(college)
    feed.path = str(path)
    feed.save(update_fields=["path"])
    run = sync(feed)
    if not run.is_applied:
        raise RuntimeError(f"the sync of {path.name} was not applied: {run.status} {run.reason} {run.message}")
    return run


def read_alone(feed: Feed, path: Path) -> None:
    """Read, check and fingerprint in the product's own process, without a database."""
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder:
        answers = ((Request(str(path)), Answer(200, {}, str(path))),)
        how, memory = reader_settings(feed), settings.FEED_READER_MEMORY_BYTES
        read(Job(feed.format, how, answers, consortium_profile(), folder, memory))


def seconds_of(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure_in_turn(number: int, steps: Sequence[tuple[list[float], Callable[[], object]]]) -> None:
    """Do each of two works and note its seconds. Who goes first takes turns by `number`: what the one leaves in caches
    and queues helps or hinders the other."""
    for seconds, work in steps if number % 2 else reversed(steps):
        seconds.append(seconds_of(work))


def owner_of(college: str) -> Owner:
    feed = feed_of(college)
    organisation = feed.source.organisation
    run = Run.objects.get(feed=feed, trigger="floor")
    return Owner(
        organisation.pk,
        feed.source_id,
        run.pk,
        organisation.slug,
        organisation.label,
        organisation.place,
        organisation.university,
    )


def words_of_profile() -> Words:
    """What the floor has to be told of the consortium's words."""
    vocabulary, profile = consortium_vocabulary(), consortium_profile()
    levels, disciplines = (
        {
            word: _told(term.slug, vocabulary.with_ancestors(term.slug), found_by)
            for term in terms
            for found_by in [(term.label, *term.aliases) if terms is profile.disciplines else (term.label,)]
            for word in (term.label, *term.aliases)
        }
        for terms in (profile.levels, profile.disciplines)
    )
    return {"level": levels, "discipline": disciplines}


def _told(slug: str, line: tuple[str, ...], found_by: tuple[str, ...]) -> Word:
    return Word(slug, line, found_by, tuple(other_spellings(" ".join(found_by))))


def held(college: str, stage: Stage) -> Path:
    """The file that the college's courses now state; synced first where none does."""
    feed = feed_of(college)
    if not Run.objects.filter(feed=feed, is_applied=True, read=stage.records).exists():
        sync_file(college, stage.file(stage.records))
        return stage.file(stage.records)
    return Path(feed.path)
