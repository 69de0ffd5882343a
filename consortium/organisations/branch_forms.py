"""The form by which a page of a branch is written: it knows whose branch it is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from consortium.organisations.models import Organisation


class BranchContentForm(WagtailAdminPageForm):
    """Refuses files of other organisations and, for what is to go live or to be approved, whatever the page lacks."""

    def __init__(self, *args: Any, parent_page: Page | None = None, **settings: Any) -> None:
        super().__init__(*args, parent_page=parent_page, **settings)
        for field in self.fields.values():
            field.error_messages["required"] = f"{field.label} is missing: fill it in before this is published."

    @cached_property
    def organisation(self) -> Organisation:
        """The owner of the branch: its page is the branch's parent."""
        return Organisation.objects.get(pages__path=self.parent_page.path[: -Page.steplen])

    def _post_clean(self) -> None:
        super()._post_clean()  # the page has the form's values only from here on
        try:
            self.instance.refuse_foreign_files(self.organisation)
            if not self.is_deferred_validation:
                self.instance.refuse_if_incomplete()
        except ValidationError as refused:
            self.add_error(None, refused)
