"""A catalogue record of one source: what was stated, and the columns that pages and search read."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce, Now


class CourseQuerySet(models.QuerySet["Course"]):
    def public(self) -> "CourseQuerySet":
        """What anyone may see: of a member, neither hidden nor withdrawn, and no twin of another course."""
        return self.with_addresses().filter(withdrawn_at__isnull=True, same_as__isnull=True)

    def with_addresses(self) -> "CourseQuerySet":
        """Those whose address answers: of a member, and hidden neither singly nor with their source or college."""
        return self.filter(
            hidden_at__isnull=True,
            source__hidden_at__isnull=True,
            organisation__hidden_courses__isnull=True,
            organisation__state="member",
        )

    def hidden(self) -> "CourseQuerySet":
        """Singly or as twins of such, or with their source or college."""
        return self.filter(
            models.Q(hidden_at__isnull=False)
            | models.Q(same_as__hidden_at__isnull=False)
            | models.Q(source__hidden_at__isnull=False)
            | models.Q(organisation__hidden_courses__isnull=False)
        )

    def with_dates(self) -> "CourseQuerySet":
        """Adds `last_stated_at`: the course's own date where it has one (`stated_at`), else that of its source."""
        return self.annotate(last_stated_at=Coalesce("stated_at", "source__accepted_at"))


class Course(models.Model):
    """A course. `stated` is the record as its source stated it; the typed columns below come from it by `settle()`.

    Hidden (by a person) and withdrawn (no longer stated) are two facts; public is neither, and no twin.
    """

    class Type(models.TextChoices):
        PROGRAMME = "programme", "Degree programme"
        COURSE = "course", "Course"
        ELECTIVE = "elective", "Elective"
        ROTATION = "rotation", "Rotation"
        CONTINUING = "continuing", "Continuing education"

    class OpenTo(models.TextChoices):
        OWN = "own", "Own college"
        MEMBERS = "members", "Member colleges"
        ANYONE = "anyone", "Anyone"

    class Admission(models.TextChoices):
        FORM = "form", "By form"
        COUNSELLING = "counselling", "By counselling"
        MAIL = "mail", "By mail"
        NOT_BOOKABLE = "not_bookable", "Not bookable"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey("catalogue.Source", on_delete=models.PROTECT, related_name="courses")
    record_id = models.CharField(max_length=255, help_text="The record's id in its source.")
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="courses")
    slug = models.SlugField(max_length=120)

    stated = models.JSONField()
    fingerprint = models.BinaryField(max_length=16)
    volatile_fingerprint = models.BinaryField(max_length=16)
    carried = models.JSONField(default=dict, help_text="Field to the run whose accepted value is kept.")

    title = models.CharField(max_length=500)
    titles = models.JSONField(default=dict)
    description = models.TextField(blank=True)
    descriptions = models.JSONField(default=dict)
    main_language = models.CharField(max_length=20, blank=True, help_text="The language of title and description.")
    code = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=20, default="course")
    part_of = models.CharField(max_length=255, blank=True)
    type = models.CharField(max_length=20, choices=Type, default=Type.COURSE)
    level = models.CharField(max_length=60, blank=True)
    award = models.CharField(max_length=60, blank=True)
    disciplines = models.JSONField(default=list)
    subjects = models.JSONField(default=list)
    modes = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    credits = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    credit_scheme = models.CharField(max_length=60, blank=True)
    duration = models.CharField(max_length=60, blank=True)
    open_to = models.CharField(max_length=20, choices=OpenTo, blank=True)
    open_from_phase = models.CharField(max_length=60, blank=True)
    letter_needed = models.BooleanField(null=True, blank=True)
    admission = models.CharField(max_length=20, choices=Admission, blank=True)
    admission_text = models.TextField(blank=True)
    admission_url = models.URLField(max_length=1000, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    people = models.JSONField(default=list)
    outcomes = models.JSONField(default=list)
    prerequisites = models.TextField(blank=True)
    intake = models.PositiveIntegerField(null=True, blank=True, help_text="Places a year.")
    numbers_stated_on = models.DateField(null=True, blank=True)
    extra = models.JSONField(default=dict)
    twin_key = models.CharField(max_length=32, blank=True, help_text="Alike for twins: folded code and title.")

    created_at = models.DateTimeField(db_default=Now(), editable=False)
    stated_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(help_text="When its source last stated something else of it.")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When a person last confirmed it.")

    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    same_as = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="twins")

    written = models.BigIntegerField(
        default=0, editable=False, help_text="Of the transaction that last wrote what is public of it, in commit order."
    )
    written_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="When that was; a little before commit."
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "record_id"], name="course_record_in_source"),
            models.UniqueConstraint(fields=["organisation", "slug"], name="course_slug_in_organisation"),
            models.CheckConstraint(condition=~models.Q(title=""), name="course_has_a_title"),
            models.CheckConstraint(condition=~models.Q(record_id=""), name="course_has_a_record_id"),
            models.CheckConstraint(
                condition=models.Q(same_as__isnull=True) | ~models.Q(same_as=models.F("id")),
                name="course_is_no_twin_of_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at__isnull=True) | ~models.Q(hidden_reason=""),
                name="course_hidden_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "twin_key"], name="course_twins"),
            models.Index(fields=["written", "id"], name="course_written"),
            models.Index(
                fields=["organisation"], condition=models.Q(hidden_at__isnull=False), name="course_hidden_singly"
            ),
            models.Index(fields=["organisation"], condition=models.Q(same_as__isnull=False), name="course_is_a_twin"),
        ]

    def __str__(self) -> str:
        return self.title
