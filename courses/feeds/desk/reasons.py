"""What does a reason of a run mean, and what is to be done about it? (docs/run-reasons.md has more)"""

from typing import NamedTuple


class Reason(NamedTuple):
    """For a registrar: what happened in a few words, and what she does now."""

    heading: str
    remedy: str


REASONS = {
    "truncated": Reason(
        "The answer ended too early.",
        "Often the export was being written while it was read. It is read again by itself. If it stays so, have the "
        "export written under another name and renamed when it is whole.",
    ),
    "empty": Reason(
        "The feed holds no record.",
        "Nothing was withdrawn. Look whether the export is empty, or whether the filter of its rows leaves all out.",
    ),
    "not_a_feed": Reason(
        "Something else came in place of a catalogue.",
        "Open the address in a browser without being signed in. Use an address that needs no sign-in, or give the "
        "credentials in the settings of the feed.",
    ),
    "too_large": Reason(
        "It is larger than one feed may be.", "Have it stated in smaller parts, or ask the office to raise the limit."
    ),
    "timeout": Reason(
        "It took too long.",
        "Check the address. Ask whether the system is slow at that hour, and choose another one in the settings.",
    ),
    "busy": Reason("The server asked to be left alone.", "It is read again later by itself. Read it less often."),
    "blocked_address": Reason(
        "This address may not be read.",
        "The message says why. An expired certificate is for the administrator of that system to renew; for any other "
        "cause give the last public address that begins with https, without a redirect.",
    ),
    "http_status": Reason(
        "The server refused.",
        "401 and 403 want a sign-in, 404 and 410 mean that the address has changed, 5xx is for its operators.",
    ),
    "bad_paging": Reason(
        "The pages of the answer are not the whole list.", "Nothing was changed. Ask the operators of the server."
    ),
    "unreadable": Reason(
        "It cannot be read as what it should be.",
        "The message says where. Mend the file, or change how its columns are read.",
    ),
    "no_space": Reason("The disk of this site is full.", "Its operators must make room. It is read again by itself."),
    "worker_lost": Reason(
        "A fault of this site stopped the run.", "Nothing was written. Its operators find the fault in the log."
    ),
    "newer_read": Reason("A newer run has taken its place.", "Look at the newer one."),
    "already_running": Reason("Another run of this feed was at work.", "Look at its outcome."),
}


def reason_of(name: str) -> Reason | None:
    return REASONS.get(name)
