"""The words of catalogues that no table knows, where they stand, and what the consortium's office answered."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class UnknownWord(models.Model):
    """A word for a level, an award or a discipline that no alias knows; once, however many catalogues state it."""

    class Kind(models.TextChoices):
        LEVEL = "level", "Level"
        AWARD = "award", "Award"
        DISCIPLINE = "discipline", "Discipline"

    kind = models.CharField(max_length=10, choices=Kind)
    folded = models.CharField(max_length=200, help_text="The word as words are compared.")
    word = models.CharField(max_length=200, help_text="As it was first stated.")
    first_seen_in = models.CharField(max_length=300, help_text="The catalogue, its record and place.")
    first_seen_at = models.DateTimeField(db_default=Now(), editable=False)
    term = models.CharField(max_length=60, blank=True, help_text="The slug of the term that it means.")
    is_kept = models.BooleanField(default=False, help_text="It means no term, and is kept as stated.")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "word", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "folded"], name="unknown_word_is_listed_once"),
            models.CheckConstraint(condition=models.Q(term="") | models.Q(is_kept=False), name="word_has_one_answer"),
        ]

    def __str__(self) -> str:
        return self.word


class Sighting(models.Model):
    """A catalogue states the word now, as often as this."""

    word = models.ForeignKey(UnknownWord, on_delete=models.CASCADE, related_name="sightings")
    source = models.CharField(max_length=300, help_text="The catalogue: college/name.")
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "source"], name="word_is_sighted_once_in_a_source")]
        indexes = [models.Index(fields=["source"], name="sightings_of_a_source")]

    def __str__(self) -> str:
        return f"{self.word} in {self.source}"
