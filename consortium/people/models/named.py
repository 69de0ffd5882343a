"""A person whom a page names: by a faculty profile, in words, or both."""

from collections.abc import Iterable
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.models import Orderable

from consortium.people.models.faculty import FacultyPage

AnyNamed = TypeVar("AnyNamed", bound="NamedFaculty")


class NamedFaculty(Orderable):
    """A row of a page's list of people. The name stays when the profile it points at is gone or not published."""

    profile: FacultyPage | None = None  # set by with_profiles(): what a reader may follow

    faculty = models.ForeignKey(
        "people.FacultyPage", null=True, blank=True, on_delete=models.SET_NULL, related_name="%(class)ss"
    )
    name = models.CharField(max_length=200, blank=True, help_text="Blank: the name of the chosen profile.")

    class Meta(Orderable.Meta):
        abstract = True
        constraints = [models.CheckConstraint(condition=~models.Q(name=""), name="%(class)s_has_a_name")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.faculty and not self.name:
            self.name = self.faculty.shown_name
        if not self.name:
            raise ValidationError({"name": "Choose a faculty profile or write a name."})


def with_profiles(rows: Iterable[AnyNamed]) -> list[AnyNamed]:
    """The rows, each with the `profile` it points at where anyone may see that, for one query."""
    listed = list(rows)
    published = FacultyPage.objects.published().in_bulk({row.faculty_id for row in listed if row.faculty_id})
    for row in listed:
        row.profile = published.get(row.faculty_id)
    return listed
