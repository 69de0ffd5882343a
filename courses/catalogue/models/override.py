"""A field of a course as its college puts it, in place of what the source states."""

from django.conf import settings
from django.db import models


class Override(models.Model):
    """`value` is shown while it stands; `against` is what the source stated when it was made. Null is nothing at all.

    `moved_at` is set, in the transaction that writes the course, when the source states something that is neither.
    """

    course = models.ForeignKey("catalogue.Course", on_delete=models.CASCADE, related_name="overrides")
    field = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    against = models.JSONField(null=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["course", "field"]
        constraints = [models.UniqueConstraint(fields=["course", "field"], name="one_override_of_a_field")]
        indexes = [
            models.Index(fields=["course"], condition=models.Q(moved_at__isnull=False), name="override_in_conflict")
        ]

    def __str__(self) -> str:
        return f"{self.course_id}/{self.field}"
