"""How are the words of feeds and runs written for a registrar?"""

from courses.feeds import formats
from courses.feeds.models import Feed, Run

STATUSES = {
    Run.Status.QUEUED: "Waiting to start",
    Run.Status.RUNNING: "Running",
    Run.Status.DONE: "Done",
    Run.Status.UNCHANGED: "Nothing new",
    Run.Status.HELD: "Held",
    Run.Status.FAILED: "Failed",
    Run.Status.SUPERSEDED: "Superseded",
}
TONES = {Run.Status.DONE: "open", Run.Status.UNCHANGED: "open", Run.Status.HELD: "soon", Run.Status.FAILED: "stop"}
DECISIONS = {
    Run.Decision.CONFIRMED: "Confirmed",
    Run.Decision.DISCARDED: "Discarded",
    Run.Decision.LAPSED: "Lapsed",
}
TRIGGERS = {
    "schedule": "its schedule",
    "command": "a command",
    "admin": "a person in the CMS",
    "upload": "an upload",
    "push": "the college’s system",
    "revert": "a revert",
}
WAYS = {
    Feed.Way.ADDRESS: "read from an address",
    Feed.Way.FILE: "read from a file",
    Feed.Way.UPLOAD: "uploaded by hand",
    Feed.Way.PUSH: "pushed by its system",
}
RESUMED = {
    Feed.Way.ADDRESS: "It is read again within a minute, whatever it holds.",
    Feed.Way.FILE: "It is read again within a minute, whatever it holds.",
    Feed.Way.UPLOAD: "The next file that is given is read, whatever it holds.",
    Feed.Way.PUSH: "What its system sends next is taken, whatever it holds.",
}
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def status_of(run: Run) -> str:
    """One word or two, with what became of a held one."""
    said = STATUSES[Run.Status(run.status)]
    if run.decision in Run.LEFT_UNDONE and run.is_applied:
        return f"{said}, but for what it held"
    return f"{DECISIONS[Run.Decision(run.decision)]}, after it was held" if run.decision else said


def tone_of(run: Run) -> str:
    """The end of a class of `status`: open, soon, stop, or nothing."""
    return TONES.get(Run.Status(run.status), "")


def format_of(feed: Feed) -> str:
    return formats.format_of(feed.format).title


def every(seconds: int) -> str:
    """ "every 2 days", "every hour"."""
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds % size == 0), (1, "second"))
    count = seconds // size
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"


def courses(count: int) -> str:
    return f"{count:,} course{'' if count == 1 else 's'}"


def length(seconds: float) -> str:
    """ "0.4 seconds", "42 seconds", "3 minutes 5 seconds"."""
    if 0 < seconds < 0.05:
        return "less than 0.1 seconds"
    if seconds < 10:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "hour"), (minutes, "minute"), (rest if not hours else 0, "second")]
    return " ".join(f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count)
