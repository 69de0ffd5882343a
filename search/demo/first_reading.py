"""How does the worker come to have read the colleges' systems: all of them once, those that moved once more?"""

import socket

from django.utils import timezone

from courses.feeds.dispatch import dispatch
from courses.feeds.leases import ACTIVE
from courses.feeds.models import Feed, Run
from courses.feeds.tasks import send
from search.demo.feeds import never_read, read_once, stand_in_port
from search.demo.keepers import edit_before_it_moves
from search.demo.processes import Processes
from search.demo.surroundings import HOST

STAND_IN = "stand-in for the colleges' systems"
WORKER = "worker"
# It hears no other worker, so it need not greet any.
_WORKER = [
    *("-m", "celery", "-A", "consortium", "worker", "-Q", "sync,index,mail", "-c", "2", "-n", "demo@%h", "-l", "INFO"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
]


class NotRead(Exception):
    """A system could not be read for the first time; the message says which and why."""


class FirstReading:
    """Begun, then finished, so that other work may be done meanwhile. The stand-in and the worker go on running."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        self._asked: list[int] = []

    def begin(self) -> None:
        self._asked = list(never_read().values_list("pk", flat=True))
        self._stand_in(is_first=bool(self._asked))
        self._processes.start(WORKER, *_WORKER)
        _ask(self._asked)

    def finish(self) -> None:
        """Raises NotRead, or Died where a process does."""
        if self._asked:
            self._wait_for(self._asked)
            _refuse_unread()
            self._processes.end(STAND_IN)
            self._stand_in(is_first=False)
        again = list(read_once().values_list("pk", flat=True))
        edit_before_it_moves(again)
        _ask(again)
        self._wait_for(again)

    def _stand_in(self, *, is_first: bool) -> None:
        port = stand_in_port()
        when = ["--at-first"] if is_first else []
        self._processes.start(STAND_IN, "-m", "search.demo.server", str(port), *when, is_needed=True)
        self._processes.wait_until(lambda: is_answered(port), f"the {STAND_IN} answers on port {port}")

    def _wait_for(self, feeds: list[int]) -> None:
        at_work = Run.objects.filter(feed__in=feeds, status__in=ACTIVE)
        self._processes.wait_until(lambda: not at_work.exists(), "the worker read the colleges' systems")


def is_answered(port: int) -> bool:
    """Something listens there."""
    with socket.socket() as caller:
        return caller.connect_ex((HOST, port)) == 0


def _ask(feeds: list[int]) -> None:
    """As beat does once a minute."""
    if feeds:
        Feed.objects.filter(pk__in=feeds).update(next_due_at=timezone.now())
        dispatch(send)


def _refuse_unread() -> None:
    for feed in never_read():
        run = feed.runs.first()
        raise NotRead(f"{feed} could not be read. {run and run.message}")
