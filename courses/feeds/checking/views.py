"""The public page on which anybody checks a file: it is read, shown back and removed."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from courses.feeds.checking.check import Verdict, check
from courses.feeds.checking.kinds import kind_in_words
from courses.feeds.checking.turns import Busy, TooMany, a_place, count_turn
from courses.feeds.explained import label_of_target
from courses.feeds.looking import CannotLook
from courses.feeds.reading import ReadingCrashed, ReadingFailed
from courses.feeds.samples import working_folder
from courses.feeds.trying.cards import cards_of
from courses.feeds.trying.nobody import your_college

TEMPLATE = "feeds/check/check.html"
_MEGABYTE = 1_000_000
_FORM_BYTES = 20_000  # what a form adds around its file


# Exempt: it changes nothing for anybody, and the check of the token would read a body of any size first.
@method_decorator(csrf_exempt, name="dispatch")
class Check(View):
    """GET shows the form; POST answers with what would become of the file."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return _page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.FEED_CHECK_MAX_BYTES + _FORM_BYTES:
            return _refused(request, _too_large(), 413)
        file = request.FILES.get("file")
        if file is None:
            return _refused(request, "Choose a file first.", 422)
        if (file.size or 0) > settings.FEED_CHECK_MAX_BYTES:
            return _refused(request, _too_large(), 413)
        try:
            count_turn(request)
            with a_place():
                return _checked(request, file)
        except TooMany:
            text = "So many files were checked from your address within an hour that others would have to wait. "
            return _refused(request, text + "Come back in an hour, or connect the catalogue in the CMS.", 429, 3_600)
        except Busy:
            text = "Others are having files checked just now. Try again in half a minute; your file was not read."
            return _refused(request, text, 503, 30)


def _checked(request: HttpRequest, file: "UploadedFile[Any]") -> HttpResponse:
    with working_folder("check") as folder:
        path = folder / "file"
        with path.open("wb") as target:
            for block in file.chunks():
                target.write(block)
        try:
            verdict = check(path, folder, settings.FEED_CHECK_SECONDS)
        except (CannotLook, ReadingFailed) as failure:
            return _refused(request, _in_words(failure), 422)
        except ReadingCrashed:
            # What the process said may hold a piece of the file, so it is not logged.
            text = "Our own program failed on this file. Please tell the consortium’s office what kind of file it is."
            return _refused(request, text, 500)
    return _page(request, _shown(request, verdict))


def _in_words(failure: CannotLook | ReadingFailed) -> str:
    if failure.reason == "timeout":
        seconds = settings.FEED_CHECK_SECONDS
        return (
            f"Reading it took longer than the {seconds} seconds that this page has for a file. A college’s own feed "
            "may take much longer; here, try the first some thousand rows."
        )
    message = failure.message.replace(" Nothing was changed; it is read again later.", "")
    return message.replace(" Nothing was changed.", "")


def _shown(request: HttpRequest, verdict: Verdict) -> dict[str, Any]:
    seen, tried = verdict.seen, verdict.tried
    columns = [
        {"name": one.column, "meaning": label_of_target(one.target), "why": one.why, "samples": one.samples}
        for one in seen.guessed
        if one.column
    ]
    return {
        "seen": seen,
        "kind": kind_in_words(seen.kind),
        "notices": seen.notices,
        "columns": columns,
        "tried": tried,
        "wanting": verdict.wanting,
        "cards": cards_of(request, tried.first, your_college()) if tried else [],
    }


def _page(request: HttpRequest, found: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    context = {
        "megabytes": settings.FEED_CHECK_MAX_BYTES // _MEGABYTE,
        "seconds": settings.FEED_CHECK_SECONDS,
        "templates_url": reverse("feed-templates"),
        **(found or {}),
    }
    answer = render(request, TEMPLATE, context, status=status)
    answer["Cache-Control"] = "no-store" if request.method == "POST" else "no-cache"
    return answer


def _refused(request: HttpRequest, text: str, status: int, retry_after: int | None = None) -> HttpResponse:
    answer = _page(request, {"refusal": text}, status)
    if retry_after is not None:
        answer["Retry-After"] = str(retry_after)
    return answer


def _too_large() -> str:
    most = settings.FEED_CHECK_MAX_BYTES // _MEGABYTE
    return (
        f"This page reads files of at most {most} MB. Leave out rows or pictures; a college’s own feed may be larger."
    )
