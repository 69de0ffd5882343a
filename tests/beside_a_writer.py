"""What becomes of a question that is asked while another transaction has written and not ended?"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction

from tests.workers import until


def while_it_is_written(write: Callable[[], object], ask: Callable[[], Any]) -> Any:
    """The answer to what is asked after `write`, and before its transaction ends."""

    def asked() -> Any:
        try:
            return ask()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            write()
            answer: Future[Any] = other.submit(asked)
            until(lambda: answer.done() or _waits_for_another(), "it is answered, or waits")
        return answer.result()


def _waits_for_another() -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")  # a transaction is told the same again and again
        cursor.execute(waiting)
        return bool(cursor.fetchone()[0])
