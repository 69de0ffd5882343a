"""What a college's system wants to be shown before it answers, sealed."""

from django.conf import settings
from django.db import models


class FeedCredential(models.Model):
    """How a feed identifies itself. The secret is never read back to a person, only sent to the feed's own host."""

    class Kind(models.TextChoices):
        BASIC = "basic", "Name and password"
        BEARER = "bearer", "Token (bearer)"
        HEADER = "header", "A header with a key"
        QUERY = "query", "A key in the address"

    feed = models.OneToOneField("feeds.Feed", on_delete=models.CASCADE, related_name="credential")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200, blank=True, help_text="Of the user, the header or the query parameter.")
    sealed = models.BinaryField(help_text="See courses/feeds/sealing.py.")
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"credential of {self.feed}"
