"""The forms by which editors write pages, filled in as the CMS would send them."""

from typing import Any

from django.http import QueryDict
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from consortium.organisations.branches import BranchContent
from consortium.organisations.models import Organisation
from tests.corners import branch


def form(
    model: type[BranchContent], organisation: Organisation, *, draft: bool = False, **sent: Any
) -> WagtailAdminPageForm:
    """The form of a new page in the organisation's branch, bound to what was sent."""
    form_class = model.get_edit_handler().get_form_class()
    parent = branch(organisation, model.branch)
    bound = form_class(_as_posted(sent), instance=model(), parent_page=parent)
    if draft:
        bound.defer_required_fields()
    return bound


def rows(*stated: dict[str, Any]) -> dict[str, Any]:
    """Inline rows, as the CMS sends them."""
    return inline_formset(list(stated))


def story() -> dict[str, Any]:
    """A StreamField with nothing in it."""
    return streamfield([])


def _as_posted(sent: dict[str, Any]) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, value in nested_form_data(
        {name: value for name, value in sent.items() if not isinstance(value, list)}
    ).items():
        posted[name] = value
    for name, words in sent.items():
        if isinstance(words, list):
            posted.setlist(name, words)
    return posted
