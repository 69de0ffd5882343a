"""A sheet that a college's system serves becomes its catalogue, and the run says what was assumed."""

from pathlib import Path

import pytest
from pytest_django import Settings

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from courses.feeds.sync import sync
from tests.college_system import Answer, college_system
from tests.corners import college

pytestmark = pytest.mark.django_db
SHEETS = Path(__file__).resolve().parents[2] / "samples/sheets"
PROFILES = {
    "two-row-headings.xlsx": ("Course Code", "Course Title"),
    "old-binary.xls": ("Code", "Subject"),
    "libreoffice.ods": ("Course", "Short title"),
    "excel-2003.xls": ("Code", "Course"),
    "web-table.xls": ("Code", "Posting"),
    "unicode-text.xls": ("Code", "Title"),
}


@pytest.fixture
def tapi(db: None) -> Organisation:
    return college("tapi")


def synced(organisation: Organisation, body: bytes, profile: str, settings: Settings) -> Run:
    with college_system(lambda _: Answer(body, headers=(("Content-Type", "application/vnd.ms-excel"),))) as system:
        settings.FEED_ALLOW_PRIVATE = [system.host]
        connect(organisation, "sheet", Connection("xlsx", url=f"{system.url}.xls", profile=profile))
        return sync(Feed.objects.get(source__organisation=organisation))


@pytest.mark.parametrize("name", PROFILES)
def test_a_sheet_of_any_kind_is_a_catalogue(tapi: Organisation, settings: Settings, name: str) -> None:
    identity, title = PROFILES[name]
    profile = f'id = "{identity}"\n[fields.title]\nfrom = "{title}"\n'
    run = synced(tapi, (SHEETS / name).read_bytes(), profile, settings)
    assert (run.status, run.created) == (Run.Status.DONE, run.read - run.refused)
    assert Course.objects.filter(source__organisation=tapi).count() == run.created > 1
    assert set(run.problems.values_list("severity", flat=True)) <= {"note", "record"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><title>Sign in</title><table><tr><td><input type=password></table></html>", "not_a_feed"),
        ((SHEETS / "old-binary.xls").read_bytes()[:4_000], "truncated"),
        ((SHEETS / "two-row-headings.xlsx").read_bytes()[:3_000], "truncated"),
        ((SHEETS / "locked.xls").read_bytes(), "unreadable"),
        ((SHEETS / "pictures-only.xlsx").read_bytes(), "empty"),
    ],
)
def test_what_is_no_sheet_fails_the_run_by_its_reason(
    tapi: Organisation, settings: Settings, body: bytes, reason: str
) -> None:
    run = synced(tapi, body, 'id = "Code"\n[fields.title]\nfrom = "Title"\n', settings)
    assert (run.status, run.reason) == (Run.Status.FAILED, reason)
    assert run.message.endswith(".")
    assert not Course.objects.filter(source__organisation=tapi).exists()
