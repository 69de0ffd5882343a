"""Which column of a college's file is which of our fields? A registrar says, and sees what it gives."""

import logging
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.generic import TemplateView, View

from courses.feeds.desk.access import FeedKeepersOnly, feeds_kept_by
from courses.feeds.desk.columns.screen import OURS, Screen, context_of_choices, screen_of, text_of_form, with_id
from courses.feeds.desk.frame import DeskScreen, context_of, crumb_of
from courses.feeds.exchange import ReaderSettings
from courses.feeds.fetch import FetchFailed
from courses.feeds.models import Feed, KeptFile
from courses.feeds.options import profile_for
from courses.feeds.profile import ProfileError
from courses.feeds.readers import reader_of
from courses.feeds.reading import ReadingCrashed, ReadingFailed
from courses.feeds.samples import copy_of, sample_of, working_folder
from courses.feeds.sampling import fetch_sample
from courses.feeds.trying import answer_of, try_reading
from courses.feeds.trying.cards import cards_of

logger = logging.getLogger(__name__)
_CARDS = 3
_PROFILE_BYTES = 200_000


class CannotImport(ValueError):
    """Says what is wrong with the profile that was given, and what to give instead."""


class MappingScreen(DeskScreen, TemplateView):
    """GET shows what holds, or a guess; POST shows what a form would give, or saves it."""

    template_name = "feeds/desk/mapping.html"
    feed: Feed

    def trail(self) -> list[tuple[str, str]]:
        return [crumb_of(self.feed), (reverse("feeds_desk:mapping", args=[self.feed.pk]), "Columns and fields")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.feed = self.feed_or_404(kwargs["feed"])
        return self._shown(sample_of(self.feed), self.feed.profile)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.feed = self.feed_or_404(kwargs["feed"])
        wish = request.POST.get("do", "show")
        if wish == "fetch":
            return self._fetch()
        text = self._text(wish)
        if wish == "save" and not _faults_of(self.feed, text):
            return self._save(text)
        return self._shown(
            sample_of(self.feed),
            text,
            is_tried=wish == "show",
            faults=_faults_of(self.feed, text) if wish == "save" else [],
        )

    def _text(self, wish: str) -> str:
        """The profile that the person is working on."""
        form = {name: str(value) for name, value in self.request.POST.items()}
        if wish == "import":
            return self._imported() or form.get("toml", "")
        if wish == "reuse":
            kept = feeds_kept_by(self.request.user)  # type: ignore[arg-type]  # FeedKeepersOnly
            other = kept.filter(pk=form.get("other") or 0).first() if form.get("other", "").isdecimal() else None
            return other.profile if other else form.get("toml", "")
        if wish == "guess":
            return ""
        text = text_of_form(form, self.request.POST.getlist("column"))
        better = tuple(self.request.POST.getlist("better"))
        return with_id(text, better) if wish == "better" and better else text

    def _imported(self) -> str:
        """What was given, else nothing and words that say why."""
        try:
            return _given_profile(self.request)
        except CannotImport as error:
            messages.error(self.request, str(error))
            return ""

    def _fetch(self) -> HttpResponse:
        try:
            fetch_sample(self.feed, self.request.user)  # type: ignore[arg-type]  # as above
        except FetchFailed as failure:
            messages.error(self.request, failure.message)
        except ProfileError:
            messages.error(self.request, "Some of the choices that are saved cannot be used. Mend them below first.")
        return HttpResponseRedirect(reverse("feeds_desk:mapping", args=[self.feed.pk]))

    def _save(self, text: str) -> HttpResponse:
        Feed.objects.filter(pk=self.feed.pk).update(profile=text)
        messages.success(self.request, "Saved. The next reading reads everything anew by it.")
        leads_to = "feeds_desk:try" if self.feed.is_draft else "feeds_desk:feed"
        return HttpResponseRedirect(reverse(leads_to, args=[self.feed.pk]))

    def _shown(
        self, sample: KeptFile | None, text: str, *, is_tried: bool = False, faults: list[str] | None = None
    ) -> HttpResponse:
        context: dict[str, Any] = {}
        if sample is not None:
            with copy_of(sample) as file:
                screen = screen_of(self.feed, str(file), text)
                screen.faults = faults or screen.faults
                context = {"screen": screen, "sample": sample}
                if is_tried and not screen.faults and not screen.cannot_look:
                    context |= self._given(str(file), screen)
        return self.render_to_response(self.get_context_data(**context), status=422 if faults else 200)

    def _given(self, file: str, screen: Screen) -> dict[str, Any]:
        """What the file gives by this profile, read as a run would read it."""
        how = ReaderSettings(file, is_file=True, profile=screen.profile, where=dict(self.feed.where))
        with working_folder("try") as folder:
            try:
                tried = try_reading(self.feed.format, how, (answer_of(Path(file)),), folder, cards=_CARDS)
            except ReadingFailed as failure:
                return {"failure": failure.message}
            except ReadingCrashed as error:
                logger.exception("feed %s: %s", self.feed.pk, error)
                return {"failure": OURS}
            cards = cards_of(self.request, tried.first, self.feed.source.organisation)
        return {"tried": tried, "cards": cards}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        feed = self.feed
        others = feeds_kept_by(self.request.user).exclude(pk=feed.pk).exclude(profile="")  # type: ignore[arg-type]
        return super().get_context_data(
            **context_of(feed),
            **context_of_choices(),
            others=others.order_by("source__organisation__label", "source__name"),
            may_fetch=bool(feed.url or feed.path),
            needs_profile=reader_of(feed.format).NEEDS_PROFILE,
            is_table=feed.format in ("csv", "xlsx"),
            **kwargs,
        )


class ExportProfile(FeedKeepersOnly, View):
    """The saved profile as a TOML file."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, feed: int) -> HttpResponse:
        kept = self.feed_or_404(feed)
        name = f"{kept.source.organisation.slug}-{kept.source.name}.toml"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(kept.profile, content_type="application/toml; charset=utf-8", headers=headers)


def _given_profile(request: HttpRequest) -> str:
    """The text of a file that was given, or what was pasted. Raises CannotImport."""
    file = request.FILES.get("profile_file")
    size = (file.size or 0) if file is not None else len(request.POST.get("pasted", "").encode())
    if size > _PROFILE_BYTES:
        told = f"This is {size / 1_000:,.0f} kB, and such choices take at most {_PROFILE_BYTES // 1_000} kB."
        raise CannotImport(f"{told} Give the file that was downloaded on this screen, not the list of courses itself.")
    text = file.read().decode("utf-8-sig", "replace") if file is not None else request.POST.get("pasted", "")
    if not text.strip():
        raise CannotImport(
            "There is nothing to read yet: choose the file that was downloaded on this screen, or paste its text."
        )
    return str(text)


def _faults_of(feed: Feed, text: str) -> list[str]:
    try:
        profile_for(feed.format, text)
    except ProfileError as error:
        return str(error).splitlines()
    return []


urlpatterns = [
    path("<int:feed>/mapping/", MappingScreen.as_view(), name="mapping"),
    path("<int:feed>/mapping/profile.toml", ExportProfile.as_view(), name="mapping_export"),
]
