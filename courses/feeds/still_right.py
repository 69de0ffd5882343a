"""Is what a college uploaded still right? Its registrars are asked, by a link that shows first."""

import datetime as dt
from typing import Any, NamedTuple

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string
from django.urls import reverse

from consortium.organisations.models import Organisation
from consortium.organisations.todos import settle_todo, write_todo
from consortium.people.mailing import Message, queue_mail
from courses.catalogue.freshness import day_of
from courses.catalogue.keeping import confirm_all_of
from courses.catalogue.locking import lock_catalogue
from courses.catalogue.models import Course
from courses.feeds.accepting import usual_confirm_by
from courses.feeds.mails import registrars_of
from courses.feeds.models import Feed

STILL_RIGHT = "still_right"
_SALT = "courses.feeds.still_right"


class Question(NamedTuple):
    """What a link asks, and of whom. `is_open` until it was answered, by this link or by a newer file."""

    feed: Feed
    person: int
    confirm_by: dt.date

    @property
    def is_open(self) -> bool:
        return self.feed.source.confirm_by == self.confirm_by

    def courses(self) -> int:
        return Course.objects.public().filter(source=self.feed.source_id).count()


class NoSuchQuestion(ValueError):
    """The link was changed, is too old, or its owner keeps that catalogue no more."""


def ask_if_still_right(now: dt.datetime) -> None:
    """Once for each day that was given, some days before it; settled when the day moved on."""
    soon = day_of(now) + dt.timedelta(days=settings.FEED_CONFIRM_ASK_DAYS)
    unasked = Q(confirm_asked_for__isnull=True) | ~Q(confirm_asked_for=F("source__confirm_by"))
    feeds = Feed.objects.filter(
        unasked,
        is_draft=False,
        source__confirm_by__lte=soon,
        source__organisation__state=Organisation.State.MEMBER,
    )
    for feed in feeds.select_related("source__organisation").order_by("pk"):
        with transaction.atomic():
            day = feed.source.confirm_by
            mine = Feed.objects.filter(pk=feed.pk, confirm_asked_for=feed.confirm_asked_for)
            if day and mine.update(confirm_asked_for=day):
                _ask(feed, day)
    moved = Q(source__confirm_by__isnull=True) | Q(source__confirm_by__gt=soon)
    for feed in Feed.objects.filter(moved, confirm_asked_for__isnull=False).select_related("source"):
        Feed.objects.filter(pk=feed.pk).update(confirm_asked_for=None)
        settle_still_right(feed)


def read_link(token: str) -> Question:
    """Raises NoSuchQuestion."""
    try:
        found: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=settings.FEED_CONFIRM_LINK_DAYS * 86_400)
    except signing.BadSignature as error:
        raise NoSuchQuestion from error
    feed = Feed.objects.filter(pk=found["feed"], is_draft=False).select_related("source__organisation").first()
    if feed is None or found["person"] not in dict(registrars_of(feed.source.organisation_id)):
        raise NoSuchQuestion
    return Question(feed, found["person"], dt.date.fromisoformat(found["by"]))


@transaction.atomic
def confirm(question: Question, now: dt.datetime) -> bool:
    """All that readers see of it is confirmed, and the day moves on. False where it was answered before."""
    source, day = question.feed.source, usual_confirm_by(now)
    lock_catalogue(source.organisation_id)  # a run that is writing holds its courses first, and the source last
    held = type(source).objects.filter(pk=source.pk, confirm_by=question.confirm_by)
    if not held.update(confirm_by=day):
        return False
    source.confirm_by = day
    settle_still_right(question.feed)
    confirm_all_of(source)
    return True


def settle_still_right(feed: Feed) -> None:
    settle_todo(STILL_RIGHT, f"feed-{feed.pk}", organisation=feed.source.organisation_id)


def link_for(feed: Feed, person: int, day: dt.date) -> str:
    token = signing.dumps({"feed": feed.pk, "person": person, "by": day.isoformat()}, salt=_SALT)
    return settings.BASE_URL + reverse("still-right", args=[token])


def _ask(feed: Feed, day: dt.date) -> None:
    source = feed.source
    name = source.title or source.name
    text = f"{name}: is it still right? Upload the catalogue of today, or confirm it, by {day:%-d %b %Y}."
    link = reverse("feeds_desk:upload", args=[feed.pk])
    write_todo(STILL_RIGHT, f"feed-{feed.pk}", text, organisation=source.organisation_id, link=link, due_on=day)
    subject = f"{source.organisation.label}: is {name} still right?"
    messages = []
    for person, address in registrars_of(source.organisation_id):
        context = {
            "college": source.organisation.label,
            "feed": name,
            "accepted_on": day_of(source.accepted_at) if source.accepted_at else None,
            "day": day,
            "address": link_for(feed, person, day),
            "upload": settings.BASE_URL + link,
        }
        body = render_to_string("feeds/mail/still_right.txt", context).strip() + "\n"
        messages.append(Message(address, subject, body, STILL_RIGHT, f"{STILL_RIGHT}-{feed.pk}-{day}-{person}"))
    queue_mail(messages)
