"""What would be made of pushed records? They are few and small, so they are read in this process."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from consortium.vocabulary.answers import answered_profile
from courses.feeds.disk import is_full
from courses.feeds.exchange import Answer, NotReadable, ReaderSettings, Request
from courses.feeds.reading import Job, Reading, iter_checked, iter_problems
from courses.feeds.reading.work import read_rows
from courses.feeds.record import Problem
from courses.feeds.samples import working_folder

Result = dict[str, Any]
FORMAT = "records"


def as_file(records: Sequence[msgspec.Raw]) -> bytes:
    """As the reader of `records` reads them."""
    return b'{"records":[' + b",\n".join(bytes(record) for record in records) + b"]}"


@contextmanager
def read_here(records: Sequence[msgspec.Raw]) -> Iterator[Reading]:
    """The reading of a message's records; its files stand as long as the context. Raises NotReadable."""
    with ExitStack() as stack:
        with told_where_full():
            reading = _reading_in(stack.enter_context(working_folder("push")), records)
        yield reading


def _reading_in(folder: Path, records: Sequence[msgspec.Raw]) -> Reading:
    body = folder / "records.json"
    body.write_bytes(as_file(records))
    how = ReaderSettings("records", is_file=True)
    answers = ((Request("records"), Answer(200, {}, str(body))),)
    findings = folder / "reading"
    findings.mkdir()
    return read_rows(Job(FORMAT, how, answers, answered_profile(), str(findings)))


@contextmanager
def told_where_full() -> Iterator[None]:
    """Raises NotReadable (no_space) where there is no room for what came."""
    try:
        yield
    except OSError as error:
        if not is_full(error):
            raise
        message = "There is no room for this message on the site's disk. Nothing was changed; send it again later."
        raise NotReadable("no_space", message) from error


def results_of(reading: Reading, count: int) -> list[Result]:
    """One for each record in the order in which they came: its id, accepted or refused, and what is wrong with it."""
    results: list[Result] = [
        {"record": number, "id": None, "status": "repeated", "problems": []} for number in range(1, count + 1)
    ]
    for checked in iter_checked(reading.records):
        one = _result_at(results, checked.row)
        one["id"], one["status"] = checked.record.id, "accepted"
    for problem in iter_problems(reading.problems):
        _add(results, problem)
    return results


def _add(results: list[Result], problem: Problem) -> None:
    """A dispute names several rows; each is told."""
    for place in problem.row.split(" and "):
        one = _result_at(results, place)
        one["problems"].append(
            {name: getattr(problem, name) for name in ("field", "value", "reason", "remedy", "severity")}
        )
        if problem.severity == "record":
            one["id"], one["status"] = problem.record or None, "refused"


def _result_at(results: list[Result], place: str) -> Result:
    number = place.removeprefix("record ")
    if number.isdecimal() and 1 <= int(number) <= len(results):
        return results[int(number) - 1]
    return {"problems": []}  # of the message as a whole, which the run tells


__all__ = ["FORMAT", "NotReadable", "Result", "as_file", "read_here", "results_of", "told_where_full"]
