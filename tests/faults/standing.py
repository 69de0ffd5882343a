"""What stands for all tests of a module: a worker, and whom it meets."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from consortium.organisations.models import Organisation
from courses.feeds.leases import begin
from courses.feeds.models import Feed, Run
from tests.college_system import Answer, CollegeSystem, Say, college_system
from tests.faults.feeds import DISPATCH, RUN, due, ended
from tests.feeds.feeding import Catalogue
from tests.people.mail_server import MailServer, mail_server
from tests.workers import Environment, Worker, broker, limited, ring, until, workers_in

SHORT = {
    "FEED_IDLE_SECONDS": 1,
    "FEED_RATE_WINDOW_SECONDS": 1,
    "FEED_ANSWER_SECONDS": 60,
    "FEED_TRIES": 2,
    "FEED_PAUSE_SECONDS": 0.1,
}


class Standing(NamedTuple):
    """A system whose answers a test sets, a mail server, and a worker with short limits that may read the system."""

    system: CollegeSystem
    mails: MailServer
    worker: Worker
    environment: Environment
    spool: Path

    def reads(self, feed: Feed, say: Say | None = None) -> Run:
        """The run in which the worker reads the feed; `say` is what the system now says."""
        self.system.say = say or self.system.say
        before = ended(feed)
        due(feed)
        ring(self.environment, DISPATCH)
        run: Run = until(lambda: (run := ended(feed)) != before and run, "it is read")
        return run

    def carries_out(self, feed: Feed) -> Run:
        """A run of this feed alone, whatever else is due."""
        run = begin(feed, "command")
        ring(self.environment, RUN, run.pk)
        until(lambda: ended(feed) == run, "it is carried out")
        run.refresh_from_db()
        return run


class StandingCatalogue(Catalogue):
    """A catalogue that the worker reads."""

    def __init__(self, college: Organisation, folder: Path, standing: Standing, name: str = "register") -> None:
        super().__init__(college, folder, name)
        self._standing = standing

    def sync(self, *, dry_run: bool = False) -> Run:
        assert not dry_run, "a worker applies what it reads"
        return self._standing.carries_out(self.feed)


@contextmanager
def worker_that_stands(folder: Path, *also: str, connect_seconds: float = 1, **environment: str) -> Iterator[Standing]:
    """`also` are private hosts that feeds may be read from."""
    with college_system(lambda _: Answer()) as system, mail_server() as mails, workers_in(folder) as workers:
        more = {"FEED_ALLOW_PRIVATE": ",".join([system.host, *also]), "EMAIL_URL": f"smtp://127.0.0.1:{mails.port}"}
        limits = {**SHORT, "FEED_CONNECT_SECONDS": connect_seconds}
        told = {**limited(broker(folder, **more), **limits), **environment}
        yield Standing(system, mails, workers.start(told, children=2), told, folder / "spool")
