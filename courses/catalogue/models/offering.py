"""One run of a course, dated or not."""

from django.db import models


class Offering(models.Model):
    """A run of a course. Dates and times are local to `time_zone`; numbers of places are as last stated.

    `places_taken`, `places_left` and `is_open` are volatile: applied and indexed, but no change of the course.
    An offering no longer stated is kept, with `withdrawn_at`.
    """

    course = models.ForeignKey("catalogue.Course", on_delete=models.CASCADE, related_name="offerings")
    offering_id = models.CharField(max_length=255)
    label = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    starts_at = models.TimeField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    ends_at = models.TimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    enrol_from = models.DateField(null=True, blank=True)
    enrol_until = models.DateField(null=True, blank=True)
    modes = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    place = models.CharField(max_length=300, blank=True)
    meetings = models.JSONField(default=list, help_text="[{weekday, start, end, place}]")
    places = models.PositiveIntegerField(null=True, blank=True)
    places_taken = models.PositiveIntegerField(null=True, blank=True)
    places_left = models.PositiveIntegerField(null=True, blank=True)
    is_open = models.BooleanField(null=True, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "starts_at", "offering_id"]
        constraints = [
            models.UniqueConstraint(fields=["course", "offering_id"], name="offering_id_in_course"),
            models.CheckConstraint(condition=~models.Q(offering_id=""), name="offering_has_an_id"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id}/{self.offering_id}"
