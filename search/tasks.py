"""Doorbells: what the worker is asked to do for search."""

import logging
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from consortium.celery import app
from consortium.hints import NoBroker, hint
from search.deliver import deliver_all

log = logging.getLogger(__name__)


@app.task(ignore_result=True)
def deliver() -> None:
    """Send the engine what it has not got. Safe to run twice, and by two workers at once."""
    deliver_all()


def ring() -> None:
    """Ask for a delivery once this transaction is committed. Nothing is lost if nobody hears: beat asks each minute."""
    if settings.ELASTICSEARCH_URL and not _is_rung():
        transaction.on_commit(_ring_now, robust=True)


def _ring_now() -> None:
    try:
        hint(deliver)
    except NoBroker as error:
        log.warning("The broker does not answer; search is brought up to date within a minute after it does: %s", error)


def _is_rung() -> bool:
    waiting: list[Any] = connection.run_on_commit
    return any(entry[1] is _ring_now for entry in waiting)
