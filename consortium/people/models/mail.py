"""A message to one address: queued with what it tells of, and kept with what became of it."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone


class Mail(models.Model):
    """`key` makes queueing it again harmless: the same is told to the same address once."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waits to be sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        BOUNCED = "bounced", "Refused by the recipient's server"

    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    next_try_at = models.DateTimeField(default=timezone.now, help_text="While it waits, or is being sent.")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="queued"), name="mail_to_send"),
        ]

    def __str__(self) -> str:
        return f"{self.subject}, to {self.to}"
