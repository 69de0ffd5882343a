"""A college all of whose courses are hidden, those that come later too."""

from django.conf import settings
from django.db import models


class HiddenCollege(models.Model):
    """It is shown again by deleting the row; what was hidden singly stays hidden."""

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="hidden_courses"
    )
    hidden_at = models.DateTimeField()
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_reason = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(hidden_reason=""), name="college_hidden_with_a_reason")
        ]

    def __str__(self) -> str:
        return str(self.organisation)
