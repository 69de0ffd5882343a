"""Who may read a document? Anyone, where a page that anyone may see uses it; else who may use it in the CMS."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import policy_registry

from consortium.organisations.models import Document, Organisation
from consortium.pages.restrictions import unrestricted


def may_read(user: Any, document: Document) -> bool:
    return _is_published(document) or _may_use(user, document)


def _is_published(document: Document) -> bool:
    """References are those of what is live, never of a draft that would change it."""
    if document.owner is not None and document.owner.state != Organisation.State.MEMBER:
        return False
    page_type = ContentType.objects.get_for_model(Page)
    used = ReferenceIndex.get_references_to(document).filter(base_content_type=page_type)
    keys = used.values_list("object_id", flat=True)
    return bool(unrestricted(Page.objects.live().filter(pk__in=[int(key) for key in keys])).exists())


def _may_use(user: Any, document: Document) -> bool:
    policy = policy_registry.get_by_type(Document)
    return bool(policy.user_has_any_permission_for_instance(user, ["add", "change", "choose"], document))
