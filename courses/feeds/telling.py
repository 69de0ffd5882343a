"""How a command tells of a run: on standard output, by exit code, and the reason on standard error."""

import json
import sys

from django.core.management.base import BaseCommand

from courses.feeds.document import document, lines_of
from courses.feeds.models import Run

DONE, FAILED, HELD = 0, 1, 3
_CODES = {Run.Status.FAILED: FAILED, Run.Status.SUPERSEDED: FAILED, Run.Status.HELD: HELD}


def tell(command: BaseCommand, run: Run, *, as_json: bool) -> None:
    """Print the run and end the process by what became of it."""
    if as_json:
        command.stdout.write(json.dumps(document(run)))
    else:
        command.stdout.write("\n".join(lines_of(run)))
    code = _CODES.get(Run.Status(run.status), DONE)
    if code == FAILED:
        command.stderr.write(f"{run.reason}: {run.message}")
    if code:
        sys.exit(code)
