"""What a college's own system may push with, and what it pushed that is not a run yet."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class PushKey(models.Model):
    """A key of one feed. `sealed` is its secret, encrypted; it was shown once, when it was made."""

    feed = models.ForeignKey("feeds.Feed", on_delete=models.CASCADE, related_name="push_keys")
    key_id = models.CharField(max_length=40, unique=True)
    sealed = models.BinaryField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    is_warned = models.BooleanField(default=False, help_text="Its college was told that it expires soon.")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.key_id


class PushNonce(models.Model):
    """A nonce is taken once: its row stands for as long as the time of its message may still be believed."""

    key = models.ForeignKey(PushKey, on_delete=models.CASCADE, related_name="nonces")
    nonce = models.CharField(max_length=64)
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "nonce"], name="push_nonce_once")]

    def __str__(self) -> str:
        return self.nonce


class PushAnswer(models.Model):
    """What was answered under an Idempotency-Key; `status` is 0 while the first is at work."""

    feed = models.ForeignKey("feeds.Feed", on_delete=models.CASCADE, related_name="push_answers")
    idempotency_key = models.CharField(max_length=100)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "idempotency_key"], name="push_answer_once")]

    def __str__(self) -> str:
        return self.idempotency_key


class Transfer(models.Model):
    """A whole catalogue on its way in parts. At its commit it becomes one run; one that is never committed goes."""

    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    feed = models.ForeignKey("feeds.Feed", on_delete=models.CASCADE, related_name="transfers")
    begun_at = models.DateTimeField()
    run = models.OneToOneField("feeds.Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="transfer")

    def __str__(self) -> str:
        return str(self.token)


class TransferPart(models.Model):
    """One part, as it came: the same number again takes the place of what came before."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    records = models.PositiveIntegerField()
    body_hash = models.CharField(max_length=64)
    body = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["transfer", "number"], name="part_of_transfer_once")]

    def __str__(self) -> str:
        return f"part {self.number} of {self.transfer_id}"
