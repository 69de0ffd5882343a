"""What is a person asked of a held run, and what did she do?"""

from courses.feeds.desk.words import courses
from courses.feeds.models import Run


def decision_of(run: Run) -> dict[str, str]:
    """What a person is asked, and what the two answers do, with the amounts; nothing to confirm where none would be
    done."""
    if run.is_applied:
        return {
            **_withdrawing(run.held),
            "heading": f"{courses(run.held)} {'waits' if run.held == 1 else 'wait'} to be withdrawn.",
            "discard": "Keep it" if run.held == 1 else "Keep them all",
            "rest": "All else that it read is already shown.",
        }
    amounts = [
        f"{count} {word}"
        for count, word in (
            (run.created, "new"),
            (run.changed, "changed"),
            (run.returned, "back"),
            (run.withdrawn + run.held, "withdrawn"),
            (run.refreshed, "with other free places"),
        )
        if count
    ]
    return {
        "heading": "Nothing of this run was written.",
        "looked": "I have looked at its changes and problems, and they are right",
        "confirm": f"Apply all of it: {', '.join(amounts)}" if amounts else "",
        "discard": "Leave all of it",
        "rest": "What is shown is what it was before.",
        "list": "#changes" if amounts else "#problems",
    }


def after_all(left: int) -> dict[str, str] | None:
    """The same of courses that were left, once more; None where none is."""
    if not left:
        return None
    are, have = ("is", "Has it") if left == 1 else ("are", "Have they")
    return {**_withdrawing(left), "heading": f"{left:,} of them {are} still shown. {have} ended after all?"}


def _withdrawing(count: int) -> dict[str, str]:
    return {
        "looked": f"I have looked at the list, and {'it has' if count == 1 else 'they have all'} ended",
        "confirm": f"Withdraw {courses(count)}",
        "list": "?changes=held#changes",
    }


def done_in_words(before: Run, decided: Run) -> str:
    """For who has just decided; `before` is the run as it was asked."""
    if decided.decision == Run.Decision.DISCARDED:
        if not before.is_applied:
            return "You left all of it: nothing was changed, and the same content is not asked about again."
        kept = f"You kept {courses(before.held)}, shown as before."
        return f"{kept} Nobody is asked about {'it' if before.held == 1 else 'them'} again while no others are absent."
    if before.is_applied:
        return f"You withdrew {courses(decided.withdrawn - before.withdrawn)}. It can be undone."
    return "You applied this run. It can be undone."
