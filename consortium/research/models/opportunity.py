"""A research opportunity: a page of the host's branch of research that opens and closes by its own dates."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager

from consortium.organisations.branches import BranchContent, BranchContentQuerySet
from consortium.organisations.models import BranchPage
from consortium.pages.blocks import StoryBlock
from consortium.pages.clock import today
from consortium.people.choosing import NamesFacultyForm
from consortium.people.models.named import NamedFaculty, with_profiles
from consortium.vocabulary.fields import TermField, TermListField

CLOSES_SOON_DAYS = 14


class ResearchQuerySet(BranchContentQuerySet):
    """`open`, `upcoming` and `closed` part all opportunities by their dates; a missing date is no bound."""

    def open(self, on: date) -> "ResearchQuerySet":
        return self.exclude(opens_on__gt=on).exclude(closes_on__lt=on)

    def upcoming(self, on: date) -> "ResearchQuerySet":
        return self.filter(opens_on__gt=on)

    def closed(self, on: date) -> "ResearchQuerySet":
        return self.filter(closes_on__lt=on)

    def not_closed(self, on: date) -> "ResearchQuerySet":
        return self.exclude(closes_on__lt=on)

    def closing_soon(self, on: date) -> "ResearchQuerySet":
        return self.open(on).filter(closes_on__lte=on + timedelta(days=CLOSES_SOON_DAYS)).soonest_first(on)

    def soonest_first(self, on: date) -> "ResearchQuerySet":
        """Open before upcoming; within each the next to close first, those without a closing date last."""
        opens_later = models.Case(models.When(opens_on__gt=on, then=1), default=0)
        return self.order_by(opens_later, models.F("closes_on").asc(nulls_last=True), "-first_published_at", "pk")

    def closed_last(self, on: date) -> "ResearchQuerySet":
        closed = models.Case(models.When(closes_on__lt=on, then=1), default=0)
        return self.order_by(closed, models.F("closes_on").desc(nulls_first=True), "-pk")

    def latest_first(self) -> "ResearchQuerySet":
        return self.order_by("-closes_on", "-pk")


class ResearchPageForm(NamesFacultyForm):
    people_rows = "supervisors"


class ResearchPage(BranchContent):
    """An opportunity. Its host is the organisation whose corner it hangs in."""

    class OpenTo(models.TextChoices):
        OWN = "own", "Own college"
        MEMBERS = "members", "Member colleges"
        ANYONE = "anyone", "Anyone"

    class State(models.TextChoices):
        UPCOMING = "upcoming", "Opens later"
        OPEN = "open", "Open"
        CLOSED = "closed", "Closed"

    branch = BranchPage.Branch.RESEARCH

    kind = TermField(table="research_kinds")
    summary = models.CharField(max_length=500, help_text="What is asked and what one does, in two sentences.")
    disciplines = TermListField(table="disciplines")
    open_to = models.CharField("who may apply", max_length=20, choices=OpenTo, default=OpenTo.MEMBERS)
    open_from_phase = TermField("from phase", table="levels", blank=True)
    who_may_apply = models.TextField("conditions", blank=True, help_text="What else an applicant needs.")
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    duration = models.CharField(max_length=60, blank=True, help_text="Such as 8 weeks.")
    funding = models.CharField("funding or stipend", max_length=200, blank=True)
    opens_on = models.DateField(null=True, blank=True, help_text="Blank: open from the day it is published.")
    closes_on = models.DateField(null=True, blank=True, help_text="The last day to apply. Blank: no closing date.")
    how_to_apply = models.TextField(blank=True)
    apply_url = models.URLField("address to apply at", max_length=500, blank=True)
    apply_email = models.EmailField("e-mail to apply to", blank=True)
    ethics = models.TextField("ethics approval", blank=True, help_text="Committee, date and number of the approval.")
    body = StreamField(StoryBlock(), blank=True)

    objects = PageManager.from_queryset(ResearchQuerySet)()

    content_panels = [
        *Page.content_panels,
        FieldPanel("kind"),
        FieldPanel("summary"),
        FieldPanel("disciplines"),
        InlinePanel("supervisors", label="Supervisor", heading="Supervisors"),
        MultiFieldPanel(
            [FieldPanel("open_to"), FieldPanel("open_from_phase"), FieldPanel("who_may_apply"), FieldPanel("places")],
            heading="Who may apply",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
                FieldPanel("duration"),
                FieldPanel("funding"),
            ],
            heading="When",
        ),
        MultiFieldPanel(
            [FieldPanel("how_to_apply"), FieldPanel("apply_url"), FieldPanel("apply_email")], heading="How to apply"
        ),
        FieldPanel("ethics"),
        FieldPanel("body"),
    ]

    base_form_class = ResearchPageForm

    class Meta:
        verbose_name = "research opportunity"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_on__isnull=True)
                | models.Q(closes_on__isnull=True)
                | models.Q(closes_on__gte=models.F("opens_on")),
                name="research_closes_after_it_opens",
            )
        ]
        indexes = [models.Index(fields=["closes_on"], name="research_closes_on")]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `supervisors`: the rows, each with the `profile` that a reader may follow."""
        supervisors = with_profiles(self.supervisors.all())
        return {**super().get_context(request, *args, **kwargs), "supervisors": supervisors}

    def state_on(self, on: date) -> "ResearchPage.State":
        """What the querysets say of many, of one."""
        if self.opens_on and self.opens_on > on:
            return self.State.UPCOMING
        if self.closes_on and self.closes_on < on:
            return self.State.CLOSED
        return self.State.OPEN

    @property
    def state(self) -> "ResearchPage.State":
        return self.state_on(today())

    @property
    def days_left(self) -> int | None:
        """Days until the last day to apply: 0 on that day, None without one."""
        return (self.closes_on - today()).days if self.closes_on else None

    @property
    def closes_soon(self) -> bool:
        left = self.days_left
        return self.state == self.State.OPEN and left is not None and left <= CLOSES_SOON_DAYS

    def clean(self) -> None:
        super().clean()
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError(
                {"closes_on": f"It closes before it opens on {self.opens_on}: mend one of the dates."}
            )

    def refuse_if_incomplete(self) -> None:
        super().refuse_if_incomplete()
        if not (self.how_to_apply or self.apply_url or self.apply_email):
            raise ValidationError(
                {"how_to_apply": "Say how to apply: in words, by a web address or by an e-mail address. One is enough."}
            )


class ResearchSupervisor(NamedFaculty):
    """Who leads or supervises."""

    page = ParentalKey(ResearchPage, on_delete=models.CASCADE, related_name="supervisors")
    role = models.CharField(max_length=100, blank=True, help_text="Such as Principal investigator.")
