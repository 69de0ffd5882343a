"""What waits for a person: rows that any upper app writes and the home page of the CMS lists."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class ToDo(models.Model):
    """One thing to do, for an organisation's people or for one person. `key` makes writing it again harmless."""

    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="todos"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="todos"
    )
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    text = models.CharField(max_length=500)
    link = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "created_at", "pk"]
        constraints = [
            # One for each owner: the other is NULL, and NULLs differ in every database.
            models.UniqueConstraint(fields=["organisation", "kind", "key"], name="todo_is_said_once_to_organisation"),
            models.UniqueConstraint(fields=["person", "kind", "key"], name="todo_is_said_once_to_person"),
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False) ^ models.Q(person__isnull=False),
                name="todo_has_one_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation"], condition=models.Q(done_at__isnull=True), name="todo_open"),
        ]

    def __str__(self) -> str:
        return self.text
