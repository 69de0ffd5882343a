"""How does a college's system push what is taught, and since when has it been silent?"""

import datetime as dt
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from courses.catalogue.models import Course, Source
from courses.catalogue.writer import settle_again
from courses.feeds.models import Feed, KeptFile, Run
from courses.feeds.push.batch import push_batch
from courses.feeds.push.keeping import name_at
from courses.feeds.push.keys import make_key
from courses.feeds.push.message import message_in
from search.demo.accounts import account_for
from search.demo.catalogue import Taught, taught_at, this_monday
from search.demo.feeds import feed_of, never_read
from search.demo.sessions import Session
from search.demo.systems import PUSHED
from search.demo.tables import toml_rows


def push_catalogues() -> None:
    """Those that were never pushed. Of one that is silent all dates are moved back, as if it had been pushed then."""
    for row in toml_rows("feeds"):
        if row["format"] != PUSHED:
            continue
        feed = feed_of(row["college"], row["name"])
        if never_read().filter(pk=feed.pk).exists():
            with transaction.atomic():
                _move_back(_push(feed, row["college"]), dt.timedelta(days=row["silent_days"]))


def _push(feed: Feed, college: str) -> Run:
    key = make_key(feed, account_for("registrar", college)).key
    today = timezone.now().date()
    body = msgspec.json.encode({"records": [_record(taught) for taught in taught_at(college, this_monday(today))]})
    run, _ = push_batch(feed, body, message_in(body).records or ())
    key.used_at = timezone.now()
    key.save(update_fields=["used_at"])
    return run


def _move_back(run: Run, ago: dt.timedelta) -> None:
    """No clock of the product can be set, so what it wrote just now is dated back."""
    feed = run.feed
    courses = Course.objects.filter(source=feed.source_id)
    _date_back(Run.objects.filter(pk=run.pk), ago, "created_at", "started_at", "finished_at", "applied_at")
    files = KeptFile.objects.filter(runs=run)
    _date_back(files, ago, "created_at")
    files.update(name=name_at(timezone.now() - ago))
    _date_back(Source.objects.filter(pk=feed.source_id), ago, "created_at", "accepted_at")
    _date_back(feed.push_keys.all(), ago, "created_at", "used_at")
    _date_back(courses, ago, "created_at", "changed_at", "stated_at")
    settle_again(list(courses.order_by("pk").values_list("pk", flat=True)))


def _date_back(rows: QuerySet[Any], ago: dt.timedelta, *names: str) -> None:
    rows.update(**{name: F(name) - ago for name in names})


def _record(taught: Taught) -> dict[str, Any]:
    return {
        "id": taught.code,
        "code": taught.code,
        "title": taught.titles,
        "description": {"en": taught.description},
        "type": taught.type,
        "level": taught.level,
        "award": taught.award,
        "disciplines": [taught.discipline] if taught.discipline else [],
        "modes": taught.modes,
        "languages": taught.languages,
        "credits": taught.credits or None,
        "duration": taught.duration,
        "intake": taught.intake,
        "open_to": taught.open_to,
        "admission": taught.admission,
        "prerequisites": taught.prerequisites,
        "people": [{"name": name, "role": "teacher", "id": orcid} for name, orcid in taught.teachers],
        "outcomes": [{"text": outcome} for outcome in taught.outcomes],
        "offerings": [_offering(taught, session) for session in taught.sessions],
    }


def _offering(taught: Taught, session: Session) -> dict[str, Any]:
    return {
        "id": f"{taught.code}/{session.starts_on:%y%m%d}",
        "label": session.label,
        "starts_on": session.starts_on,
        "ends_on": session.ends_on,
        "enrol_from": session.enrol_from,
        "enrol_until": session.enrol_until,
        "place": session.room,
        "places": session.places,
        "places_taken": session.taken,
        "time_zone": "Asia/Kolkata",
    }
