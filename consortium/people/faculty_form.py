"""The form by which a faculty profile is written."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q

from consortium.organisations.branch_forms import BranchContentForm


class FacultyPageForm(BranchContentForm):
    """Offers the college's own people as the account, and takes one post as the main one."""

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        if "person" in self.fields:
            members = Q(memberships__organisation=self.organisation, memberships__until__isnull=True)
            people = get_user_model().objects.filter(members | Q(pk=self.instance.person_id)).distinct()
            self.fields["person"].queryset = people
            self.fields["person"].error_messages["invalid_choice"] = (
                f"This account is of nobody at {self.organisation}: choose one of the list, or leave it blank."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        main = [row for row in self.formsets["posts"].forms if _is_kept_as_main(row)]
        for row in main[1:]:
            row.add_error("main", "Another post is marked as the main one: mark only one.")
        return cleaned


def _is_kept_as_main(row: Any) -> bool:
    return row.is_valid() and row.cleaned_data.get("main", False) and not row.cleaned_data.get("DELETE", False)
