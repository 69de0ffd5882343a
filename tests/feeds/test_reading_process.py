"""Reading happens in a process of its own: what goes wrong in it ends that process, and the run says why."""

import json
import os
from pathlib import Path

import pytest

from courses.feeds.exchange import Answer, ReaderSettings, Request
from courses.feeds.profile import parse_profile
from courses.feeds.reading import Job, ReadingCrashed, ReadingFailed, iter_checked, read
from tests.feeds.stating import CONSORTIUM, PROFILE

ENDLESS = 'id = "id"\n[fields.title]\nfrom = "title"\npattern = \'^(a+)+$\'\n'


def job(folder: Path, body: bytes, form: str = "csv", profile: str = PROFILE, **limits: int) -> Job:
    answer = folder / "answer"
    answer.write_bytes(body)
    settings = ReaderSettings("here", True, parse_profile(profile))
    return Job(form, settings, ((Request("here"), Answer(200, {}, str(answer))),), CONSORTIUM, str(folder), **limits)


def test_it_reads_checks_and_leaves_records_and_problems_on_disk(tmp_path: Path) -> None:
    found = read(job(tmp_path, b"id,title\n1,Anatomy\n2,\n"))
    assert (found.read, found.refused) == (2, 1)
    assert [one.record.title["und"] for one in iter_checked(found.records)] == ["Anatomy"]
    assert found.problems.read_text().count("\n") == 1


def test_a_pattern_that_would_never_end_is_ended_and_its_worker_renews_its_lease_meanwhile(tmp_path: Path) -> None:
    told: list[int] = []
    with pytest.raises(ReadingFailed) as caught:
        read(job(tmp_path, b"id,title\n1," + b"a" * 60 + b"!\n", profile=ENDLESS, seconds=4), lambda: told.append(1))
    assert caught.value.reason == "timeout"
    assert caught.value.message.endswith(".")
    assert told


def test_what_takes_more_memory_than_it_may_is_too_large(tmp_path: Path) -> None:
    body = b"id,title\n" + b"".join(b"%d,A\n" % number for number in range(300_000))
    with pytest.raises(ReadingFailed) as caught:
        read(job(tmp_path, body, memory_bytes=60_000_000))
    assert caught.value.reason == "too_large"
    assert "smaller parts" in caught.value.message


def test_an_object_larger_than_any_course_is_too_large(tmp_path: Path) -> None:
    body = json.dumps([{"id": "1", "title": "x" * 17_000_000}]).encode()
    with pytest.raises(ReadingFailed, match="larger than 16 MB") as caught:
        read(job(tmp_path, body, "json"))
    assert caught.value.reason == "too_large"


def test_a_fault_of_ours_is_none_of_the_feed(tmp_path: Path) -> None:
    with pytest.raises(ReadingCrashed, match="no format 'fax'"):
        read(job(tmp_path, b"", "fax"))


def test_it_is_given_nothing_of_its_parents_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "guarded-by-the-parent")
    seen: list[bytes] = []
    with pytest.raises(ReadingFailed):
        read(job(tmp_path, b"id,title\n1," + b"a" * 60 + b"!\n", profile=ENDLESS, seconds=3), lambda: look(seen))
    assert seen
    assert not any(b"guarded-by-the-parent" in environment for environment in seen)


def look(seen: list[bytes]) -> None:
    """The environments of the processes that this one has started."""
    process = os.getpid()
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    seen.extend(Path(f"/proc/{child}/environ").read_bytes() for child in children)
