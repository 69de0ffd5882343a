"""What a mail server returns later is found on the row of the mail that came back."""

import io
import sys
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from consortium.people.bounces import note_bounce
from consortium.people.mailing import Message, queue_mail, send_queued
from consortium.people.models import Mail

pytestmark = pytest.mark.django_db
HELLO = Message("r@tapi.example", "A run waits", "Please look.", "held", "held:1:r@tapi.example")
REPORT = """From: MAILER-DAEMON@mail.example
To: site@tantu.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="bound"

--bound
Content-Type: text/plain

Your message could not be delivered.

--bound
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; r@tapi.example
Action: {action}
Status: 5.1.1
{diagnostic}

--bound
Content-Type: {kind}

Message-ID: <mail-{number}@{host}>
To: {to}
Subject: A run waits

--bound--
"""


@pytest.fixture
def sent(settings: Settings) -> Mail:
    settings.BASE_URL = "https://tantu.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    queue_mail([HELLO])
    send_queued()
    return Mail.objects.get(state="sent")


def report(mail: Mail, **said: str) -> bytes:
    told = {
        "action": "failed",
        "diagnostic": "Diagnostic-Code: smtp; 550 5.1.1 no such\n person",
        "kind": "text/rfc822-headers",
        "number": str(mail.pk),
        "host": "tantu.example",
        "to": mail.to,
    }
    return REPORT.format_map(told | said).encode()


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822"])
def test_a_returned_message_is_found_on_its_row_with_what_the_server_said(sent: Mail, kind: str) -> None:
    assert note_bounce(report(sent, kind=kind)) == sent
    sent.refresh_from_db()
    assert (sent.state, sent.error) == ("bounced", "550 5.1.1 no such person")


def test_the_message_as_it_was_sent_is_recognised_in_what_comes_back(sent: Mail) -> None:
    [message] = mail.outbox
    whole = report(sent, kind="message/rfc822").replace(
        f"Message-ID: <mail-{sent.pk}@tantu.example>\nTo: {sent.to}\nSubject: A run waits\n".encode(),
        message.message().as_bytes(),
    )
    assert note_bounce(whole) == sent


def test_a_reason_is_the_status_where_the_server_says_no_more(sent: Mail) -> None:
    note_bounce(report(sent, diagnostic="X-Other: 1"))
    sent.refresh_from_db()
    assert sent.error == "5.1.1"


@pytest.mark.parametrize(
    "said",
    [
        {"action": "delayed"},
        {"number": "0"},
        {"number": "9" * 30},
        {"number": "one"},
        {"host": "elsewhere.example"},
        {"to": "somebody@else.example"},
        {"kind": "text/plain"},
    ],
)
def test_what_is_late_or_was_not_sent_from_here_to_that_address_changes_nothing(
    sent: Mail, said: dict[str, str]
) -> None:
    assert note_bounce(report(sent, **said)) is None
    sent.refresh_from_db()
    assert (sent.state, sent.error) == ("sent", "")


def test_a_message_that_waits_to_be_sent_again_is_not_marked_by_a_late_return(sent: Mail) -> None:
    Mail.objects.update(state="queued", next_try_at=timezone.now())
    assert note_bounce(report(sent)) is None


@pytest.mark.parametrize("raw", [b"", b"\xff\x00 no mail", b"Content-Type: multipart/report; boundary=x\n\n--x\n"])
def test_what_is_no_report_is_left_alone(sent: Mail, raw: bytes) -> None:
    assert note_bounce(raw) is None


def test_the_command_reads_what_the_mail_server_pipes_into_it(
    sent: Mail, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for raw, words in (
        (report(sent), "A run waits, to r@tapi.example: 550 5.1.1 no such person\n"),
        (bytes(EmailMessage()), "This returns no message that was sent from here.\n"),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        call_command("note_bounce")
        assert capsys.readouterr().out == words
