"""POST …/feeds/<name>/push: a signed message comes in, an answer that says what to do goes out."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from courses.feeds.document import document
from courses.feeds.models import Feed, Run
from courses.feeds.push.answers import AtWork, KeyMisused, Said, answered_once
from courses.feeds.push.batch import push_batch
from courses.feeds.push.beginning import AlreadyRunning
from courses.feeds.push.believed import TooOften, feed_of
from courses.feeds.push.checking import NotReadable
from courses.feeds.push.message import Message, NotUnderstood, TooMany, message_in
from courses.feeds.push.pausing import Paused
from courses.feeds.push.signature import Refused, Signed
from courses.feeds.push.whole import (
    CannotKeep,
    NotComplete,
    NoTransfer,
    Progress,
    begin_transfer,
    commit_transfer,
    status_of,
    take_part,
)
from courses.feeds.tasks import send

_AGAIN_AFTER = 15
_PAUSED_FOR = 3_600


@csrf_exempt
@never_cache
def push(request: HttpRequest, college: str, name: str) -> HttpResponse:
    """401 not believed, 404 no transfer, 405 no POST, 409 at work, 413 too large, 422 not understood, 429 too often,
    503 no room."""
    if request.method != "POST":
        refusal = _answer(_wrong(405, "not_post", "Send a signed message with POST. docs/push.md shows each."))
        refusal["Allow"] = "POST"
        return refusal
    body = _body(request)
    if body is None:
        most = settings.PUSH_MAX_BYTES // 1_000_000
        return _answer(_wrong(413, "too_large", f"A message holds at most {most} MB. Send fewer records in each."))
    try:
        feed = feed_of(college, name, _signed(request), request.method or "", request.get_full_path(), body)
        key = request.headers.get("Idempotency-Key", "")
        return _answer(answered_once(feed, key, body, lambda: _said(feed, body)))
    except Refused as refused:
        return _answer(_wrong(401, refused.code, refused.message))
    except TooOften as error:
        return _answer(_wrong(429, "too_often", str(error)), error.wait)
    except AtWork as error:
        return _answer(_wrong(409, "at_work", str(error)), _AGAIN_AFTER)
    except KeyMisused as error:
        return _answer(_wrong(422, "idempotency_key", str(error)))


def _said(feed: Feed, body: bytes) -> Said:
    try:
        return _do(feed, message_in(body), body)
    except TooMany as error:
        return _wrong(413, "too_large", str(error))
    except NotUnderstood as error:
        return _wrong(422, "not_understood", str(error))
    except NotReadable as error:
        return _wrong(503 if error.reason == "no_space" else 422, error.reason, error.message)
    except NoTransfer as error:
        return _wrong(404, "no_transfer", str(error))
    except NotComplete as error:
        return _wrong(409, "not_complete", str(error))
    except CannotKeep as error:
        return _wrong(413, "too_large", str(error))
    except AlreadyRunning as error:
        return _wrong(
            409, "already_running", f"{error} This message was passed over: send it again in {_AGAIN_AFTER} s."
        )
    except Paused as error:
        return _wrong(409, "paused", f"{error} Nothing was changed.")


def _do(feed: Feed, message: Message, body: bytes) -> Said:
    if message.kind == "batch":
        run, results = push_batch(feed, body, message.records or ())
        return Said(200, {"run": document(run), "results": results})
    if message.kind == "part":
        results = take_part(feed, message)
        return Said(200, {"transfer": str(message.transfer), "part": message.part, "results": results})
    if message.kind == "commit":
        run = commit_transfer(feed, message)
        if run.status == Run.Status.QUEUED:
            send(run.pk)
        return Said(202, {"run": document(run)})
    is_new = message.kind == "begin"
    return Said(201 if is_new else 200, _told(begin_transfer(feed) if is_new else status_of(feed, message)))


def _told(progress: Progress) -> dict[str, Any]:
    return {
        "transfer": str(progress.token),
        "parts": progress.parts,
        "records": progress.records,
        "until": progress.until.isoformat(),
    }


def _wrong(status: int, code: str, message: str) -> Said:
    return Said(status, {"error": code, "message": message})


def _answer(said: Said, wait: int | None = None) -> JsonResponse:
    answer = JsonResponse(said.body, status=said.status)
    if said.status == 401:
        answer["WWW-Authenticate"] = "Tantu"
    if wait is not None or said.status in (409, 503):
        answer["Retry-After"] = str(wait or (_PAUSED_FOR if said.body["error"] == "paused" else _AGAIN_AFTER))
    return answer


def _body(request: HttpRequest) -> bytes | None:
    """None where it is larger than a message may be; never more than that is read."""
    declared = request.headers.get("Content-Length", "0")
    if not declared.isdecimal() or int(declared) > settings.PUSH_MAX_BYTES:
        return None
    try:
        body = request.read(settings.PUSH_MAX_BYTES + 1)
    except RawPostDataException:  # something before us read it
        body = request.body
    return None if len(body) > settings.PUSH_MAX_BYTES else body


def _signed(request: HttpRequest) -> Signed:
    return Signed(*(request.headers.get(f"Tantu-{name}", "").strip() for name in ("Key", "Time", "Nonce", "Signature")))
