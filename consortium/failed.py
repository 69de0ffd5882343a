"""What is a visitor told when something failed here: our fault, or a database that is away for a moment?"""

import sys

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

AGAIN_AFTER_SECONDS = 10
_AWAY = "The database does not answer just now. Nothing is lost: ask again in a few seconds."


def failed(request: HttpRequest) -> HttpResponse:
    """Django's handler500, called while the exception is handled. Asks neither database nor session."""
    status = 503 if _database_is_away(sys.exc_info()[1]) else 500
    if request.path.startswith("/api/"):
        answer: HttpResponse = JsonResponse({"detail": _AWAY if status == 503 else "Something failed here."})
    else:
        answer = HttpResponse(loader.get_template(f"{status}.html").render())
    answer.status_code = status
    if status == 503:
        answer["Retry-After"] = str(AGAIN_AFTER_SECONDS)
    return answer


def _database_is_away(error: BaseException | None) -> bool:
    """A server that is gone or full, or a file that others write for longer than we may wait."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    return connection.vendor == "postgresql" or "locked" in str(error)
