"""Who must be told that a key is about to expire?"""

import datetime as dt

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse

from consortium.organisations.todos import settle_todo, write_todo
from consortium.people.mailing import Message, queue_mail
from courses.catalogue.freshness import day_of
from courses.feeds.mails import keepers_of
from courses.feeds.models import PushKey

EXPIRES = "push_key"


def warn_of_expiry(now: dt.datetime) -> None:
    """Once for each key that is used and has no successor in use: a to-do for its college, mail to its registrars. It
    is settled once there is one."""
    soon = now + dt.timedelta(days=settings.PUSH_WARN_DAYS)
    alive = PushKey.objects.filter(revoked_at__isnull=True, expires_at__gt=now)
    successor = alive.filter(feed=OuterRef("feed"), expires_at__gt=OuterRef("expires_at"), used_at__isnull=False)
    keys = alive.filter(~Exists(successor), expires_at__lte=soon, used_at__isnull=False, is_warned=False)
    for key in keys.select_related("feed__source__organisation"):
        if PushKey.objects.filter(pk=key.pk, is_warned=False).update(is_warned=True):
            _warn(key)
    for key in PushKey.objects.filter(Exists(successor), is_warned=True).select_related("feed__source"):
        PushKey.objects.filter(pk=key.pk).update(is_warned=False)
        settle_expiry(key)


def settle_expiry(key: PushKey) -> None:
    """It was revoked or followed by another: nothing waits for anybody."""
    settle_todo(EXPIRES, f"key-{key.pk}", organisation=key.feed.source.organisation_id)


def _warn(key: PushKey) -> None:
    source, link = key.feed.source, reverse("feeds_desk:keys", args=[key.feed_id])
    day = day_of(key.expires_at)
    name = source.title or source.name
    text = f"{name}: the key {key.key_id} with which its system pushes expires on {day:%-d %b %Y}. Make a new one."
    write_todo(EXPIRES, f"key-{key.pk}", text, organisation=source.organisation_id, link=link, due_on=day)
    context = {
        "key": key,
        "day": day,
        "feed": name,
        "college": source.organisation.label,
        "address": settings.BASE_URL + link,
    }
    body = render_to_string("feeds/mail/key_expires.txt", context).strip() + "\n"
    subject = f"{source.organisation.label}: the key of {name} expires on {day:%-d %b %Y}"
    queue_mail(
        Message(address, subject, body, EXPIRES, f"{EXPIRES}-{key.pk}-{person}")
        for person, address in keepers_of(source.organisation_id)
    )
