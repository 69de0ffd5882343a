"""What are the keepers of a college's feeds told by mail?"""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from consortium.organisations.models import Organisation
from consortium.people.mailing import Message, queue_mail
from consortium.people.models import Mail, Membership
from courses.catalogue.freshness import day_of
from courses.catalogue.keeping import OFFICE, REGISTRAR
from courses.feeds.models import Run

HELD, HELD_AGAIN = "held_run", "held_run_again"
_MEMBER = Organisation.State.MEMBER


def tell_held(run: Run) -> None:
    """Once, when its question is asked first; in its transaction."""
    _tell(run, HELD, "waits for your decision")


def remind_held(now: dt.datetime) -> None:
    """Once more of those that nobody decided for FEED_REMIND_DAYS; 0 reminds nobody."""
    if not settings.FEED_REMIND_DAYS:
        return
    since = now - dt.timedelta(days=settings.FEED_REMIND_DAYS)
    question = Cast(Coalesce(OuterRef("first_asked"), OuterRef("pk")), CharField())
    told = Mail.objects.filter(kind=HELD_AGAIN, key__startswith=Concat(Value(f"{HELD_AGAIN}-"), question, Value("-")))
    waiting = Run.objects.waiting_since(since).filter(~Exists(told), feed__source__organisation__state=_MEMBER)
    for run in waiting.select_related("feed__source__organisation", "first_asked"):
        _tell(run, HELD_AGAIN, "still waits for your decision")


def _tell(run: Run, kind: str, what: str) -> None:
    source = run.feed.source
    context = _context(run)
    subject = f"{source.organisation.label}: {context['feed']} {what}"
    body = render_to_string("feeds/mail/held.txt", context).strip() + "\n"
    queue_mail(
        Message(address, subject, body, kind, f"{kind}-{run.first_asked_id or run.pk}-{person}")
        for person, address in keepers_of(source.organisation_id)
    )


def registrars_of(organisation: int) -> list[tuple[int, str]]:
    """(key, address) of those who hold the role now and may sign in."""
    held = Membership.objects.current().filter(organisation=organisation, role=REGISTRAR, person__is_active=True)
    return list(held.order_by("person").values_list("person", "person__email").distinct())


def keepers_of(organisation: int) -> list[tuple[int, str]]:
    """The same; of a college that has no registrar at present, the consortium's office."""
    return registrars_of(organisation) or office_people()


def office_people() -> list[tuple[int, str]]:
    """The same of the consortium's office."""
    held = Membership.objects.current().filter(role=OFFICE, person__is_active=True)
    return list(held.order_by("person").values_list("person", "person__email").distinct())


def _context(run: Run) -> dict[str, Any]:
    source = run.feed.source
    asked_at = run.asked_at or timezone.now()
    return {
        "college": source.organisation.label,
        "feed": source.title or source.name,
        "message": run.message,
        "address": settings.BASE_URL + reverse("feeds_desk:run", args=[run.feed_id, run.pk]),
        "lapses_on": day_of(asked_at + dt.timedelta(days=settings.FEED_HELD_DAYS)),
    }
