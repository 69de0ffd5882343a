"""Which outside hosts may a college's feeds be read from? The office says yes once for each."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class FeedHost(models.Model):
    """One host of one organisation. Nothing is asked of it before the office approved it."""

    class State(models.TextChoices):
        ASKED = "asked", "Waits for the office"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="feed_hosts")
    host = models.CharField(max_length=262, help_text="As in the address, with a port where it states one.")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    led_from = models.ManyToManyField(
        "feeds.Feed", blank=True, related_name="+", help_text="Feeds whose own hosts led to this one."
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "host"], name="a_host_is_asked_for_once")]

    def __str__(self) -> str:
        return self.host
