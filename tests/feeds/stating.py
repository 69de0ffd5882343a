"""A feed as bytes, read and checked by the product without a database or a second process."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from consortium.vocabulary.checks import read_profile
from courses.feeds.exchange import Answer, Exchange, ReaderSettings, Request
from courses.feeds.profile import parse_profile
from courses.feeds.reading import iter_checked, iter_problems
from courses.feeds.reading.job import Job, Reading
from courses.feeds.reading.work import read_rows
from courses.feeds.record import Checked, CourseRecord, Problem

CONSORTIUM = read_profile(Path(__file__).resolve().parents[2] / "consortium/vocabulary/profiles/medical.toml")

PROFILE = """
id = "id"
[fields.title]
from = "title"
"""


class Found(NamedTuple):
    """What a reading found."""

    reading: Reading
    checked: list[Checked]
    problems: list[Problem]
    deleted: list[str]

    @property
    def record(self) -> CourseRecord:
        """The only one."""
        (only,) = self.checked
        return only.record

    @property
    def problem(self) -> Problem:
        """The only one."""
        (only,) = self.problems
        return only

    def of(self, record_id: str) -> CourseRecord:
        (only,) = (one.record for one in self.checked if one.record.id == record_id)
        return only


def read(
    form: str,
    *answers: bytes | str,
    profile: str = PROFILE,
    where: dict[str, str] | None = None,
    about: str = "",
) -> Found:
    """Read answers in this format; raises NotReadable where the feed as a whole cannot be read."""
    settings = ReaderSettings("here", True, parse_profile(profile) if profile else None, where or {})
    with tempfile.TemporaryDirectory() as folder:
        exchanges = []
        for number, answer in enumerate(answers):
            path = Path(folder) / f"answer-{number}"
            path.write_bytes(answer.encode() if isinstance(answer, str) else answer)
            exchanges.append((Request("here", about), Answer(200, {}, str(path))))
        return read_answers(form, tuple(exchanges), settings)


def read_csv(*lines: str, profile: str = PROFILE, where: dict[str, str] | None = None) -> Found:
    return read("csv", "\n".join(lines) + "\n", profile=profile, where=where)


def read_answers(form: str, exchanges: tuple[Exchange, ...], settings: ReaderSettings) -> Found:
    """The same for answers that were spooled already."""
    with tempfile.TemporaryDirectory() as folder:
        reading = read_rows(Job(form, settings, exchanges, CONSORTIUM, folder))
        return Found(
            reading, [*iter_checked(reading.records)], [*iter_problems(reading.problems)], [*reading.deleted()]
        )
