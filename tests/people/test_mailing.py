"""Every mail is a row: queued with what it tells of, sent once, tried again, and sent again by hand."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from consortium.organisations.models import Organisation
from consortium.people.mailing import MOST_TRIES, Message, queue_mail, send_again, send_queued
from consortium.people.models import Mail
from tests.corners import college
from tests.feeds.desk.conftest import keeper, signed_in
from tests.people.mail_server import MailServer, mail_server

pytestmark = pytest.mark.django_db
HELLO = Message("r@tapi.example", "A run\nwaits", "Look at it.\n", "held_run", "held_run-1-1")


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        yield running


@pytest.fixture
def office(db: None) -> Client:
    return signed_in(keeper(college("office", kind=Organisation.Kind.OFFICE), "office"))


def test_what_is_queued_is_sent_once(server: MailServer):
    queue_mail([HELLO, HELLO])
    send_queued()
    send_queued()
    assert len(server.taken) == 1
    assert "Subject: A run waits" in server.taken[0]
    mail = Mail.objects.get()
    assert (mail.state, mail.tries, mail.sent_at is not None) == ("sent", 1, True)
    assert f"Message-ID: <mail-{mail.pk}@" in server.taken[0]


def test_what_was_told_is_not_told_again_under_its_key(server: MailServer):
    queue_mail([HELLO])
    send_queued()
    queue_mail([HELLO])
    send_queued()
    assert len(server.taken) == 1


def test_what_is_rolled_back_is_not_told():
    try:
        with transaction.atomic():
            queue_mail([HELLO])
            raise RuntimeError
    except RuntimeError:
        pass
    assert not Mail.objects.exists()


def test_a_server_that_is_away_is_tried_again_later_and_given_up_in_the_end(server: MailServer):
    server.answer = "451 later"
    queue_mail([HELLO])
    now = timezone.now()
    send_queued(now)
    mail = Mail.objects.get()
    assert (mail.state, mail.error) == ("queued", "451 later")
    send_queued(now + dt.timedelta(minutes=1))
    assert Mail.objects.get().tries == 1
    for _ in range(MOST_TRIES):
        now += dt.timedelta(days=1)
        send_queued(now)
    assert (Mail.objects.get().state, Mail.objects.get().tries) == ("failed", MOST_TRIES)


def test_no_server_at_all_is_no_end_of_the_worker(settings: Settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    queue_mail([HELLO])
    send_queued()
    assert (Mail.objects.get().state, "refused" in Mail.objects.get().error) == ("queued", True)


def test_an_address_that_its_server_refuses_is_not_tried_again(server: MailServer):
    server.answer = "550 nobody here"
    queue_mail([HELLO])
    send_queued()
    assert (Mail.objects.get().state, Mail.objects.get().error) == ("bounced", "550 nobody here")
    server.answer = "250 ok"
    send_again(Mail.objects.get())
    send_queued()
    assert Mail.objects.get().state == "sent"


def test_a_message_that_its_server_refuses_for_good_is_not_tried_again_but_one_that_it_puts_off_is(server: MailServer):
    queue_mail([HELLO])
    server.answer_to_text = "451 not now"
    send_queued()
    assert Mail.objects.get().state == "queued"
    server.answer_to_text = "554 looks like spam"
    send_queued(timezone.now() + dt.timedelta(days=1))
    assert (Mail.objects.get().state, Mail.objects.get().error) == ("bounced", "554 looks like spam")


def test_the_office_sees_what_became_of_each_and_sends_it_again(office: Client):
    queue_mail([HELLO])
    Mail.objects.update(state="failed", error="451 later", tries=6)
    listing = office.get(reverse("mail_desk:index"), {"state": "failed"}).content.decode()
    assert "r@tapi.example" in listing
    address = reverse("mail_desk:mail", args=[Mail.objects.get().pk])
    assert "451 later" in office.get(address).content.decode()
    office.post(address)
    assert (Mail.objects.get().state, Mail.objects.get().tries) == ("queued", 0)


def test_nobody_else_sees_mail():
    queue_mail([HELLO])
    registrar = signed_in(keeper(college(), "registrar"))
    for address in (reverse("mail_desk:index"), reverse("mail_desk:mail", args=[Mail.objects.get().pk])):
        assert "A run waits" not in registrar.get(address, follow=True).content.decode()
        registrar.post(address)
    assert Mail.objects.get().tries == 0
