"""Attempts to sign in that failed, kept for as long as they count."""

from django.db import models
from django.db.models.functions import Now


class FailedSignIn(models.Model):
    """One wrong attempt. `address` is a digest: what was typed may be another's address, or a password."""

    address = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["address", "at"], name="failed_sign_in_address_at")]

    def __str__(self) -> str:
        return f"{self.address[:8]}… at {self.at:%Y-%m-%d %H:%M}"
