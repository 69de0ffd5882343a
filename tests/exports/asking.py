"""One who follows the open list, as docs/api.md says."""

from typing import Any

from django.db import connection
from django.test import Client

from tests.workers import until

Courses = dict[str, dict[str, Any]]


def ask(address: str, status: int = 200, **asked: str) -> Any:
    let_others_end()
    answer = Client().get(address, asked)
    assert answer.status_code == status, answer.content
    return answer.json()


def let_others_end() -> None:
    """The list waits for older transactions of the whole server: for those of tests in other processes as well."""
    if connection.vendor == "postgresql":
        before = _transactions_of_others()
        until(lambda: not before & _transactions_of_others(), "other tests end their transactions", 180)


def _transactions_of_others() -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, backend_xid::text FROM pg_stat_activity"
            " WHERE datname <> current_database() AND backend_xid IS NOT NULL"
        )
        return set(cursor.fetchall())


class Follower:
    """Holds what it was told of; `follow` is the one loop."""

    def __init__(self, **first: str) -> None:
        self.held: Courses = {}
        self.told: list[str] = []
        self._asked = first

    def follow(self) -> list[str]:
        """The ids that the answers named since the last time, in their order."""
        told = len(self.told)
        more = True
        while more:
            answer = ask("/api/v1/courses", **self._asked)
            for course in answer["courses"]:
                self._take(course)
            self._asked = {"cursor": answer["cursor"]}
            more = answer["more"]
        return self.told[told:]

    def _take(self, course: dict[str, Any]) -> None:
        self.told.append(course["id"])
        if course["withdrawn"]:
            self.held.pop(course["id"], None)
        else:
            self.held[course["id"]] = course

    @property
    def titles(self) -> set[str]:
        return {next(iter(course["title"].values())) for course in self.held.values()}
