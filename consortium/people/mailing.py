"""How does a message get to a person: queued with what it tells of, sent by a worker, kept as a row?"""

import datetime as dt
import logging
import re
import smtplib
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from consortium.clock import shared_now
from consortium.people.models import Mail

logger = logging.getLogger(__name__)
MOST_TRIES = 6
_AT_ONCE = 100
_FOR_GOOD = 500
_BEING_SENT = dt.timedelta(minutes=10)
_PAUSE = dt.timedelta(minutes=5)


class Message(NamedTuple):
    """What is to be told. `key` names it once and for all, with the address in it where several are told."""

    to: str
    subject: str
    body: str
    kind: str
    key: str


def queue_mail(messages: Iterable[Message]) -> None:
    """In the caller's transaction: what is rolled back is not told. What was queued under a key before stays."""
    rows = [Mail(**message._asdict()) for message in messages]
    for row in rows:
        row.subject = " ".join(row.subject.split())[:200]  # one line: a header
    Mail.objects.bulk_create(rows, ignore_conflicts=True)


def send_queued(now: dt.datetime | None = None) -> None:
    """Send what waits. Two at once are harmless: each row is won by one.

    A worker that dies between sending and noting it sends once more: its Message-ID is the same then.
    """
    now = now or shared_now()
    due = Mail.objects.filter(state=Mail.State.QUEUED, next_try_at__lte=now).order_by("next_try_at")
    for mail in list(due[:_AT_ONCE]):
        mine = Mail.objects.filter(pk=mail.pk, state=Mail.State.QUEUED, next_try_at=mail.next_try_at)
        if mine.update(next_try_at=now + _BEING_SENT, tries=F("tries") + 1):
            mail.tries += 1
            _send(mail, now)


def send_again(mail: Mail) -> None:
    """A person wants it sent, whatever became of it."""
    Mail.objects.filter(pk=mail.pk).update(state=Mail.State.QUEUED, tries=0, error="", next_try_at=timezone.now())


def message_id(number: int | str) -> str:
    """What a message bears wherever it goes (RFC 5322, section 3.6.4), and comes back with."""
    return f"<mail-{number}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}>"


def own_number(said: str) -> int | None:
    """Which of our messages bears this Message-ID; None where it is not one of ours."""
    before, after = message_id("#").split("#")
    found = re.fullmatch(rf"{re.escape(before)}(\d{{1,18}}){re.escape(after)}", said.strip())
    return int(found[1]) if found else None


def _send(mail: Mail, now: dt.datetime) -> None:
    headers = {"Message-ID": message_id(mail.pk), "Auto-Submitted": "auto-generated"}
    try:
        EmailMessage(mail.subject, mail.body, to=[mail.to], headers=headers).send()
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()), (0, b""))
        _note(mail, Mail.State.BOUNCED if code >= _FOR_GOOD else _later(mail), f"{code} {_text(said)}", now)
    except smtplib.SMTPDataError as error:  # the server took the address, and then refused this very message
        state = Mail.State.BOUNCED if error.smtp_code >= _FOR_GOOD else _later(mail)
        _note(mail, state, f"{error.smtp_code} {_text(error.smtp_error)}", now)
    except smtplib.SMTPResponseException as error:  # what it holds against this site, not against the message
        _note(mail, _later(mail), f"{error.smtp_code} {_text(error.smtp_error)}", now)
    except (smtplib.SMTPException, OSError) as error:
        _note(mail, _later(mail), str(error) or type(error).__name__, now)
    else:
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=timezone.now(), error="")


def _later(mail: Mail) -> str:
    return Mail.State.QUEUED if mail.tries < MOST_TRIES else Mail.State.FAILED


def _note(mail: Mail, state: str, error: str, now: dt.datetime) -> None:
    logger.warning("mail %s could not be sent: %s", mail.pk, error)
    again_at = now + _PAUSE * 2 ** (mail.tries - 1)
    Mail.objects.filter(pk=mail.pk).update(state=state, error=error[:500], next_try_at=again_at)


def _text(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said
