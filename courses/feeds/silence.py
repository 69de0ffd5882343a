"""Who is told that a catalogue was silent for too long, and when is that settled?"""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse

from consortium.organisations.todos import settle_todo, write_todo
from consortium.people.mailing import Message, queue_mail
from courses.catalogue.freshness import day_of
from courses.feeds.mails import office_people, registrars_of
from courses.feeds.models import Feed, Run
from courses.feeds.standing import silent

STALE = "stale_feed"
_AGAIN_AFTER = dt.timedelta(days=7)


def tell_of_silence(now: dt.datetime) -> None:
    """The college's registrars and the office, once and then weekly; a to-do stands until it was accepted again."""
    stale = Feed.objects.filter(silent(now)).select_related("source__organisation")
    due = Q(stale_told_at__isnull=True) | Q(stale_told_at__lte=now - _AGAIN_AFTER)
    for feed in stale.filter(due).order_by("pk"):
        with transaction.atomic():
            if Feed.objects.filter(pk=feed.pk, stale_told_at=feed.stale_told_at).update(stale_told_at=now):
                _tell(feed, now)
    told = Feed.objects.filter(stale_told_at__isnull=False).select_related("source")
    for feed in told.exclude(pk__in=stale.values("pk")):
        with transaction.atomic():
            Feed.objects.filter(pk=feed.pk).update(stale_told_at=None)
            settle_todo(STALE, f"feed-{feed.pk}", organisation=feed.source.organisation_id)


def _tell(feed: Feed, now: dt.datetime) -> None:
    source = feed.source
    link = reverse("feeds_desk:feed", args=[feed.pk])
    name, since = source.title or source.name, source.accepted_at
    said = f"not been stated since {day_of(since):%-d %b %Y}" if since else "never been stated"
    text = f"{name} has {said}. Readers are told to confirm its dates with the college."
    write_todo(STALE, f"feed-{feed.pk}", text, organisation=source.organisation_id, link=link)
    last = Run.objects.filter(feed=feed, status=Run.Status.FAILED, dry_run=False).first() if feed.failures else None
    context = {
        "college": source.organisation.label,
        "feed": name,
        "said": said,
        "is_upload": feed.way == Feed.Way.UPLOAD,
        "is_push": feed.way == Feed.Way.PUSH,
        "is_paused": feed.paused_at is not None,
        "problem": last.message if last else "",
        "address": settings.BASE_URL + link,
    }
    body = render_to_string("feeds/mail/stale.txt", context).strip() + "\n"
    subject = f"{source.organisation.label}: {name} has {said}"
    people = dict([*registrars_of(source.organisation_id), *office_people()])
    queue_mail(
        Message(address, subject, body, STALE, f"{STALE}-{feed.pk}-{now:%Y%m%d%H%M%S}-{person}")
        for person, address in people.items()
    )
