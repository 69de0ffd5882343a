"""Before the day that an upload was given for, its registrars are asked by mail, and one button answers."""

import datetime as dt
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.models import ToDo
from consortium.pages.clock import today
from consortium.people.models import Mail, Membership
from courses.catalogue.models import Course, Source
from courses.feeds.dispatch import dispatch
from courses.feeds.models import Feed, Run
from courses.feeds.scope import CHANGES
from courses.feeds.still_right import Question, confirm
from courses.feeds.sync import carry_out
from tests.feeds.desk.conftest import keeper, signed_in
from tests.feeds.uploads.giving import Given, row, sheet

DAY = dt.timedelta(days=1)


@pytest.fixture
def asked(given: Given) -> Given:
    """Two courses, to be confirmed in ten days, and its registrar was asked."""
    keeper(given.source.organisation, "registrar", "r@tapi.example")
    given.give(row(1), row(2))
    Source.objects.update(confirm_by=today() + 10 * DAY)
    for _ in range(2):
        dispatch(lambda _run: None)
    return given


def link() -> str:
    mail = Mail.objects.get(kind="still_right")
    [found] = re.findall(r"https?://[^/]+(/still-right/\S+)", mail.body)
    return str(found)


def test_an_upload_holds_for_a_term_unless_its_giver_says_otherwise(given: Given):
    client = signed_in(keeper(given.source.organisation, "registrar"))
    address = reverse("feeds_desk:upload", args=[given.feed.pk])
    given.give(row(1))
    assert Source.objects.get().confirm_by == today() + 150 * DAY
    assert f'value="{today() + 150 * DAY}"' in client.get(address).content.decode()
    for day, status in ((today(), 422), (today() + 500 * DAY, 422), (today() + 30 * DAY, 302)):
        file = SimpleUploadedFile("register.csv", BytesIO(sheet(row(1), row(2))).read())
        answer = client.post(address, {"file": file, "scope": "everything", "confirm_by": day.isoformat()})
        assert answer.status_code == status
    carry_out(Run.objects.latest("pk").pk, "test")
    assert Source.objects.get().confirm_by == today() + 30 * DAY


def test_a_file_of_some_courses_leaves_the_day_as_it_was(given: Given):
    given.give(row(1))
    Source.objects.update(confirm_by=today() + 3 * DAY)
    given.give(row(2), scope=CHANGES)
    assert Source.objects.get().confirm_by == today() + 3 * DAY


def test_registrars_are_asked_once_two_weeks_before(asked: Given):
    assert [mail.to for mail in Mail.objects.all()] == ["r@tapi.example"]
    todo = ToDo.objects.get(kind="still_right")
    assert (todo.due_on, todo.done_at) == (today() + 10 * DAY, None)


def test_the_link_shows_without_signing_in_and_changes_nothing(asked: Given):
    answer = Client().get(link())
    assert answer.status_code == 200
    assert "You would confirm 2 courses" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert not Course.objects.filter(confirmed_at__isnull=False).exists()
    assert Source.objects.get().confirm_by == today() + 10 * DAY


def test_its_button_confirms_what_readers_see_and_moves_the_day(asked: Given):
    Course.objects.filter(record_id="R2").update(hidden_at=dt.datetime.now(dt.UTC), hidden_reason="wrong")
    assert "Confirmed" in Client().post(link()).content.decode()
    assert list(Course.objects.filter(confirmed_at__isnull=False).values_list("record_id", flat=True)) == ["R1"]
    assert Source.objects.get().confirm_by == today() + 150 * DAY
    dispatch(lambda _run: None)
    assert ToDo.objects.get(kind="still_right").done_at is not None
    again = Client().post(link()).content.decode()
    assert "This was answered already" in again


def test_it_needs_the_token_of_its_own_page(asked: Given):
    assert Client(enforce_csrf_checks=True).post(link()).status_code == 403


@pytest.mark.parametrize("change", ["cut", "role ended", "draft"])
def test_a_link_that_is_no_good_says_what_to_do_and_confirms_nothing(asked: Given, change: str):
    address = link()
    if change == "cut":
        address = address[:-5] + "/"
    elif change == "role ended":
        Membership.objects.all().delete()
    else:
        Feed.objects.update(is_draft=True)
    for answer in (Client().get(address), Client().post(address)):
        assert answer.status_code == 410
        assert "This link does not work any more" in answer.content.decode()
    assert not Course.objects.filter(confirmed_at__isnull=False).exists()


def test_a_link_ends_after_its_days(asked: Given, settings: object):
    settings.FEED_CONFIRM_LINK_DAYS = -1  # type: ignore[attr-defined]
    assert Client().get(link()).status_code == 410


def test_without_an_answer_it_is_stale_for_readers_and_told(asked: Given):
    Source.objects.update(confirm_by=today() - DAY)
    dispatch(lambda _run: None)
    assert "Confirm dates with the college." in Client().get("/courses/tapi/course-1/").content.decode()
    assert Mail.objects.filter(kind="stale_feed", to="r@tapi.example").count() == 1


def test_it_waits_for_a_run_that_writes_the_same_catalogue(given: Given, postgresql: str):
    """Else the run, which wants the source last, and the confirmation would wait for each other."""
    Source.objects.update(confirm_by=today())
    question = Question(Feed.objects.select_related("source").get(), 0, today())
    run = connection.copy()
    with run.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [7_301, given.source.organisation_id])
    connection.cursor().execute("SET LOCAL lock_timeout = '200ms'")
    try:
        with pytest.raises(OperationalError, match="lock timeout"):
            confirm(question, timezone.now())
    finally:
        run.close()
