"""What does a college's registrar have to decide or mend, as to-dos on the home page of the CMS?"""

from django.utils import timezone

from consortium.organisations.models import ToDo
from courses.feeds.models import Feed, Run

HELD, FAILED = "held_run", "failed_feed"
_MAY_PASS = frozenset({"truncated", "timeout", "busy", "no_space", "worker_lost"})
_TELL_AFTER = 3


def ask_about_held(run: Run) -> None:
    source = run.feed.source
    text = (
        f"{source.name}, run {run.pk} waits for you: {run.message} Answer whoever runs this site: "
        f"“release {run.pk} --confirm” does it, “release {run.pk} --discard” leaves it undone."
    )
    _write(source.organisation_id, HELD, f"run-{run.pk}", text)


def settle_held(run: Run) -> None:
    _settle(run.feed.source.organisation_id, HELD, f"run-{run.pk}")


def ask_about_failure(run: Run, feed: Feed) -> None:
    """At once where a person must mend something; what may pass by itself is told after the third time."""
    if run.reason in _MAY_PASS and feed.failures < _TELL_AFTER:
        return
    text = f"{feed.source.name} could not be read ({run.reason}, {_times(feed.failures)}): {run.message}"
    _write(feed.source.organisation_id, FAILED, f"feed-{feed.pk}", text)


def settle_failure(feed: Feed) -> None:
    _settle(feed.source.organisation_id, FAILED, f"feed-{feed.pk}")


def _write(organisation_id: int, kind: str, key: str, text: str) -> None:
    ToDo.objects.update_or_create(
        organisation_id=organisation_id, person=None, kind=kind, key=key, defaults={"text": text[:500], "done_at": None}
    )


def _settle(organisation_id: int, kind: str, key: str) -> None:
    open_ones = ToDo.objects.filter(organisation_id=organisation_id, kind=kind, key=key, done_at__isnull=True)
    open_ones.update(done_at=timezone.now())


def _times(failures: int) -> str:
    return "for the first time" if failures == 1 else f"{failures} times in a row"
