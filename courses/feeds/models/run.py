"""One reading of a feed: counts, every change with before and after, every problem with its remedy."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class RunQuerySet(models.QuerySet["Run"]):
    def waiting_since(self, at: dt.datetime) -> "RunQuerySet":
        """Held ones whose question was asked before then, by them or by the first of those whose place they took."""
        here = models.Q(first_asked=None, finished_at__lt=at)
        return self.filter(here | models.Q(first_asked__finished_at__lt=at), status=Run.Status.HELD)


class Run(models.Model):
    """A reading of a feed, in one or more attempts; what happened in it never changes once it ended."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        UNCHANGED = "unchanged"
        HELD = "held"
        FAILED = "failed"
        SUPERSEDED = "superseded"

    class Decision(models.TextChoices):
        CONFIRMED = "confirmed"
        DISCARDED = "discarded"
        LAPSED = "lapsed"

    PUSHED = "push"
    """The trigger of what a college's system sends."""
    LEFT_UNDONE = (Decision.DISCARDED, Decision.LAPSED)
    """Decisions by which nothing that was held is done; they last alike."""

    feed = models.ForeignKey("feeds.Feed", on_delete=models.CASCADE, related_name="runs")
    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    reason = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True, help_text="The reason in words, with what to do.")
    decision = models.CharField(max_length=20, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    first_asked = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Of a held run: the earlier one that asked the same first. Reminder and lapse count from there.",
    )
    dry_run = models.BooleanField(default=False)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    trigger = models.CharField(max_length=20, default="schedule", help_text="schedule, command, admin or revert.")
    reverts = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reverted_by")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    phase = models.CharField(max_length=20, blank=True)
    phase_times = models.JSONField(default=list, help_text="[[phase, seconds]] of the last attempt, in order.")
    progress = models.JSONField(default=dict, help_text="While it runs: {rows, bytes, of_bytes}.")
    file = models.ForeignKey(
        "feeds.KeptFile",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="runs",
        help_text="What was read: the upload, or what the address answered.",
    )
    scope = models.JSONField(
        default=dict,
        help_text="What the file says it is: {} everything, {kind: changes}, {kind: part, field, value}.",
    )
    confirm_by = models.DateField(
        null=True, blank=True, help_text="Of an upload: until when its giver says that it holds."
    )
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    claimed_by = models.CharField(max_length=64, blank=True, help_text="The task or process that holds the lease.")
    content_hash = models.CharField(max_length=64, blank=True)
    settings_hash = models.CharField(max_length=64, blank=True, help_text="How the content was read.")
    applied_at = models.DateTimeField(null=True, blank=True, help_text="When it wrote; a confirmed one that later.")
    is_applied = models.BooleanField(default=False, help_text="It wrote what it states; a held one may have in part.")

    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    refreshed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    repeated = models.PositiveIntegerField(default=0)
    completeness = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Of a hundred: how many of the facts that matter its records state on average."
    )
    problem_count = models.PositiveIntegerField(default=0)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed"],
                condition=models.Q(status__in=["queued", "running"], dry_run=False),
                name="one_run_of_a_feed_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"run {self.pk} of {self.feed}"

    @property
    def is_batch(self) -> bool:
        """A pushed one: it states its own records, and says nothing of any other."""
        return self.trigger == self.PUSHED and bool(self.scope)

    @property
    def asked_at(self) -> dt.datetime | None:
        """Of a held run: since when its question waits."""
        return (self.first_asked or self).finished_at


class Change(models.Model):
    """What a run did to one course: before and after as stated, and which values it kept as last accepted."""

    class Kind(models.TextChoices):
        CREATED = "created"
        CHANGED = "changed"
        RETURNED = "returned"
        WITHDRAWN = "withdrawn"
        HELD = "held", "held: a withdrawal that waits for a person"
        REFRESHED = "refreshed", "refreshed: free places that wait with a run that is held whole"
        CARRIED = "carried", "carried: other values are kept as last accepted, and nothing else is stated"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="changes")
    course = models.ForeignKey("catalogue.Course", null=True, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    carried_before = models.JSONField(default=dict, help_text="Course.carried, as the run found it.")
    carried_after = models.JSONField(default=dict, help_text="Course.carried, as the run left it.")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} in run {self.run_id}"


class Problem(models.Model):
    """One thing wrong with one record of a run: where, what, why and how to mend it."""

    class Severity(models.TextChoices):
        RECORD = "record", "the record was refused"
        FIELD = "field", "this value was left out"
        NOTE = "note", "a note"

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="problems")
    row = models.CharField(max_length=60, help_text="Line, item number or path, as a person can find it.")
    record = models.CharField(max_length=255, blank=True, help_text="The record's id in its source.")
    field = models.CharField(max_length=60, blank=True)
    value = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500)
    remedy = models.CharField(max_length=500)
    severity = models.CharField(max_length=10, choices=Severity)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.record or self.row}: {self.reason}"
