"""Doorbells of the queue: what is due, and one run."""

import logging
import random

from celery import Task
from django.conf import settings
from django.db import InterfaceError, OperationalError
from kombu.exceptions import ChannelError
from kombu.exceptions import OperationalError as BrokerError

from consortium.celery import app
from consortium.hints import NoBroker, hint
from courses.feeds.dispatch import dispatch, next_of_college
from courses.feeds.retention import let_go
from courses.feeds.sync import carry_out

logger = logging.getLogger(__name__)
_SYNC = settings.CELERY_TASK_ROUTES["courses.feeds.tasks.run_feed"]["queue"]


@app.task
def dispatch_due() -> None:
    """Once a minute, by beat."""
    dispatch(send, has_hints)


@app.task(bind=True, max_retries=3, default_retry_delay=5, soft_time_limit=3_300, time_limit=3_600)
def run_feed(self: Task, run_id: int) -> None:
    """One run. Safe to ring twice: only one process at a time holds a run."""
    try:
        carry_out(run_id, self.request.id)
    except (OperationalError, InterfaceError) as error:
        wait = random.uniform(1, 5 * 2**self.request.retries)  # noqa: S311 -- jitter, no secret
        raise self.retry(exc=error, countdown=wait) from error
    if (following := next_of_college(run_id)) is not None:
        send(following)


@app.task(soft_time_limit=3_300, time_limit=3_600)
def let_go_of_old() -> None:
    """Once a night, by beat."""
    let_go()


def send(run_id: int) -> None:
    """A hint to the workers. Where the broker does not take it, the run's row is told again."""
    try:
        hint(run_feed, run_id)
    except NoBroker as error:
        logger.warning("run %s could not be queued (%s); it is tried again in a minute", run_id, error)


def has_hints() -> bool:
    """Whether the broker holds hints that no worker took yet; yes where it does not say."""
    with app.connection_for_write() as connection:
        try:
            connection.ensure_connection(max_retries=1)
            queue = connection.default_channel.queue_declare(queue=_SYNC, passive=True)
        except ChannelError:
            return False  # a queue that nobody has put anything in
        except (BrokerError, *connection.connection_errors) as error:
            logger.warning("the broker does not say what waits (%s)", error)
            return True
        return bool(queue.message_count)
