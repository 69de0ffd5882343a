"""The searchable copy of anything public."""

from django.db import models


class FacetSet(models.Model):
    """A set of facet values, such as level=pg and college=jamnagar, that many entries share. It never changes.

    Kept once for all entries that have it, so that counting reads one number of an entry instead of ten rows, and a
    process may remember it for ever. Its number is taken from its content.
    """

    id = models.BigIntegerField(primary_key=True)
    values = models.JSONField(help_text='["name=value", …], sorted.')

    def __str__(self) -> str:
        return " ".join(self.values)


class Entry(models.Model):
    """One public thing as search sees it. Never deleted, only `gone`, with a version that only grows.

    `key` is "<kind>:<primary key>" of what it was built from, `digest` that of its content; `group` is one number for
    all courses of one type and folded title, else its own. Narrow columns stand first: SQLite reads a row from the
    left, and counting needs no more than these.
    """

    kind = models.CharField(max_length=20)
    gone = models.BooleanField(default=False)
    group = models.BigIntegerField()
    facet_set = models.ForeignKey(FacetSet, on_delete=models.PROTECT, db_index=False, related_name="+")
    source = models.ForeignKey(
        "catalogue.Source", null=True, on_delete=models.SET_NULL, db_index=False, related_name="+"
    )
    stated_at = models.DateTimeField(
        null=True, help_text="When it was last stated or published; empty: when its source was last accepted."
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", null=True, on_delete=models.CASCADE, related_name="entries"
    )
    version = models.BigIntegerField()
    digest = models.BinaryField(max_length=16)
    key = models.CharField(max_length=80)
    language = models.CharField(max_length=20, blank=True)
    url = models.CharField(max_length=500, blank=True)
    title = models.CharField(max_length=500, blank=True)
    summary = models.TextField(blank=True, help_text="Plain text; shown, with the words that were found.")
    words = models.TextField(blank=True, help_text="What else it is found by: codes, people, names of its subjects.")
    payload = models.JSONField(default=dict, help_text="What a result shows beside title and summary.")

    class Meta:
        # A constraint, not unique=True: that would add a second index for LIKE.
        constraints = [models.UniqueConstraint(fields=["key"], name="entry_key")]
        indexes = [
            models.Index(fields=["version", "id"], name="entry_version"),
            models.Index(fields=["facet_set", "group", "id"], name="entry_present", condition=models.Q(gone=False)),
        ]

    def __str__(self) -> str:
        return self.title


class EntryDate(models.Model):
    """A window of an entry: when one may apply and when it starts. What is open today is asked of these."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="dates")
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    starts_on = models.DateField(null=True)
    applies = models.BooleanField(help_text="Whether one may apply in it; false: it only starts.")

    def __str__(self) -> str:
        return f"{self.opens_on or ''} to {self.closes_on or ''}"
