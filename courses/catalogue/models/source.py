"""One catalogue of one organisation; it owns its courses."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Source(models.Model):
    """A catalogue: fed from a system, pushed by one, or typed by hand."""

    class Kind(models.TextChoices):
        FED = "fed", "Read from a feed"
        PUSHED = "pushed", "Pushed by the college's system"
        TYPED = "typed", "Typed by hand"

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="sources")
    name = models.SlugField(max_length=60, help_text="Short name, unique in the organisation, such as 'register'.")
    title = models.CharField(max_length=120, blank=True, help_text="What readers see, such as 'course register'.")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FED)
    accepted_at = models.DateTimeField(
        null=True, blank=True, help_text="When a complete read of it was last accepted, changed or not."
    )
    every_seconds = models.PositiveIntegerField(default=86_400, help_text="How often its feed is to state it.")
    confirm_by = models.DateField(
        null=True, blank=True, help_text="Of files that people give: when somebody is to say that it is still right."
    )
    locked_fields = models.JSONField(
        default=list, blank=True, help_text="Fields in which the feed has the last word: no edit of them is taken."
    )
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="source_name_in_organisation"),
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(kind="typed"), name="one_typed_source_in_organisation"
            ),
            models.CheckConstraint(
                condition=models.Q(hidden_at__isnull=True) | ~models.Q(hidden_reason=""),
                name="source_hidden_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation.slug}/{self.name}"
