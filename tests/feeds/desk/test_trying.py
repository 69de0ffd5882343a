"""A registrar sees what a catalogue would give before anything is written, then starts it."""

import io

import pytest
from django.test import Client
from django.urls import reverse

from courses.catalogue.models import Course
from courses.feeds.models import Feed, Run
from courses.feeds.sync import carry_out
from courses.feeds.uploads.keeping import keep
from tests.feeds.desk.test_mapping import SHEET, draft, form_of, mapping_url, shown
from tests.feeds.feeding import Catalogue, row

pytestmark = pytest.mark.django_db


def mapped(catalogue: Catalogue, client: Client, text: str = SHEET) -> Feed:
    feed = draft(catalogue, text)
    client.post(mapping_url(feed), {**form_of(shown(client, feed)), "do": "save"})
    feed.refresh_from_db()
    return feed


def tried(client: Client, feed: Feed) -> str:
    return client.get(reverse("feeds_desk:try", args=[feed.pk])).content.decode()


def test_a_draft_without_columns_is_sent_to_them_first(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue)
    answer = registrar.get(reverse("feeds_desk:try", args=[feed.pk]))
    assert answer.url == mapping_url(feed)


def test_records_are_shown_as_students_would_see_them_and_nothing_is_written(catalogue: Catalogue, registrar: Client):
    page = tried(registrar, mapped(catalogue, registrar))
    assert "Brachial plexus" in page
    assert "Tapi College of Medicine" in page
    assert "12 places" in page
    assert not Course.objects.exists()
    assert not Run.objects.exists()


def test_counts_compare_with_what_is_held(catalogue: Catalogue, registrar: Client):
    catalogue.holds([row(1), row(2)]).sync()
    catalogue.holds([row(1), row(3)])
    page = " ".join(tried(registrar, catalogue.feed).split())
    assert "<dt>New</dt><dd>1</dd>" in page
    assert "<dt>The same</dt><dd>1</dd>" in page
    assert "<dt>No longer in it</dt><dd>1</dd>" in page
    assert Course.objects.count() == 2


def test_problems_and_unknown_words_stand_there_with_what_to_do(catalogue: Catalogue, registrar: Client):
    text = SHEET + "4,PHY-2,Treadmill,Physyology,8,31/02/2027,Nil\n5,PHY-9,,Anatomy,4,,Nil\n"
    page = tried(registrar, mapped(catalogue, registrar, text))
    assert "is no date" in page
    assert "has no title" in page
    assert "Physyology" in page.partition("Words we do not know")[2]


def test_a_file_that_ends_in_the_middle_is_told(catalogue: Catalogue, registrar: Client):
    feed = mapped(catalogue, registrar)
    keep(feed, "cut.csv", io.BytesIO(SHEET.encode() + b'9,"cut in the mid'))
    assert "It could not be read" in tried(registrar, feed)


def test_start_reads_it_and_its_courses_are_public(catalogue: Catalogue, registrar: Client, client: Client):
    feed = mapped(catalogue, registrar)
    answer = registrar.post(reverse("feeds_desk:start", args=[feed.pk]))
    run = Run.objects.get()
    assert answer.url == reverse("feeds_desk:run", args=[feed.pk, run.pk])
    assert run.status == Run.Status.QUEUED
    carry_out(run.pk, "a worker")
    run.refresh_from_db()
    assert (run.status, run.created) == (Run.Status.DONE, 3)
    feed.refresh_from_db()
    assert not feed.is_draft
    course = Course.objects.public().get(code="ANA-9")
    assert "Brachial plexus" in client.get(f"/courses/tapi/{course.slug}/").content.decode()


def test_an_address_is_read_by_its_schedule_once_it_is_started(catalogue: Catalogue, registrar: Client):
    catalogue.holds([row(1)])
    Feed.objects.filter(pk=catalogue.feed.pk).update(is_draft=True, next_due_at=None)
    registrar.post(reverse("feeds_desk:start", args=[catalogue.feed.pk]))
    catalogue.feed.refresh_from_db()
    assert catalogue.feed.next_due_at is not None
    assert not catalogue.feed.is_draft


def test_what_lacks_columns_or_a_file_is_not_started(catalogue: Catalogue, registrar: Client):
    feed = draft(catalogue)
    registrar.post(reverse("feeds_desk:start", args=[feed.pk]))
    feed.refresh_from_db()
    assert feed.is_draft
    assert not Run.objects.exists()


def test_nobody_starts_another_colleges(catalogue: Catalogue, theirs: Catalogue, registrar: Client):
    feed = draft(theirs)
    assert registrar.post(reverse("feeds_desk:start", args=[feed.pk])).status_code == 404
    assert registrar.get(reverse("feeds_desk:start", args=[feed.pk])).status_code == 405
