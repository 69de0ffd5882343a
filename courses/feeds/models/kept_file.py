"""The bytes that a person gave or a run read, kept for as long as somebody may ask for them."""

from typing import Any

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models.functions import Now


def feed_storage() -> Storage:
    """Never served by address: a college's file is handed out by a view that asks who wants it."""
    return storages["feeds"]


def kept_at(kept: "KeptFile", _name: str) -> str:
    return f"{kept.feed_id}/{kept.sha256}"


class KeptFile(models.Model):
    """One file of one feed. Its name is what the giver called it; nothing is ever opened by that name."""

    class Use(models.TextChoices):
        UPLOAD = "upload", "Given by a person"
        READ = "read", "Read by a run"
        PUSHED = "pushed", "Pushed by a college's system"
        SAMPLE = "sample", "Fetched to try the connection"

    feed = models.ForeignKey("feeds.Feed", on_delete=models.CASCADE, related_name="files")
    use = models.CharField(max_length=10, choices=Use)
    name = models.CharField(max_length=255)
    content = models.FileField(storage=feed_storage, upload_to=kept_at, max_length=200)
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["feed", "sha256"], name="kept_file_of_feed_by_bytes")]

    def __str__(self) -> str:
        return self.name

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """The bytes go with the row, unless another row of the feed keeps the same."""
        gone = super().delete(*args, **kwargs)
        alike = KeptFile.objects.filter(feed=self.feed_id, sha256=self.sha256, content=self.content.name)
        if not alike.exists():
            self.content.delete(save=False)
        return gone
