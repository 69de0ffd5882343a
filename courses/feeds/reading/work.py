"""The reading itself: rows become checked records and problems on disk, with little in memory."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO

import msgspec

from consortium.vocabulary.words import Vocabulary
from courses.feeds.carry import EVERY_FIELD
from courses.feeds.completeness import completeness
from courses.feeds.exchange import Notice, NotReadable, Row, Told
from courses.feeds.readers import reader_of
from courses.feeds.reading.aside import Aside
from courses.feeds.reading.checks import Checker
from courses.feeds.reading.job import Job, Reading
from courses.feeds.reading.repeats import merge
from courses.feeds.reading.report import Report
from courses.feeds.record import Checked, Problem
from courses.feeds.scope import Scope, texts_at

_encoder = msgspec.json.Encoder()
_decode = msgspec.json.Decoder(Checked).decode
BLOCK = 1_000


def read_rows(job: Job, on_block: Callable[[int], None] = lambda _rows: None) -> Reading:
    """Read, check and write; raises NotReadable where the feed as a whole cannot be read."""
    reader = reader_of(job.format)
    report = Report(has_profile=has_profile(job))
    settings = msgspec.structs.replace(job.settings, time_zone=job.consortium.time_zone)
    draft = job.records.with_suffix(".draft")
    with draft.open("wb") as output, job.deleted.open("wb") as deleted:
        pages, aside = _Records(output), Aside(deleted)
        taker = _Taker(Checker(Vocabulary(job.consortium), report, job.today), report, job.scope)
        told = reader.rows(job.answers, settings)
        rows = aside.records(told if job.first is None else _beginning(told, job.first))
        read, refused = _check_all(rows, taker, pages, on_block)
    if not read and not aside.only_changes and job.first is None:
        what = "The feed holds no record: look whether anything stands below the names of its columns."
        raise NotReadable("empty", f"{what} Nothing was changed; ask the college what happened to it.")
    gone = _deleted_since(draft, pages, aside.deleted_at)
    disputes = _collapse(draft, job.records, pages.repeats, gone)
    _write_problems(job.problems, [*report.problems(), *disputes])
    return Reading(
        read,
        pages.repeated + len(gone),
        refused,
        str(job.records),
        str(job.problems),
        deleted_path=str(job.deleted),
        only_changes=aside.only_changes,
        completeness=pages.completeness,
        words=report.words(),
    )


def has_profile(job: Job) -> bool:
    """Whether those who read what is wrong have a feed with a profile that says how it is read."""
    return job.is_of_feed and reader_of(job.format).NEEDS_PROFILE


def _beginning(told: Iterator[Told], first: int) -> Iterator[Told]:
    """The first rows; that what follows them is missing is no fault of theirs."""
    count = 0
    try:
        while count < first:
            row = next(told)
            count += isinstance(row, Row)
            yield row
    except StopIteration:
        return
    except NotReadable:
        if not count:
            raise


class _Taker:
    """Checks rows, and refuses those that do not belong to what the file says it is."""

    def __init__(self, checker: Checker, report: Report, scope: Scope) -> None:
        self._checker = checker
        self._report = report
        self._scope = scope
        self.notice = report.notice
        self.take = checker.check if scope.kind != "part" else self._take

    def _take(self, row: Row) -> Checked | None:
        checked = self._checker.check(row)
        if checked is None:
            return None
        head, _, _ = self._scope.field.partition(".")
        stated = {head: msgspec.to_builtins(getattr(checked.record, head))}
        if self._scope.holds(stated):
            return checked
        self._report.refuse(
            self._scope.field,
            ", ".join(texts_at(stated, self._scope.field)),
            f"is of another part: this file was given as {self._scope.words}",
            "Take this row out, or give the file again as additions and changes only.",
        )
        return None


class _Records:
    """Writes records to one file and knows where each id first stood."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._buffer = bytearray()
        self.first_at: dict[str, int] = {}
        self._position = 0
        self.repeats: dict[int, list[int]] = {}
        self.repeated = 0
        self._whole = self._complete = 0

    def write(self, checked: Checked) -> None:
        start = self._position
        first = self.first_at.setdefault(checked.record.id, start)
        if first != start:
            self.repeats.setdefault(first, [first]).append(start)
            self.repeated += 1
        if EVERY_FIELD not in checked.keeps:
            self._whole += 1
            self._complete += completeness(checked.record)
        before = len(self._buffer)
        _encoder.encode_into(checked, self._buffer, before)
        self._buffer += b"\n"
        self._position += len(self._buffer) - before
        if len(self._buffer) > 1_000_000:
            self.flush()

    @property
    def completeness(self) -> int | None:
        """Of its records on average; None where none was told whole."""
        return round(self._complete / self._whole) if self._whole else None

    def flush(self) -> None:
        self._output.write(self._buffer)
        self._buffer.clear()


def _check_all(
    rows: Iterable[Row | Notice], taker: _Taker, records: _Records, on_block: Callable[[int], None]
) -> tuple[int, int]:
    read = refused = 0
    for row in rows:
        if isinstance(row, Notice):
            taker.notice(row)
            continue
        read += 1
        checked = taker.take(row)
        if checked is None:
            refused += 1
        else:
            records.write(checked)
        if read % BLOCK == 0:
            on_block(read)
    records.flush()
    return read, refused


def _deleted_since(draft: Path, pages: _Records, deleted_at: dict[str, str]) -> set[int]:
    """Where the first lines of those ids are that their source deleted after it stated them for the last time."""
    gone: set[int] = set()
    with draft.open("rb") as lookup:
        for record_id, at in deleted_at.items():
            first = pages.first_at.get(record_id)
            if first is None:
                continue
            stated = [_line_at(lookup, one).stated_at for one in pages.repeats.get(first, [first])]
            if at > max(stated):
                gone.add(first)
    return gone


def _collapse(draft: Path, final: Path, repeats: dict[int, list[int]], gone: set[int]) -> list[Problem]:
    """Each id once, less what is `gone`: the first line of a repeated id becomes what all its lines state together."""
    if not repeats and not gone:
        draft.rename(final)
        return []
    problems: list[Problem] = []
    later = {position for positions in repeats.values() for position in positions[1:]}
    with draft.open("rb") as source, draft.open("rb") as lookup, final.open("wb") as output:
        position = 0
        for line in source:
            if position in gone:
                pass
            elif position in repeats:
                merged, disputes = merge([_line_at(lookup, one) for one in repeats[position]])
                problems += disputes
                output.write(_encoder.encode(merged) + b"\n")
            elif position not in later:
                output.write(line)
            position += len(line)
    draft.unlink()
    return problems


def _line_at(source: IO[bytes], position: int) -> Checked:
    source.seek(position)
    return _decode(source.readline())


def _write_problems(path: Path, problems: list[Problem]) -> None:
    with path.open("wb") as output:
        for problem in problems:
            output.write(_encoder.encode(problem) + b"\n")
