"""What went wrong at a Moodle that answers "200 OK", and what can be done about it?"""

from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from courses.feeds.exchange import NotReadable
from courses.feeds.mapping import as_text

NOT_OFFERED = frozenset({"accessexception", "webservice_access_exception", "invalidrecord", "invalidfunction"})
"""The token may not use this function, or the Moodle is too old to have it."""

_LARGEST = 65_536
_IN_SERVICE = (
    "Let its administrator add core_course_get_courses_by_field and core_course_get_categories to the external service "
    "of this token (Site administration > Server > Web services > External services)"
)
_REMEDIES = {
    "invalidtoken": "Let its administrator make a new token (Site administration > Server > Web services > Manage "
    "tokens) and enter it in the settings of this feed",
    "invalidtimedtoken": "The token has expired. Let its administrator make one that does not, and enter it here",
    "missingparam": "Enter the token in the settings of this feed",
    "enablewsdescription": "Let its administrator switch web services on (Site administration > Advanced features)",
    "servicenotavailable": "Let its administrator enable the external service and its REST protocol",
    "nopermissions": "Give the token's user the right to see all courses (moodle/course:view, viewhiddencourses off)",
    "required_capability_exception": "Give the token's user the right that is named (moodle/course:view)",
    "errorcoursecontextnotvalid": "One course may not be seen by the token's user, and then Moodle tells none. Give "
    "that user the right moodle/course:view for the whole site",
    "sitemaintenance": "The Moodle is being maintained. It is read again later",
    "usernotfullysetup": "The token's user has an unfinished profile. Let somebody sign in as that user once",
    "sitepolicynotagreed": "The token's user has not agreed to the site's policy. Let somebody sign in as that user",
    "forcepasswordchangenotice": "The token's user must change its password first. Let somebody sign in as that user",
    "wsaccessuserexpired": "The account of the token's user has expired. Let its administrator extend it",
    "wsaccessusersuspended": "The account of the token's user is suspended. Let its administrator activate it",
    **dict.fromkeys(sorted(NOT_OFFERED), _IN_SERVICE),
}


class MoodleError(NamedTuple):
    """What the Moodle said in place of courses."""

    code: str
    message: str

    def not_readable(self) -> NotReadable:
        remedy = _REMEDIES.get(self.code, "Show this to the administrator of the Moodle")
        said = " ".join(self.message.split())[:200].rstrip(".")
        told = f"{said} ({self.code})" if said else self.code
        return NotReadable("unreadable", f"The Moodle answered with an error: {told}. {remedy}.")


def error_in(path: str) -> MoodleError | None:
    """The error that a file holds; None where it holds something else."""
    found = Path(path)
    if not path or found.stat().st_size > _LARGEST:
        return None
    try:
        said: Any = msgspec.json.decode(found.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(said, dict) or not ("exception" in said or "errorcode" in said):
        return None
    return MoodleError(as_text(said.get("errorcode")) or as_text(said.get("exception")), as_text(said.get("message")))
