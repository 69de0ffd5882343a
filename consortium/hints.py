"""How are workers told of work at once, whatever state the broker is in? A hint that is lost is told again by beat."""

from typing import Any

from celery import Task
from kombu.exceptions import OperationalError

from consortium.celery import app

PATIENCE_SECONDS = 1.0
"""How long a visitor, or a college's system, waits for a broker that says nothing."""

__all__ = ["NoBroker", "hint"]


class NoBroker(Exception):
    """The broker does not take it now."""


def hint(task: "Task[Any, Any]", *arguments: Any) -> None:
    """Put the task on the broker; raises NoBroker. On a connection of its own: those of workers wait for longer."""
    patience = {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS}
    try:
        with app.connection_for_write(transport_options=patience) as connection:
            task.apply_async(arguments, connection=connection, retry=False)
    except OperationalError as error:
        raise NoBroker(str(error)) from error
