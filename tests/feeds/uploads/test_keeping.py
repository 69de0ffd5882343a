"""A file that was given is kept as it is, known by its bytes, and never opened by its name."""

import zipfile
from io import BytesIO

import openpyxl
import pytest
from pytest_django import Settings

from courses.feeds.models import KeptFile
from courses.feeds.sync import sync
from courses.feeds.uploads.keeping import CannotKeep, clean_name, keep
from courses.feeds.uploads.kinds import kind_of
from tests.feeds.uploads.giving import Given, row, sheet


def workbook() -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    book.active.append(["id", "title"])
    book.save(file)
    return file.getvalue()


def archive(*names: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"id,title\n1,Heart\n", "text"),
        ("id,title\n1,હૃદય\n".encode("utf-16"), "text"),
        ("id,title\n1,Heart\n".encode("utf-16-le"), "text"),
        (b"\xef\xbb\xbfid\n", "text"),
        (b"<html><table>", "text"),
        (workbook(), "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "workbook"),
        (archive("content.xml", "mimetype"), "workbook"),
        (archive("manifest.csv", "courses.csv"), "archive"),
        (archive("word/document.xml"), "a document of Word"),
        (archive("ppt/presentation.xml"), "a presentation"),
        (b"PK\x03\x04 and then nothing", "a broken ZIP archive or workbook"),
        (b"%PDF-1.7", "a PDF document"),
        (b"MZ\x90\x00", "a program"),
        (b"id,title\n" * 100 + b"\x00", "a file that is neither text nor a table"),
    ],
)
def test_a_file_is_known_by_its_bytes(content: bytes, kind: str) -> None:
    assert kind_of(BytesIO(content)) == kind


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("register.csv", "register.csv"),
        ("C:\\Users\\office\\register.csv", "register.csv"),
        ("../../etc/passwd", "passwd"),
        ("re\u202egister\x00\n.csv", "register.csv"),
        ("અભ્યાસક્રમ ૨૦૨૬.xlsx", "અભ્યાસક્રમ ૨૦૨૬.xlsx"),
        ("...", "file"),
        ("", "file"),
        ("x" * 300 + ".csv", "x" * 251 + ".csv"),
    ],
)
def test_its_name_is_cleaned(name: str, shown: str) -> None:
    assert clean_name(name) == shown


def test_what_is_kept_is_what_was_given(given: Given) -> None:
    kept = given.keep(row(1), name="a/b/my list.csv")
    assert (kept.name, kept.use, kept.size) == ("my list.csv", "upload", len(sheet(row(1))))
    assert kept.content.storage.open(kept.content.name).read() == sheet(row(1))
    assert "my list" not in kept.content.name


def test_the_same_bytes_are_stored_once_and_stay_until_the_last_row_is_gone(given: Given) -> None:
    first, second = given.keep(row(1)), given.keep(row(1))
    assert first.content.name == second.content.name
    first.delete()
    assert second.content.storage.exists(second.content.name)
    name = second.content.name
    second.delete()
    assert not first.content.storage.exists(name)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "This file is empty"),
        (b"%PDF-1.7 ...", "This is a PDF document. This catalogue is read as CSV: give a text file"),
        (workbook(), "This is a workbook."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_give(given: Given, content: bytes, told: str) -> None:
    with pytest.raises(CannotKeep, match=told.replace(".", r"\.")):
        keep(given.feed, "register.csv", BytesIO(content))
    assert not KeptFile.objects.exists()


def test_a_file_that_is_too_large_is_not_kept(given: Given, settings: Settings) -> None:
    settings.FEED_MAX_UPLOAD_BYTES = 10
    with pytest.raises(CannotKeep, match="more than 1e-05 MB"):
        given.keep(row(1))
    assert not KeptFile.objects.exists()


def test_a_file_that_is_gone_from_the_storage_fails_the_run_in_words(given: Given) -> None:
    kept = given.keep(row(1))
    kept.content.storage.delete(kept.content.name)
    run = sync(given.feed, "upload", file=kept)
    assert (run.status, run.reason) == ("failed", "unreadable")
    assert "register.csv" in run.message
    assert "feeds/" not in run.message


def test_what_names_the_file_is_what_its_giver_called_it(given: Given) -> None:
    page = keep(given.feed, "register.csv", BytesIO(b"<!doctype html><title>Sign in</title>"))
    run = sync(given.feed, "upload", file=page)
    assert (run.status, run.reason) == ("failed", "not_a_feed")
    assert run.message.startswith("register.csv answered with a web page titled 'Sign in'")
