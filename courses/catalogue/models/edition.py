"""What people had a course say from a moment on."""

from django.db import models


class Edition(models.Model):
    """All of a course that they typed in (`stated`), or what they put over its source (`edits`, values by field).

    It holds until the next one. What a source itself stated by day, the changes of its runs say (`feeds.Change`).
    """

    course = models.ForeignKey("catalogue.Course", on_delete=models.CASCADE, related_name="editions")
    at = models.DateTimeField()
    stated = models.JSONField(null=True)
    edits = models.JSONField(default=dict)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["course", "at", "id"]
        indexes = [models.Index(fields=["course", "at"], name="edition_by_day")]

    def __str__(self) -> str:
        return f"{self.course_id} at {self.at}"
