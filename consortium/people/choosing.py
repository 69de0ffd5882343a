"""Which faculty profiles a college's pages may point at."""

from typing import Any, ClassVar

from django.db.models import Q
from wagtail.admin.widgets import AdminPageChooser

from consortium.organisations.branch_forms import BranchContentForm
from consortium.organisations.branches import BranchContentQuerySet
from consortium.organisations.models import Organisation
from consortium.people.models import FacultyPage


def choosable_faculty(organisation: Organisation) -> BranchContentQuerySet:
    """What anyone may see, and the college's own drafts; never the draft of another."""
    profiles = FacultyPage.objects
    return profiles.filter(
        Q(pk__in=profiles.published().values("pk")) | Q(pk__in=profiles.of(organisation).values("pk"))
    )


class FacultyChooser(AdminPageChooser):
    """The chooser of a form that was sent with a profile that may not be chosen must not print its title."""

    def __init__(self, choosable: BranchContentQuerySet) -> None:
        super().__init__(target_models=[FacultyPage])
        self.choosable = choosable

    def get_instance(self, value: Any) -> FacultyPage | None:
        if value is None or isinstance(value, FacultyPage):
            return value
        return self.choosable.filter(pk=value).first()


class NamesFacultyForm(BranchContentForm):
    """The form of a page whose rows `people_rows` name faculty."""

    people_rows: ClassVar[str]

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        choosable = choosable_faculty(self.organisation) if self.organisation else FacultyPage.objects.published()
        for row in self.formsets[self.people_rows].forms:
            field = row.fields["faculty"]
            field.queryset = choosable
            field.widget = FacultyChooser(choosable)
            field.error_messages["invalid_choice"] = (
                "This profile is neither published nor of your college: choose another, or write the name instead."
            )
