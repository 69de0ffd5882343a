"""Pages written, submitted and approved through the CMS as a browser does it."""

from typing import Any

from django.http import HttpResponse
from django.test import Client
from wagtail.models import Page, TaskState
from wagtail.test.utils.form_data import nested_form_data, streamfield

from consortium.organisations.models import Organisation
from tests.corners import branch
from tests.writing import rows

COMMENTS = {"comments": rows(), "comment_notifications": ""}


def faculty(**facts: Any) -> dict[str, Any]:
    return {
        "title": "Ketaki Oza",
        "slug": "ketaki-oza",
        "names": rows(),
        "posts": rows(),
        "about": streamfield([]),
    } | facts


def research(**facts: Any) -> dict[str, Any]:
    stated = {
        "title": "Anaemia in pregnancy",
        "slug": "anaemia",
        "kind": "elective",
        "summary": "Eight weeks in the field.",
        "open_to": "members",
        "how_to_apply": "Write to the department.",
        "supervisors": rows(),
        "body": streamfield([]),
    }
    return stated | facts


def curriculum(document: Any, **facts: Any) -> dict[str, Any]:
    stated = {
        "title": "Bedside teaching",
        "slug": "bedside",
        "summary": "Ten sessions.",
        "discipline": "anatomy",
        "language": "en",
        "licence": "CC-BY-4.0",
        "version": "1",
        "document": document.pk,
        "authors": rows(),
    }
    return stated | facts


def plain(**facts: Any) -> dict[str, Any]:
    return {"title": "Notice", "slug": "notice", "body": streamfield([])} | facts


def _sent(facts: dict[str, Any], action: str) -> dict[str, Any]:
    return nested_form_data({**COMMENTS, **facts, **({action: "1"} if action else {})})


def create(
    client: Client, organisation: Organisation, model: type[Page], facts: dict[str, Any], action: str = ""
) -> HttpResponse:
    parent = branch(organisation, getattr(model, "branch", "pages"))
    address = f"/admin/pages/add/{model._meta.app_label}/{model._meta.model_name}/{parent.pk}/"
    return client.post(address, _sent(facts, action))


def edit(client: Client, page: Page, facts: dict[str, Any], action: str = "") -> HttpResponse:
    return client.post(f"/admin/pages/{page.pk}/edit/", _sent(facts, action))


def decide(client: Client, page: Page, action: str, comment: str = "") -> HttpResponse:
    """Approve or reject what waits for approval."""
    state = TaskState.objects.get(workflow_state__object_id=str(page.pk), status=TaskState.STATUS_IN_PROGRESS)
    return client.post(f"/admin/pages/workflow/action/{page.pk}/{action}/{state.pk}/", {"comment": comment})
