"""How is the Open Education API answered, and what does a refusal say? (RFC 7807, as its specification asks)"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from courses.exports.ooapi.asked import WrongParameter, check_texts
from courses.exports.saving_traffic import saving_traffic


def answers(say: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A view out of what says the body."""

    @wraps(say)
    def view(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            refusal = problem(HTTPStatus.METHOD_NOT_ALLOWED, "This server is for reading: ask with GET.")
            refusal.headers["Allow"] = "GET, HEAD"
            return refusal
        try:
            check_texts(request.GET)
            body = msgspec.json.encode(say(request, **named))
        except WrongParameter as error:
            return problem(HTTPStatus.BAD_REQUEST, str(error))
        except Http404:
            return problem(HTTPStatus.NOT_FOUND, "Nothing public is at this address. It may have been withdrawn.")
        return HttpResponse(body, content_type="application/json")

    # Exempt: nothing is changed here, and whoever tries is to read our refusal.
    found: Callable[..., HttpResponse] = csrf_exempt(saving_traffic(view))
    return found


def problem(status: HTTPStatus, detail: str) -> HttpResponse:
    body = {"status": str(status.value), "title": status.phrase, "detail": detail}
    return HttpResponse(msgspec.json.encode(body), status=status, content_type="application/problem+json")
