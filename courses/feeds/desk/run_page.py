"""What happened in this run, and what may a person decide about it?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView

from courses.feeds.desk.chart import chart_of
from courses.feeds.desk.deciding import after_all, decision_of, done_in_words
from courses.feeds.desk.feed_page import may_run
from courses.feeds.desk.frame import DeskScreen, context_of, crumb_of
from courses.feeds.desk.live import live_of, times_of
from courses.feeds.desk.moved_ids import moved_ids_on
from courses.feeds.desk.reasons import reason_of
from courses.feeds.desk.run_lists import changes_on, problems_on
from courses.feeds.desk.words import TRIGGERS, courses, length, status_of, tone_of
from courses.feeds.labels import scope_of
from courses.feeds.leases import ACTIVE
from courses.feeds.models import Run
from courses.feeds.release import NotHeld, confirm, confirm_after_all, confirm_new_ids, discard, left_standing
from courses.feeds.undoing import undone_among, undone_by, wrote

LAST = 30
_BARS = (
    ("same", "Unchanged", "edge"),
    ("created", "New", "leaf"),
    ("changed", "Changed", "indigo"),
    ("returned", "Back again", "leaf"),
    ("withdrawn", "Withdrawn", "madder"),
    ("held", "Held, missing from the catalogue", "turmeric"),
    ("refused", "Rows refused", "madder"),
    ("repeated", "More rows of the same course", "edge"),
)


class RunScreen(DeskScreen, TemplateView):
    """A screen of one run."""

    run: Run

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.run = self.run_or_404(kwargs["feed"], kwargs["run"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    @property
    def address(self) -> str:
        return reverse("feeds_desk:run", args=[self.run.feed_id, self.run.pk])

    def trail(self) -> list[tuple[str, str]]:
        return [crumb_of(self.run.feed), (self.address, f"Run {self.run.pk}")]


class RunPage(RunScreen):
    """The run as a document; while it is at work, how far it is."""

    template_name = "feeds/desk/run.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        runs = list(Run.objects.filter(feed=run.feed_id)[:LAST])
        is_at_work = run.status in ACTIVE
        changes = changes_on(run, self.request.GET)
        return super().get_context_data(
            **context_of(run.feed),
            run=run,
            status=status_of(run),
            tone=tone_of(run),
            is_at_work=is_at_work,
            live=live_of(run, _expected(runs), timezone.now()) if is_at_work else None,
            reason=reason_of(run.reason),
            said=_sentence(run),
            took=length(took) if (took := _took(run)) is not None else "",
            scope=scope_of(run.scope).words if run.scope else "",
            trigger=TRIGGERS.get(run.trigger, run.trigger),
            times=times_of(run),
            bars=_bars(run),
            changes=changes,
            problems=problems_on(run, self.request.GET),
            chart=chart_of(runs),
            moved=moved_ids_on(run, self.request.GET),
            decision=decision_of(run) if run.status == Run.Status.HELD else None,
            after_all=after_all(len(left_standing(run))),
            undone_by=_undone_by(run, runs),
            may_revert=run.status != Run.Status.HELD and wrote(run, [choice.value for choice in changes.choices]),
            may_run=may_run(run.feed),
            is_paused=run.feed.paused_at is not None,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A person's decision on a held run, or another one on what was left."""
        wish = request.POST.get("do")
        decide = _DECISIONS.get(wish or "")
        if decide is None:
            return HttpResponseRedirect(self.address)
        if decide is not discard and not request.POST.get("sure"):
            return self.render_to_response(self.get_context_data(not_sure=True), status=422)
        try:
            decided = decide(self.run.pk, request.user)  # type: ignore[arg-type]  # FeedKeepersOnly
        except NotHeld as error:
            messages.error(request, str(error))
        else:
            messages.success(request, done_in_words(self.run, decided))
        return HttpResponseRedirect(self.address)


_DECISIONS = {"confirm": confirm, "new_ids": confirm_new_ids, "discard": discard, "after_all": confirm_after_all}


def _took(run: Run) -> float | None:
    """In all its attempts; what it wrote is of the moment before the writing, which the last one's phases tell."""
    if not run.finished_at or not run.started_at:
        return None
    phases: float = sum(seconds for _, seconds in run.phase_times)
    return max((run.finished_at - run.started_at).total_seconds(), phases)


def _sentence(run: Run) -> str:
    """ "Read 201 rows in 42 seconds." """
    took = _took(run)
    if run.reverts_id and took is not None:
        return f"Put {courses(run.created + run.changed + run.returned + run.withdrawn)} back in {length(took)}."
    if not run.read or took is None:
        return ""
    would = " It only tried: nothing was written." if run.dry_run else ""
    they = "It states" if run.read == 1 else "They state"
    told = f" {they} {run.completeness}\u00a0% of what students look for." if run.completeness is not None else ""
    return f"Read {run.read:,} row{'' if run.read == 1 else 's'} in {length(took)}.{told}{would}"


def _undone_by(run: Run, last: list[Run]) -> int | None:
    """By the last runs, which hold all that came after it, but where it is older than they are."""
    if last and run.pk >= last[-1].pk:
        return undone_among(last).get(run.pk)
    undoing = undone_by(run)
    return undoing.pk if undoing else None


def _expected(runs: list[Run]) -> int:
    return next((run.read for run in runs if run.read and not run.reverts_id), 0)


def _bars(run: Run) -> list[dict[str, Any]]:
    counts = [(label, getattr(run, name), colour) for name, label, colour in _BARS]
    most = max(count for _, count, _ in counts) or 1
    return [
        {"label": label, "count": count, "width": max(1, round(1000 * count / most)), "colour": colour}
        for label, count, colour in counts
        if count
    ]


urlpatterns = [path("<int:feed>/runs/<int:run>/", RunPage.as_view(), name="run")]
