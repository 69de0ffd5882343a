"""The forms by which pages of a corner are written: they know whose corner it is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from consortium.organisations.foreign import refuse_foreign_files
from consortium.organisations.models import Organisation, OrganisationPage


class CornerPageForm(WagtailAdminPageForm):
    """Refuses files of other organisations, in drafts too."""

    @cached_property
    def organisation(self) -> Organisation | None:
        """The owner of the corner: the page points at it, or hangs below the page that does."""
        if getattr(self.instance, "organisation_id", None):
            return Organisation.objects.get(pk=self.instance.organisation_id)
        path = self.parent_page.path
        above = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
        corner = OrganisationPage.objects.filter(path__in=above).select_related("organisation").first()
        return corner and corner.organisation

    def _post_clean(self) -> None:
        super()._post_clean()  # the page has the form's values only from here on
        try:
            if self.organisation is not None:
                refuse_foreign_files(self.instance, self.organisation, self.for_user)
            self.refuse_if_incomplete()
        except ValidationError as refused:
            self.add_error(None, self._beside_fields(refused))

    def refuse_if_incomplete(self) -> None:
        """Raise ValidationError for what a page that goes live or to approval must have."""

    def _beside_fields(self, refused: ValidationError) -> ValidationError:
        """The messages of fields that this form shows stay beside them; others stand above all."""
        if not hasattr(refused, "error_dict") or set(refused.error_dict) <= set(self.fields):
            return refused
        return ValidationError(refused.messages)


class BranchContentForm(CornerPageForm):
    """Refuses too, for what is to go live or to be approved, whatever the page lacks."""

    def __init__(self, *args: Any, parent_page: Page | None = None, **settings: Any) -> None:
        super().__init__(*args, parent_page=parent_page, **settings)
        for field in self.fields.values():
            field.error_messages["required"] = f"{field.label} is missing: fill it in before this is published."

    def refuse_if_incomplete(self) -> None:
        if not self.is_deferred_validation:
            self.instance.refuse_if_incomplete()
