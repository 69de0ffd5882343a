"""A run keeps what it read and says how long each phase took and how far it is."""

import zipfile
from pathlib import Path

import pytest
from pytest_django import Settings

from courses.feeds.exchange import Answer, Request
from courses.feeds.keep_read import keep_read
from courses.feeds.leases import begin, claim
from courses.feeds.models import KeptFile, Run
from courses.feeds.reading.progress import note_rows, rows_read
from tests.feeds.feeding import Catalogue, rows


def kept(run: Run) -> bytes:
    assert run.file is not None
    with run.file.content.open("rb") as content:
        return content.read()


def test_what_was_read_is_kept_with_its_name_and_size(catalogue: Catalogue) -> None:
    run = catalogue.holds(rows(3)).sync()
    assert kept(run) == catalogue.path.read_bytes()
    assert (run.file.name, run.file.use) == (catalogue.path.name, "read")
    assert (run.file.size, run.file.sha256) == (catalogue.path.stat().st_size, run.content_hash)


def test_the_same_content_is_kept_once_and_each_run_leads_to_it(catalogue: Catalogue) -> None:
    first = catalogue.holds(rows(3)).sync()
    again = catalogue.sync()
    other = catalogue.holds(rows(4)).sync()
    back = catalogue.holds(rows(3)).sync()
    assert again.status == "unchanged"
    assert first.file == again.file == back.file != other.file
    assert KeptFile.objects.count() == 2


def test_what_could_not_be_read_is_kept_too(catalogue: Catalogue) -> None:
    run = catalogue.says("id,title\n").sync()
    assert (run.status, kept(run)) == ("failed", b"id,title\n")


def test_nothing_is_kept_where_nothing_is_to_be(catalogue: Catalogue, settings: Settings) -> None:
    settings.FEED_KEEP_FILES_DAYS = 0
    assert catalogue.holds(rows(3)).sync().file is None


def test_a_full_disk_costs_the_copy_and_not_the_run(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    storage = KeptFile._meta.get_field("content").storage
    monkeypatch.setitem(vars(storage), "location", str(tmp_path / "blocked"))
    run = catalogue.holds(rows(3)).sync()
    assert (run.status, run.file) == ("done", None)


def test_several_pages_are_one_archive_in_their_order(catalogue: Catalogue, tmp_path: Path) -> None:
    run = begin(catalogue.feed, "command")
    answers = []
    for number in (1, 2):
        page = tmp_path / f"p{number}"
        page.write_bytes(b"page %d" % number)
        answers.append((Request(f"https://x.example/courses?page={number}"), Answer(200, {}, str(page))))
    file = keep_read(run, answers, "h" * 64, tmp_path)
    assert file is not None
    with zipfile.ZipFile(file.content.open("rb")) as archive:
        assert archive.namelist() == ["0001-courses", "0002-courses", "pages.txt"]
        assert archive.read("0002-courses") == b"page 2"
        assert "https://x.example/courses?page=1" in archive.read("pages.txt").decode()


def test_the_time_of_each_phase_is_kept(catalogue: Catalogue) -> None:
    run = catalogue.holds(rows(3)).sync()
    assert [phase for phase, _ in run.phase_times] == ["fetching", "reading", "comparing", "applying"]
    assert all(seconds >= 0 for _, seconds in run.phase_times)
    assert [phase for phase, _ in catalogue.sync().phase_times] == ["fetching"]
    failed = catalogue.says("id,title\n").sync()
    assert [phase for phase, _ in failed.phase_times] == ["fetching", "reading"]


def test_how_far_a_reading_is_is_told_with_the_lease(catalogue: Catalogue, settings: Settings) -> None:
    settings.FEED_LEASE_SECONDS = 0
    run = begin(catalogue.feed, "command")
    lease = claim(run.pk, "me")
    assert lease is not None
    lease.enter("reading", 60)
    lease.renew(lambda: {"rows": 7})
    run.refresh_from_db()
    assert (run.phase, run.progress["rows"]) == ("reading", 7)


@pytest.mark.parametrize(("noted", "told"), [(None, 0), ("", 0), ("1000", 1000)])
def test_the_reading_process_tells_its_parent_how_many_rows_it_read(
    tmp_path: Path, noted: str | None, told: int
) -> None:
    if noted is not None:
        (tmp_path / "rows-read").write_text(noted)
    assert rows_read(tmp_path) == told
    note_rows(tmp_path, 5)
    assert rows_read(tmp_path) == 5
