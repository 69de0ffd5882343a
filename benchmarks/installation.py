"""An installation with colleges and their feeds, empty as yet: `python -m benchmarks.installation FOLDER`."""

import logging
import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 -- after the set-up
from django.utils import timezone  # noqa: E402 -- after the set-up

from benchmarks.catalogue import COLLEGES, PROFILE, PUSHING  # noqa: E402 -- after the set-up
from consortium.people.admission import admit  # noqa: E402 -- after the set-up
from courses.feeds.connecting import Connection, connect  # noqa: E402 -- after the set-up
from courses.feeds.models import Run  # noqa: E402 -- after the set-up


def main(folder: Path) -> None:
    logging.disable(logging.INFO)
    call_command("migrate", verbosity=0)
    for name in (*COLLEGES, PUSHING):
        admitted = admit(
            name.casefold(), name=f"{name} Medical College", place=f"{name}pur", university="Narmada University"
        )
        path = str(folder / f"{name.casefold()}.csv")
        pushes = name == PUSHING
        how = Connection("records", is_push=True) if pushes else Connection("csv", path=path, profile=PROFILE)
        feed, _ = connect(admitted.organisation, "register", how)
        # What the floor's changes belong to.
        now = timezone.now()
        Run.objects.create(feed=feed, status=Run.Status.DONE, trigger="floor", started_at=now, finished_at=now)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
