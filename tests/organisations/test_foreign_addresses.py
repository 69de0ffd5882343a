"""No address of the CMS shows or touches what another college holds."""

import re
from collections.abc import Iterator
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Page, Revision, TaskState, UploadedFile

from consortium.organisations.models import Document, Image
from consortium.people.memberships import begin
from courses.catalogue.models import Course, HiddenCollege, Override, Source
from courses.catalogue.seen import seen_of
from courses.feeds.models import Feed, FeedHost, KeptFile, PushKey, Run
from tests.organisations.two_colleges import ROLES, SECRET, Secrets, college, person, secrets, signed_in

pytestmark = pytest.mark.django_db
# Their titles, e-mail addresses and file names; what was asked is repeated without what follows.
WHAT_IS_SECRET = re.compile(
    rf"{SECRET}(?: (?:faculty|research|curriculum|page|change|image|document|feed)|[@_.])", re.IGNORECASE
)
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
LEFT_OUT = ("wagtailadmin_logout", "wagtailadmin_error_test", "wagtailadmin_password_reset")


@pytest.fixture
def theirs() -> Secrets:
    return secrets(college("mahi"))


def views(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named address below /admin/ with the names of what it takes."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern, route, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
        elif isinstance(pattern, URLPattern) and route.startswith("admin/") and pattern.name:
            yield space + pattern.name, tuple(pattern.pattern.regex.groupindex) + tuple(pattern.pattern.converters)


def values_of(theirs: Secrets) -> dict[str, list[Any]]:
    """What a stranger would put into an address."""
    pages = [page.pk for page in (theirs.submitted, theirs.changed, theirs.drafts[0].get_parent(), theirs.corner)]
    upload = UploadedFile.objects.create(file="x", uploaded_by_user=theirs.editor)
    task = TaskState.objects.get()
    rows = [row.pk for row in (theirs.image, theirs.document, theirs.editor)]
    one_each = {
        "collection_id": theirs.college.collection_id,
        "content_type_app_name": "people",
        "content_type_model_name": "facultypage",
        "app_label": "people",
        "app_name": "people",
        "model_name": "facultypage",
        "destination_id": theirs.corner.pk,
        "doc_id": theirs.document.pk,
        "document_id": theirs.document.pk,
        "filter_spec": "max-165x165",
        "image_id": theirs.image.pk,
        "redirect_id": 1,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "session_id": 1,
        "task_id": task.task_id,
        "task_state_id": task.pk,
        "token": "x",
        "uidb64": "x",
        "uploaded_file_id": upload.pk,
        "feed": theirs.run.feed_id,
        "run": theirs.run.pk,
        "change": theirs.run.changes.get().pk,
        "course": theirs.course.pk,
        "field": "title",
        "workflow_pk": task.workflow_state.workflow_id,
        "workflow_state_id": task.workflow_state_id,
    }
    return {name: [value] for name, value in one_each.items()} | {
        "page_id": pages,
        "parent_page_id": pages,
        "page_to_move_id": pages,
        "page_pk": pages,
        "object_id": pages,
        "pk": [*pages, *rows, *kept_by_desks(theirs)],
        "revision_id": [page.latest_revision_id for page in (theirs.submitted, theirs.changed)],
        "action_name": ["approve", "publish", "delete"],
        "action": ["publish", "delete"],
    }


def kept_by_desks(theirs: Secrets) -> list[int]:
    """What the screens of feeds and courses show one of."""
    return [theirs.host.pk, theirs.college.pk, theirs.course.pk, theirs.course.source_id]


def addresses(theirs: Secrets) -> list[str]:
    """Every address of the CMS, filled with what is theirs."""
    return [*dict.fromkeys(filled(values_of(theirs))), *asked(theirs)]


def filled(values: dict[str, list[Any]]) -> Iterator[str]:
    for name, wanted in views(get_resolver()):
        if name.startswith(LEFT_OUT):
            continue
        for chosen in product(*(values[key] for key in dict.fromkeys(wanted))):
            try:
                yield reverse(name, kwargs=dict(zip(dict.fromkeys(wanted), chosen, strict=True)))
            except NoReverseMatch:
                continue


def asked(theirs: Secrets) -> list[str]:
    """Addresses whose question stands behind the question mark."""
    ids = "&".join(f"id={page.pk}" for page in theirs.pages)
    kinds = "people.FacultyPage,research.ResearchPage,curricula.CurriculumPage,pages.PlainPage"
    return [
        *(f"/admin/choose-page/chosen-multiple/?id={page.pk}" for page in theirs.pages),
        f"/admin/choose-page/chosen-multiple/?{ids}",
        f"/admin/choose-page/?page_type={kinds}",
        *(f"/admin/choose-page/{page.pk}/?page_type={kinds}" for page in theirs.pages),
        f"/admin/choose-page/search/?q={SECRET}",
        f"/admin/choose-page/search/?q={SECRET}&page_type={kinds}",
        f"/admin/pages/search/?q={SECRET}",
        f"/admin/pages/search/?q={SECRET}&all_pages=1",
        f"/admin/images/?q={SECRET}",
        f"/admin/images/?collection_id={theirs.college.collection_id}",
        f"/admin/documents/?q={SECRET}",
        f"/admin/images/chooser/results/?q={SECRET}",
        f"/admin/images/chooser/results/?collection_id={theirs.college.collection_id}",
        f"/admin/images/chooser/chosen-multiple/?id={theirs.image.pk}",
        f"/admin/documents/chooser/results/?q={SECRET}",
        f"/admin/documents/chooser/chosen-multiple/?id={theirs.document.pk}",
        f"/admin/api/main/pages/?search={SECRET}",
        *(f"/admin/api/main/pages/?child_of={page.pk}&for_explorer=1" for page in theirs.pages),
        f"/admin/tag-autocomplete/?term={SECRET[:3]}",
        *(f"/admin/bulk/wagtailcore/page/{action}/?{ids}" for action in ("delete", "move", "publish", "unpublish")),
        f"/admin/bulk/wagtailcore/page/delete/?id=all&childOf={theirs.pages[-2].pk}",
        f"/admin/bulk/wagtailcore/page/delete/?id=all&q={SECRET}",
        "/admin/bulk/wagtailcore/page/delete/?id=all",
        f"/admin/bulk/organisations/image/delete/?id={theirs.image.pk}",
        f"/admin/bulk/organisations/image/add_to_collection/?id={theirs.image.pk}",
        f"/admin/bulk/organisations/document/add_tags/?id={theirs.document.pk}",
        f"/admin/reports/site-history/?object_title={SECRET}",
        f"/admin/users/?q={SECRET}",
    ]


def held(theirs: Secrets) -> list[Any]:
    """All rows that a stranger could have changed."""
    return [
        list(Page.objects.filter(path__startswith=theirs.corner.path).order_by("pk").values()),
        list(Revision.objects.order_by("pk").values_list("pk", "object_id", "object_str")),
        list(TaskState.objects.order_by("pk").values_list("pk", "status")),
        list(Image.objects.filter(owner=theirs.college).values_list("pk", "title", "collection")),
        list(Document.objects.filter(owner=theirs.college).values_list("pk", "title", "collection")),
        list(Feed.objects.filter(pk=theirs.run.feed_id).values()),
        list(Run.objects.filter(feed=theirs.run.feed_id).values()),
        list(KeptFile.objects.filter(feed=theirs.run.feed_id).values()),
        list(FeedHost.objects.values()),
        list(Course.objects.filter(organisation=theirs.college).values()),
        list(Source.objects.filter(organisation=theirs.college).values()),
        list(Override.objects.values()),
        list(PushKey.objects.values()),
        list(HiddenCollege.objects.values()),
    ]


def wishes() -> list[str]:
    """What the buttons of our screens of feeds and courses ask for."""
    desks = (path for shelf in ("feeds", "catalogue") for path in TEMPLATES.glob(f"{shelf}/desk/**/*.html"))
    return sorted({wish for path in desks for wish in re.findall(r'name="do" value="(\w+)"', path.read_text())})


def shows(client: Client, address: str) -> bool:
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode("utf-8", "replace")
    return answer.status_code >= 500 or WHAT_IS_SECRET.search(text) is not None


def everyone_in_one(slug: str) -> Client:
    """Somebody with all roles of a college: what she can't see or touch there, nobody of that college can."""
    organisation = college(slug)
    account = person(organisation, ROLES[0])
    for role in ROLES[1:]:
        begin(account, organisation, role)
    return signed_in(account)


def test_no_address_of_the_cms_shows_what_another_college_holds(theirs):
    client = everyone_in_one("tapi")
    everything = addresses(theirs)
    assert len(everything) > 250
    assert [address for address in everything if shows(client, address)] == []


def test_the_same_addresses_show_it_to_its_own_moderator(theirs):
    client = signed_in(person(theirs.college, "moderator"))
    showing = (address for address in addresses(theirs) if shows(client, address))
    assert len(list(islice(showing, 31))) == 31  # enough to know that the others find something to hide


def test_nothing_posted_to_any_address_changes_what_another_college_holds(theirs):
    client = everyone_in_one("tapi")
    everything = addresses(theirs)
    before = held(theirs)
    for address in everything:
        client.post(address, {"title": "Taken", "slug": "taken", "action-publish": "1", "comment": "x"})
    assert held(theirs) == before


def test_no_button_of_a_screen_of_feeds_or_courses_changes_what_another_college_holds(theirs):
    client, before = everyone_in_one("tapi"), held(theirs)
    seen = seen_of(theirs.course.stated.get("level"), theirs.override)
    named = {"override": theirs.override.pk, "seen": seen, "key": theirs.key.key_id, "other": theirs.run.feed_id}
    typed = {"sure": "1", "reason": "x", "value": "postgraduate", "kind": "none", "title": "Taken", "toml": "id = 'x'"}
    values = values_of(theirs) | {"pk": kept_by_desks(theirs)}
    desks = {address for address in filled(values) if address.startswith(("/admin/feeds/", "/admin/courses/"))}
    assert len(desks) > 30
    for address, wish in product(sorted(desks), wishes()):
        client.post(address, {**named, **typed, "do": wish})
    assert held(theirs) == before
