"""Which images and documents of another organisation does a page use, in any field, block or text?"""

from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from consortium.organisations.models import Document, Image, Organisation


class ForeignFile(NamedTuple):
    """A file, and the field of the page that uses it."""

    field: str
    file: Image | Document


def foreign_files(page: Page, owner: Organisation) -> list[ForeignFile]:
    """Those that the page uses and that are not the owner's."""
    used = list(ReferenceIndex._extract_references_from_object(page))  # Wagtail's own walk of all fields and blocks
    found = []
    for model in (Image, Document):
        kind = ContentType.objects.get_for_model(model).pk
        fields = {int(key): path.partition(".")[0] for type_id, key, path, _ in used if type_id == kind}
        if fields:
            foreign = model.objects.filter(~Q(owner=owner) | Q(owner__isnull=True), pk__in=fields)
            found += [ForeignFile(fields[file.pk], file) for file in foreign]
    return found


def refuse_foreign_files(page: Page, owner: Organisation, user: Any = None) -> None:
    """Raise ValidationError for a file of another organisation.

    Raises PermissionDenied where the user may not even choose it: no form offered it, and the form, shown again with
    its error, would print the file's title.
    """
    for field, file in foreign_files(page, owner):
        policy = policy_registry.get_by_type(type(file))
        if user is not None and not policy.user_has_permission_for_instance(user, "choose", file):
            raise PermissionDenied
        raise ValidationError({field: f"This file is not of {owner}: upload it there and choose it again."})
