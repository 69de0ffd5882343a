"""How a source is read: address, format, profile, schedule."""

from typing import Any

from django.db import models

from courses.catalogue.models import Source


class Feed(models.Model):
    """The way a source is read, and what is known of the last applied reading."""

    class Way(models.TextChoices):
        ADDRESS = "address", "Read from an address"
        FILE = "file", "Read from a file of this machine"
        UPLOAD = "upload", "Files that a person uploads"
        PUSH = "push", "Pushed by the college's system"

    source = models.OneToOneField("catalogue.Source", on_delete=models.CASCADE, related_name="feed")
    format = models.CharField(max_length=30)
    way = models.CharField(max_length=10, choices=Way, default=Way.ADDRESS)
    is_draft = models.BooleanField(default=False, help_text="Still being connected: never read by itself.")
    url = models.CharField(max_length=2000, blank=True)
    path = models.CharField(max_length=2000, blank=True, help_text="A file of this machine, instead of an address.")
    profile = models.TextField(blank=True, help_text="TOML: how columns become fields.")
    where = models.JSONField(default=dict, help_text="{column: value} added to the profile's row filter.")
    every_seconds = models.PositiveIntegerField(default=86_400)
    next_due_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_reason = models.CharField(max_length=300, blank=True)
    paused_hash = models.CharField(max_length=64, blank=True, help_text="Other content than this ends the pause.")
    failures = models.PositiveIntegerField(default=0, help_text="Failed runs in a row.")

    # What its people were told of its age, so that each is told once.
    stale_told_at = models.DateTimeField(null=True, blank=True)
    confirm_asked_for = models.DateField(null=True, blank=True, help_text="The confirm-by date that was asked about.")

    # Of the last applied reading; "unchanged" is believed only if `settings_hash` is still the same.
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    settings_hash = models.CharField(max_length=64, blank=True)

    revision = models.PositiveIntegerField(default=0, help_text="Grows with all that is written of its source.")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(url="") | models.Q(path=""), name="feed_has_an_address_or_a_path")
        ]
        indexes = [models.Index(fields=["next_due_at"], name="feed_due")]

    def __str__(self) -> str:
        return str(self.source)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """What readers are told of a source's age goes by how often its feed is to state it."""
        super().save(*args, **kwargs)
        named = kwargs.get("update_fields")
        if named is None or "every_seconds" in named:
            late = Source.objects.filter(pk=self.source_id).exclude(every_seconds=self.every_seconds)
            late.update(every_seconds=self.every_seconds)
