"""What the search engine has got, has refused and is being filled with."""

from django.db import models
from django.db.models.functions import Now

from search.models.entry import Entry


class Delivery(models.Model):
    """The version of an entry that the engine has got. Narrow on purpose: marking it sent is cheap."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="delivery")
    version = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.entry_id} at {self.version}"


class Refusal(models.Model):
    """An entry that the engine refused, with its reason. It is sent again when the entry changes."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="refusal")
    version = models.BigIntegerField()
    reason = models.CharField(max_length=500)
    refused_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.reason


class Rebuild(models.Model):
    """A new index being filled. While its row stands, changes are sent to it too."""

    index = models.CharField(max_length=120, unique=True)
    since_version = models.BigIntegerField(help_text="Entries above it changed after the filling began.")
    started_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.index


class Word(models.Model):
    """A word of the entries, as written but folded: what a misspelt word of a query may have meant."""

    word = models.CharField(max_length=40, unique=True)
    entries = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.word


class Learnt(models.Model):
    """Up to which version the words of entries were learnt, and by which answers they are found. One row."""

    version = models.BigIntegerField(default=0)
    answers = models.JSONField(default=dict, help_text="Words by the term that they mean.")

    def __str__(self) -> str:
        return str(self.version)
