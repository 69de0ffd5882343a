"""The searchable copy of anything public."""

from django.db import models


class Entry(models.Model):
    """One public thing as search sees it. Never deleted, only `gone`, with a version that only grows.

    `key` is "<kind>:<id>" of what it was built from; `payload` is what a result shows; `group` brings many
    colleges' courses of one type and title together.
    """

    key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.CASCADE, related_name="entries"
    )
    title = models.CharField(max_length=500)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=20, default="en")
    group = models.CharField(max_length=32, blank=True, help_text="Hash of type and folded title; blank: alone.")
    url = models.CharField(max_length=500)
    payload = models.JSONField(default=dict)
    starts_on = models.DateField(null=True)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    stated_at = models.DateTimeField(null=True)
    gone = models.BooleanField(default=False)
    version = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["version"], name="entry_version")]

    def __str__(self) -> str:
        return self.title


class EntryFacet(models.Model):
    """One value by which an entry can be narrowed."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=20)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "name", "value"], name="entry_facet_once")]
        indexes = [models.Index(fields=["name", "value", "entry"], name="facet_value")]


class Delivery(models.Model):
    """The version of an entry that the engine has got. Narrow on purpose: marking it sent is cheap."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True, related_name="delivery")
    version = models.BigIntegerField()
