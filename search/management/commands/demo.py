"""`demo`: the invented consortium, set up and running on this machine; what is there already stays as it is."""

import logging
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from courses.feeds.models import Run
from search.demo.accounts import logins_in_words
from search.demo.consortium import NotOurs, admit_consortium, publish_all
from search.demo.feeds import stand_in_port
from search.demo.first_reading import FirstReading, NotRead, is_answered
from search.demo.keepers import undo_what_was_wrong
from search.demo.processes import Died, Processes, ended_by_signals
from search.demo.sights import sights_in_words
from search.demo.stranger import (
    CannotTry,
    Sheet,
    address_in_words,
    admit_stranger,
    looked_at,
    mapping_in_words,
    read_sheet,
    run_in_words,
)
from search.demo.surroundings import FILE, HOST

LOGS = settings.VAR_DIR / "log"
_BEAT = ("-m", "celery", "-A", "consortium", "beat", "-l", "INFO", "--pidfile=")
_WEB = [
    *("-m", "gunicorn", "consortium.wsgi", "--workers", "2", "--threads", "4"),
    *("--graceful-timeout", "3", "--access-logfile", "-"),
]
_ANSWER_SECONDS = 20


class Command(BaseCommand):
    help = "Sets up an invented consortium and runs its site, with worker and beat, until it is interrupted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data-only", action="store_true", help="set it up, and run nothing afterwards")
        parser.add_argument("--file", help="a sheet of your own, read into a fresh college beside the others")

    def handle(self, **options: Any) -> None:
        logging.getLogger().setLevel(logging.WARNING)  # a line for each of some thousand steps helps nobody
        try:
            sheet = None if options["file"] is None else looked_at(options["file"])
            with ended_by_signals(), Processes(LOGS) as processes:
                _refuse_taken_ports(is_web=not options["data_only"])
                self._set_up(processes, is_web=not options["data_only"])
                where = self._try(sheet) if sheet else _where_to_look()
                if not options["data_only"]:
                    self._serve(processes, where)
        except (CannotTry, Died, NotOurs, NotRead) as failure:
            raise CommandError(str(failure)) from None
        except KeyboardInterrupt:
            self._say("Ended. The data stays; the same command goes on with it.")

    def _set_up(self, processes: Processes, *, is_web: bool) -> None:
        self._say("Setting up the tables of the database (half a minute) …")
        call_command("migrate", verbosity=0)
        self._say("Setting up the invented consortium; its colleges' systems are read by the worker meanwhile …")
        organisations = admit_consortium()
        reading = FirstReading(processes)
        reading.begin()
        publish_all(organisations)
        if is_web:
            call_command("collectstatic", interactive=False, verbosity=0)
        reading.finish()
        undo_what_was_wrong()
        self._say(f"The data is in {settings.VAR_DIR}. Other commands take their settings from {FILE} there:")
        self._say(f"  . {settings.VAR_DIR / FILE} && .venv/bin/python manage.py runs mahi")
        if not is_web:
            self._say(f"\n{_where_to_look()}")

    def _try(self, sheet: Sheet) -> str:
        """Where to look at what the stranger's own sheet gave."""
        for line in mapping_in_words(sheet):
            self._say(line)
        organisation = admit_stranger()
        run = read_sheet(organisation, sheet)
        for line in run_in_words(run):
            self._say(line)
        if run.status != Run.Status.DONE:
            raise CannotTry(f"{sheet.path.name} gave no courses.")
        where = address_in_words(organisation, run)
        self._say(f"\n{where}")
        return where

    def _serve(self, processes: Processes, where: str) -> None:
        processes.start("beat", *_BEAT)
        processes.start("web server", *_WEB, "--bind", f"{HOST}:{urlsplit(settings.BASE_URL).port}")
        processes.wait_until(_first_page_is_answered, f"{settings.BASE_URL}/ answers")
        self._say(f"\nReady: {settings.BASE_URL}/\n\n{where}\n\nCtrl-C ends it all.")
        processes.watch()

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _where_to_look() -> str:
    return f"{logins_in_words(settings.BASE_URL)}\n\nTo see first:\n{sights_in_words(settings.BASE_URL)}"


def _refuse_taken_ports(*, is_web: bool) -> None:
    site = urlsplit(settings.BASE_URL).port or 0
    for port in (site, stand_in_port()) if is_web else (stand_in_port(),):
        if is_answered(port):
            raise Died(
                f"Something listens on {HOST}:{port} already. "
                "Stop what runs there, or move the demo: make demo PORT=8100."
            )


def _first_page_is_answered() -> bool:
    try:
        with urllib.request.urlopen(f"{settings.BASE_URL}/", timeout=_ANSWER_SECONDS) as answer:  # noqa: S310 -- ours
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
