"""Doorbells: what the worker is asked to do for people."""

from consortium.celery import app
from consortium.people import mailing, memberships


@app.task
def settle_ended() -> None:
    """Once a minute, by beat: roles that were given until a day end on it."""
    memberships.settle_ended()


@app.task
def send_mail() -> None:
    """Once a minute, by beat: what is queued is sent."""
    mailing.send_queued()
