"""What does an address answer now? One sample is fetched and kept, so that its columns can be looked at."""

from pathlib import Path

from consortium.people.models import User
from courses.feeds.fetch import FetchFailed
from courses.feeds.models import Feed, KeptFile
from courses.feeds.samples import fetched_shortly, working_folder
from courses.feeds.uploads.keeping import CannotKeep, keep


def fetch_sample(feed: Feed, by: User | None) -> KeptFile:
    """The first answer, within a time that a person waits. Raises FetchFailed; nothing is kept then."""
    with working_folder("sample") as folder:
        [(_, answer), *_] = fetched_shortly(feed, folder).answers
        name = (feed.url or feed.path).rstrip("/").rpartition("/")[2]
        try:
            with Path(answer.path).open("rb") as file:
                return keep(feed, name, file, by, KeptFile.Use.SAMPLE)
        except CannotKeep as error:
            raise FetchFailed("not_a_feed", str(error)) from error
