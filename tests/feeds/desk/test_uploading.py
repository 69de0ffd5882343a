"""A file is given in the CMS, says what it is, and is read by the one pipeline."""

import html
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from courses.feeds.models import Feed, KeptFile, Run
from courses.feeds.scope import CHANGES
from courses.feeds.sync import carry_out
from courses.feeds.uploads.parts import parts_of
from tests.corners import college
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.uploads.giving import ANATOMY, Given, row, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def given() -> Given:
    return Given(college("tapi"))


@pytest.fixture
def client(given: Given) -> Client:
    return signed_in(keeper(given.source.organisation, "registrar"))


def upload(client: Client, feed: Feed, *rows: dict, content: bytes = b"", **typed: str):
    file = SimpleUploadedFile("courses of may.csv", content or sheet(*rows))
    return client.post(f"/admin/feeds/{feed.pk}/upload/", {"file": file, "scope": "everything", **typed})


def page_of(answer) -> str:
    return html.unescape(answer.content.decode())


def departments() -> list[dict]:
    return [*(row(n) for n in range(1, 11)), *(row(100 + n, "Surgery") for n in range(1, 11))]


def test_a_file_is_kept_queued_and_read_by_whoever_is_told(
    client: Client, given: Given, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as told:
        answer = upload(client, given.feed, *departments())
    run = Run.objects.get()
    assert answer["Location"] == f"/admin/feeds/{given.feed.pk}/runs/{run.pk}/"
    assert (run.status, run.trigger, run.started_by.email) == ("queued", "upload", "registrar@tapi.example")
    assert (run.file.name, run.scope, len(told)) == ("courses of may.csv", {}, 1)
    carry_out(run.pk, "another process")
    run.refresh_from_db()
    assert (run.status, run.created) == ("done", 20)


def test_the_departments_held_are_offered_with_how_many_courses_they_have(client: Client, given: Given) -> None:
    given.give(*departments())
    assert [(part.field, part.values) for part in parts_of(given.source)] == [
        ("extra.department", (("Anatomy", 10), ("Surgery", 10)))
    ]
    page = page_of(client.get(f"/admin/feeds/{given.feed.pk}/upload/"))
    assert '<optgroup label="Department">' in page
    assert '<option value="0:Anatomy">Anatomy (10)</option>' in page
    assert "This catalogue holds 20 courses. If more than 2 would be withdrawn" in page


def test_departments_are_counted_by_the_database_and_no_course_is_fetched(given: Given) -> None:
    given.give(*departments())
    with CaptureQueriesContext(connection) as asked:
        parts = parts_of(given.source)
    assert (len(asked), [name for name, _ in parts[0].values]) == (1, ["Anatomy", "Surgery"])
    assert "GROUP BY" in asked[0]["sql"]


@pytest.mark.parametrize(
    ("typed", "scope"),
    [
        ({"scope": "changes"}, {"kind": "changes"}),
        (
            {"scope": "part", "part": "0:Anatomy"},
            {"kind": "part", "field": "extra.department", "value": "Anatomy"},
        ),
    ],
)
def test_what_the_file_is_goes_with_it(client: Client, given: Given, typed: dict, scope: dict) -> None:
    given.give(*departments())
    upload(client, given.feed, *departments()[:9], **typed)
    run = Run.objects.latest("pk")
    assert run.scope == scope
    carry_out(run.pk, "here")
    assert len(given.shown()) == (20 if typed["scope"] == "changes" else 19)


@pytest.mark.parametrize(
    ("typed", "content", "told"),
    [
        ({"scope": "part", "part": ""}, b"", "Choose the department or part"),
        ({"scope": "part", "part": "0:Nowhere"}, b"", "Choose the department or part"),
        ({"scope": "some"}, b"", "Choose one of the three."),
        ({}, b"%PDF-1.7", "This is a PDF document."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    client: Client, given: Given, typed: dict, content: bytes, told: str
) -> None:
    given.give(*departments())
    answer = upload(client, given.feed, *departments(), content=content, **typed)
    assert (answer.status_code, told in page_of(answer)) == (422, True)
    assert (Run.objects.count(), KeptFile.objects.count()) == (1, 1)


def test_no_file_and_an_empty_one_are_told_apart(client: Client, given: Given) -> None:
    address = f"/admin/feeds/{given.feed.pk}/upload/"
    assert "Choose the file" in page_of(client.post(address, {"scope": "everything"}))
    empty = client.post(address, {"scope": "everything", "file": SimpleUploadedFile("x.csv", b"")})
    assert "This file is empty." in page_of(empty)


def test_too_large_a_file_is_refused(client: Client, given: Given, settings: Settings) -> None:
    settings.FEED_MAX_UPLOAD_BYTES = 20
    assert "holds more than" in page_of(upload(client, given.feed, *departments()))
    assert not KeptFile.objects.exists()


def test_while_another_run_is_at_work_the_file_is_kept_and_the_run_says_so(client: Client, given: Given) -> None:
    upload(client, given.feed, *departments())
    assert "is at work" in page_of(client.get(f"/admin/feeds/{given.feed.pk}/upload/"))
    upload(client, given.feed, row(1))
    run = Run.objects.latest("pk")
    assert (run.status, run.reason) == ("superseded", "already_running")
    assert "Your file is kept" in run.message
    assert KeptFile.objects.count() == 2


def test_a_drafts_file_is_its_sample_and_nothing_is_read(client: Client, given: Given) -> None:
    Feed.objects.update(is_draft=True, profile="")
    answer = upload(client, given.feed, *departments())
    assert answer["Location"].startswith(f"/admin/feeds/{given.feed.pk}/")
    assert (KeptFile.objects.get().use, Run.objects.count()) == ("upload", 0)


def test_what_is_asked_from_a_server_takes_no_file(client: Client, given: Given) -> None:
    Feed.objects.update(format="ooapi-v5", way="address")
    assert client.get(f"/admin/feeds/{given.feed.pk}/upload/").status_code == 404


def test_the_name_of_a_file_never_reaches_the_disk(client: Client, given: Given, settings: Settings) -> None:
    upload(client, given.feed, *departments())
    kept = KeptFile.objects.get()
    root = Path(settings.STORAGES["feeds"]["OPTIONS"]["location"])
    assert (root / kept.content.name).is_file()
    assert "may" not in kept.content.name


def test_the_page_of_the_run_says_what_the_file_is(client: Client, given: Given) -> None:
    given.give(*departments())
    run = given.give(*departments()[:9], scope=ANATOMY)
    page = page_of(client.get(f"/admin/feeds/{given.feed.pk}/runs/{run.pk}/"))
    assert "Everything whose department is Anatomy" in page
    assert "register.csv" in page


TO_DISCIPLINES = 'id = "id"\n[fields.title]\nfrom = "title"\n[fields.disciplines]\nfrom = "department"\n'


@pytest.fixture
def mixed() -> Given:
    """Departments of which the consortium knows some: two courses of each."""
    given = Given(college("tapi"), profile=TO_DISCIPLINES)
    words = ("General Medicine", "Anatomy", "Moon Clinic")
    given.give(*(row(10 * number + n, word) for number, word in enumerate(words, 1) for n in (1, 2)))
    return given


def test_departments_are_offered_as_people_call_them_also_those_that_the_consortium_does_not_know(
    mixed: Given,
) -> None:
    client = signed_in(keeper(mixed.source.organisation, "registrar"))
    page = page_of(client.get(f"/admin/feeds/{mixed.feed.pk}/upload/"))
    assert '<optgroup label="Discipline">' in page
    assert '<option value="0:general-medicine">General Medicine (2)</option>' in page
    mixed.give(row(41, "Mars Clinic"), row(42, "Mars Clinic"), scope=CHANGES)
    page = page_of(client.get(f"/admin/feeds/{mixed.feed.pk}/upload/"))
    assert '<optgroup label="Department or subject">' in page
    assert '<option value="1:Moon Clinic">Moon Clinic (2)</option>' in page


@pytest.mark.parametrize(
    ("chosen", "word", "gone"),
    [("0:general-medicine", "General Medicine", "R12"), ("1:Moon Clinic", "Moon Clinic", "R32")],
)
def test_only_courses_of_the_given_department_can_be_missing_and_the_run_says_so(
    mixed: Given, chosen: str, word: str, gone: str
) -> None:
    mixed.give(row(41, "Mars Clinic"), row(42, "Mars Clinic"), scope=CHANGES)
    before = mixed.shown()
    client = signed_in(keeper(mixed.source.organisation, "registrar"))
    kept = row(int(gone[1:]) - 1, word)
    upload(client, mixed.feed, kept, row(21, "Anatomy"), scope="part", part=chosen)
    run = Run.objects.latest("pk")
    carry_out(run.pk, "here")
    assert mixed.shown() == before - {gone}
    page = page_of(client.get(f"/admin/feeds/{mixed.feed.pk}/runs/{run.pk}/"))
    assert f"is {word}. Whatever else the catalogue holds was left as it is." in page
    assert "Is of another part: this file was given as everything whose" in page
