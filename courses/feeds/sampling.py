"""What does an address answer now? One sample is fetched and kept, so that its columns can be looked at."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from consortium.people.models import User
from courses.feeds.fetch import FetchFailed
from courses.feeds.models import Feed, KeptFile
from courses.feeds.samples import fetched_shortly, working_folder
from courses.feeds.uploads.keeping import CannotKeep, keep


def fetch_sample(feed: Feed, by: User | None) -> KeptFile:
    """The first answer, within a time that a person waits, in place of the sample before. Raises FetchFailed; then
    nothing is kept."""
    with working_folder("sample") as folder:
        [(_, answer)] = fetched_shortly(feed, folder, most_answers=1).answers
        try:
            with Path(answer.path).open("rb") as file:
                kept = keep(feed, _name_of(feed), file, by, KeptFile.Use.SAMPLE)
        except CannotKeep as error:
            raise FetchFailed("not_a_feed", str(error), detail="document") from error
    for older in KeptFile.objects.filter(feed=feed, use=KeptFile.Use.SAMPLE, runs__isnull=True).exclude(pk=kept.pk):
        older.delete()
    return kept


def _name_of(feed: Feed) -> str:
    """The file's name in its address; the host where the address ends in none."""
    parts = urlsplit(feed.url or feed.path)
    return unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or ""
