"""Bad input to the commands: each is told where, what and how to mend it, by exit code, and nothing is lost."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from courses.feeds.models import Feed, Run
from tests.corners import college
from tests.faults.invariant import states_of
from tests.feeds.feeding import PROFILE, as_csv, rows

pytestmark = pytest.mark.django_db

WRONG_USE, FAILED, HELD = 2, 1, 3
CONNECT = ("connect_feed", "tapi", "--name", "register", "--format", "csv", "--file", "courses.csv")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that commands are given in, with a catalogue and a profile in it."""
    monkeypatch.chdir(tmp_path)
    Path("courses.csv").write_text(as_csv(rows(12)))
    Path("profile.toml").write_text(PROFILE)
    Path("wrong.toml").write_text('id = "id"\n[fields.titel]\nfrom = "title"\n')
    Path("latin.toml").write_bytes('# Zoë\nid = "id"'.encode("latin-1"))
    college("tapi")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--profile", "wrong.toml"),
            ["--profile", "fields.titel", "there is no field", "fields.title: is missing", "Add"],
        ),
        (("--profile", "none.toml"), ["--profile", "none.toml", "cannot be read", "TOML"]),
        (("--profile", "latin.toml"), ["--profile", "latin.toml", "UTF-8"]),
        ((), ["--profile", "csv", "needs one", "docs/"]),
        (("--format", "fax", "--profile", "profile.toml"), ["--format", "'fax'", "csv, json"]),
        (("--where", "seats", "--profile", "profile.toml"), ["--where", "'seats'", "COLUMN=VALUE"]),
        (("--every", "1s", "--profile", "profile.toml"), ["--every", "'1s'", "24h"]),
        (("--name", "the register", "--profile", "profile.toml"), ["--name", "'the register'", "letters, digits"]),
    ],
)
def test_a_wrong_connection_is_told_and_nothing_is_connected(
    folder: Path, arguments: tuple[str, ...], told: list[str]
) -> None:
    message = refused(*CONNECT, *arguments)
    for words in told:
        assert words in message, message
    assert not Feed.objects.exists()


@pytest.mark.parametrize(
    "address",
    [
        "courses.csv",
        "ftp://tapi.example/courses.csv",
        "file:///etc/passwd",
        "https://",
        "http://127.0.0.1/",
        "https://a b/",
    ],
)
def test_an_address_that_may_not_be_read_is_told_before_anything_is_asked(folder: Path, address: str) -> None:
    message = refused(
        "connect_feed", "tapi", "--name", "web", "--format", "csv", "--url", address, "--profile", "profile.toml"
    )
    assert "--url" in message
    assert address.rstrip("/") in message
    assert not Feed.objects.exists()


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("sync", "mahi"), ["no college 'mahi'", "admit_college mahi"]),
        (("sync", "tapi"), ["no feed", "connect_feed tapi"]),
        (("sync", "tapi", "web"), ["no feed 'web'"]),
        (("runs", "mahi"), ["no college 'mahi'"]),
        (("run", "12345"), ["no run 12345", "runs COLLEGE"]),
        (("release", "12345", "--confirm"), ["no run 12345"]),
        (("revert", "12345"), ["no run 12345"]),
        (("resume", "tapi", "register"), ["no feed 'register'"]),
    ],
)
def test_what_is_not_there_is_told_with_the_command_that_makes_or_finds_it(
    folder: Path, command: tuple[str, ...], told: list[str]
) -> None:
    message = refused(*command)
    for words in told:
        assert words in message, message


def half_of_it(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-6] + b'"')


BAD_FEEDS: dict[str, tuple[Callable[[Path], object], str, list[str]]] = {
    "it is gone": (Path.unlink, "unreadable", ["cannot be read", "Check its path"]),
    "it is a folder": (lambda path: (path.unlink(), path.mkdir()), "not_a_feed", ["is no file"]),
    "a column is missing": (
        lambda path: path.write_text(path.read_text().replace("title", "name", 1)),
        "unreadable",
        ["fields.title", "no column 'title'", "id, name, code", "Mend the profile"],
    ),
    "a page of html": (
        lambda path: path.write_text("<!DOCTYPE html><title>Sign in</title>"),
        "not_a_feed",
        ["web page titled 'Sign in'", "needs no sign-in"],
    ),
    "a workbook": (lambda path: path.write_bytes(b"PK\x03\x04rest"), "not_a_feed", ["ZIP archive or a workbook"]),
    "it is empty": (lambda path: path.write_text(""), "empty", ["is empty", "ask the college"]),
    "it has no rows": (lambda path: path.write_text(as_csv([])), "empty", ["no record", "ask the college"]),
    "it is cut": (half_of_it, "truncated", ["inside the quotation marks", "line 13", "read again later"]),
    "utf-16 that nothing tells": (
        lambda path: path.write_bytes(path.read_text().encode("utf-16-le")),
        "unreadable",
        ["no utf-8 text", "encoding"],
    ),
}


@pytest.mark.parametrize("name", BAD_FEEDS)
def test_a_feed_that_cannot_be_read_is_told_and_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    spoil, reason, told = BAD_FEEDS[name]
    call_command(*CONNECT, "--profile", "profile.toml")
    call_command("sync", "tapi")
    before = states_of(Feed.objects.get().source.organisation)
    capsys.readouterr()
    spoil(folder / "courses.csv")
    with pytest.raises(SystemExit) as ended:
        call_command("sync", "tapi", "--json")
    said = capsys.readouterr()
    assert ended.value.code == FAILED
    run = json.loads(said.out)
    assert (run["status"], run["reason"], run["read"]) == ("failed", reason, 0)
    assert reason in said.err
    for words in told:
        assert words in said.err, said.err
    assert "Traceback" not in said.err + said.out
    assert states_of(Feed.objects.get().source.organisation) == before


def test_wrong_values_are_told_with_row_value_and_remedy_and_the_rest_is_taken(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("courses.csv").write_text("id,title,code,about,seats,starts,places,taken\n1,Anatomy,AN,,many,31.31.2026,9,\n")
    call_command(*CONNECT, "--profile", "profile.toml")
    call_command("sync", "tapi")
    capsys.readouterr()
    call_command("run", str(Run.objects.get().pk), "--problems")
    told = capsys.readouterr().out
    assert "created 1" in told
    for words in (
        "line 2",
        "intake",
        "'many'",
        "no whole number",
        "starts_on",
        "'31.31.2026'",
        "is no date",
        "YYYY-MM-DD",
    ):
        assert words in told, told


def test_a_catalogue_of_which_most_is_refused_waits_for_a_person(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command(*CONNECT, "--profile", "profile.toml")
    call_command("sync", "tapi")
    capsys.readouterr()
    Path("courses.csv").write_text(as_csv([{**row, "title": ""} for row in rows(12)]))
    with pytest.raises(SystemExit) as ended:
        call_command("sync", "tapi")
    assert ended.value.code == HELD
    assert "12 of 12 rows were refused" in capsys.readouterr().out


def refused(*command: str) -> str:
    """The words of a command that was used wrongly."""
    with pytest.raises(CommandError) as caught:
        call_command(*command)
    assert caught.value.returncode == WRONG_USE
    return str(caught.value)
