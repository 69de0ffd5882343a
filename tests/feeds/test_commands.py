"""The commands of feeds: exit 0 done, 1 failed, 2 wrong use, 3 held; `--json` prints one document and nothing else."""

from pathlib import Path

import pytest

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.document import problem_line
from courses.feeds.models import Feed, Problem, Run
from courses.feeds.readers import READERS
from tests.commanding import Said, say
from tests.feeds.feeding import PROFILE, Catalogue, as_csv, row, rows

pytestmark = pytest.mark.django_db
RUN_OF_CONTRACT = {
    *("run", "college", "feed", "status", "reason", "decision", "dry_run", "started_at", "seconds", "read", "created"),
    *("changed", "refreshed", "same", "returned", "withdrawn", "held", "refused", "repeated", "problems"),
}


@pytest.fixture
def tapi() -> Organisation:
    return Organisation.objects.create(slug="tapi", name="Tapi", label="Tapi", dye=1)


@pytest.fixture
def catalogue(tapi: Organisation, tmp_path: Path) -> Catalogue:
    return Catalogue(tapi, tmp_path).holds(rows(20))


@pytest.fixture
def held(catalogue: Catalogue) -> Run:
    """A run of which ten withdrawals wait for a person."""
    catalogue.sync()
    return catalogue.holds(rows(10)).sync()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "profile.toml"
    path.write_text(PROFILE)
    return path


def connecting(path: Path, changed: dict[str, str] | None = None) -> Said:
    """connect_feed with the options of a working one, but for those that a test changes; "" leaves one out."""
    options = {"name": "register", "format": "csv", "file": "/srv/courses.csv", "profile": str(path), **(changed or {})}
    college = options.pop("college", "tapi")
    return say("connect_feed", college, *(f"--{name}={value}" for name, value in options.items() if value))


def test_a_feed_is_connected_and_connected_again_it_does_not_change(tapi: Organisation, profile: Path) -> None:
    first, again = connecting(profile), connecting(profile)

    assert (first.code, again.code) == (0, 0)
    assert "tapi/register is connected" in first.out
    assert "was connected like this already" in again.out
    assert Feed.objects.count() == 1


def test_connecting_prints_one_document_where_it_is_asked_for(tapi: Organisation, profile: Path) -> None:
    options = ("--name=register", "--format=csv", "--file=/srv/courses.csv", f"--profile={profile}", "--json")
    assert say("connect_feed", "tapi", *options).json == {
        "college": "tapi",
        "feed": "register",
        "format": "csv",
        "changed": True,
    }


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"college": "nowhere"}, "There is no college 'nowhere'. Admit it first: admit_college nowhere"),
        ({"format": "dbf"}, "--format: "),
        ({"format": ""}, "--format"),
        ({"name": "the register"}, "--name: 'the register' may hold letters, digits, - and _ only"),
        ({"format": "ooapi-v5", "profile": ""}, "--file: ooapi-v5 is no file but asks a server"),
        ({"file": ""}, "--url --file"),
        ({"file": "", "url": "courses of tapi"}, "--url: "),
        ({"file": "", "url": "ftp://tapi.example/courses.csv"}, "--url: "),
        ({"file": "", "url": "http://127.0.0.1:9/courses.csv"}, "--url: "),
        ({"url": "https://tapi.example/courses.csv"}, "not allowed with"),
        ({"profile": "/nowhere/profile.toml"}, "--profile: /nowhere/profile.toml cannot be read"),
        ({"profile": ""}, "--profile: the format csv needs one"),
        ({"where": "College"}, "--where: 'College' is not COLUMN=VALUE"),
        ({"every": "daily"}, "--every: 'daily' is no such time. Write 30m, 24h or 7d"),
        ({"every": "1m"}, "5m or more"),
    ],
)
def test_wrong_use_of_connect_feed_ends_with_2_and_says_what_is_wrong(
    tapi: Organisation, profile: Path, changed: dict[str, str], message: str
) -> None:
    said = connecting(profile, changed)

    assert said.code == 2
    assert message in said.err
    assert said.out == ""
    assert not Feed.objects.exists()


def test_an_unknown_format_lists_the_known_ones(tapi: Organisation, profile: Path) -> None:
    said = connecting(profile, {"format": "dbf"})

    assert all(name in said.err for name in READERS)


@pytest.mark.parametrize(
    "content", [b"[fields.title]\nfrom = \xff", b"[fields", b'id = ["id"]\n[fields.colour]\nfrom="x"']
)
def test_a_profile_that_does_not_hold_is_refused_as_wrong_use(
    tapi: Organisation, profile: Path, content: bytes
) -> None:
    profile.write_bytes(content)

    said = connecting(profile)

    assert said.code == 2
    assert said.err.startswith("--profile: ")
    assert not Feed.objects.exists()


def test_a_sync_is_told_in_words_and_ends_with_0(catalogue: Catalogue) -> None:
    said = say("sync", "tapi")

    assert said.code == 0
    assert "done" in said.out
    assert "created 20" in said.out
    assert said.err == ""


def test_a_sync_prints_the_run_of_the_contract(catalogue: Catalogue) -> None:
    run = say("sync", "tapi", "register", "--json").json

    assert run.keys() >= RUN_OF_CONTRACT
    assert (run["college"], run["feed"], run["status"], run["created"]) == ("tapi", "register", "done", 20)
    assert (run["reason"], run["decision"], run["dry_run"]) == (None, None, False)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(catalogue: Catalogue) -> None:
    said = say("sync", "tapi", "--dry-run")

    assert said.code == 0
    assert "nothing was applied" in said.out
    assert not Course.objects.exists()


def test_a_failed_sync_ends_with_1_and_gives_its_reason_on_standard_error(catalogue: Catalogue) -> None:
    catalogue.says("<!doctype html><title>Sign in</title>")

    said = say("sync", "tapi", "--json")

    assert said.code == 1
    assert said.json["status"] == "failed"
    assert said.err.startswith("not_a_feed: ")


def test_a_file_that_is_missing_is_named(catalogue: Catalogue) -> None:
    catalogue.path.unlink()

    said = say("sync", "tapi")

    assert said.code == 1
    assert str(catalogue.path) in said.err
    assert "Traceback" not in said.err


def test_a_sync_that_is_held_ends_with_3(catalogue: Catalogue) -> None:
    catalogue.sync()
    catalogue.holds(rows(10))

    said = say("sync", "tapi", "--json")

    assert said.code == 3
    assert (said.json["status"], said.json["held"]) == ("held", 10)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("sync", "nowhere"), "There is no college 'nowhere'"),
        (("sync", "tapi", "timetable"), "tapi has no feed 'timetable'"),
        (("sync",), "the following arguments are required: college"),
        (("runs", "nowhere"), "There is no college 'nowhere'"),
        (("runs", "tapi", "timetable"), "tapi has no feed 'timetable'"),
        (("runs", "tapi", "--last", "0"), "--last"),
        (("runs", "tapi", "--last", "few"), "--last"),
        (("run", "4711"), "There is no run 4711"),
        (("run", "first"), "invalid int value: 'first'"),
        (("release", "4711", "--confirm"), "There is no run 4711"),
        (("revert", "4711"), "There is no run 4711"),
        (("resume", "tapi", "timetable"), "tapi has no feed 'timetable'"),
        (("resume", "tapi"), "the following arguments are required: name"),
    ],
)
def test_what_is_not_there_is_wrong_use(catalogue: Catalogue, arguments: tuple[str, ...], message: str) -> None:
    said = say(*arguments)

    assert (said.code, said.out) == (2, "")
    assert message in said.err


def test_a_college_with_two_feeds_is_asked_which(catalogue: Catalogue, tapi: Organisation, tmp_path: Path) -> None:
    Catalogue(tapi, tmp_path, name="electives")

    said = say("sync", "tapi")

    assert said.code == 2
    assert "tapi has several feeds: " in said.err


def test_runs_are_listed_newest_first_and_as_many_as_asked_for(catalogue: Catalogue) -> None:
    runs = [catalogue.sync().pk for _ in range(3)]

    assert [run["run"] for run in say("runs", "tapi", "--json").json] == runs[::-1]
    assert [run["run"] for run in say("runs", "tapi", "register", "--last", 1, "--json").json] == runs[-1:]
    assert say("runs", "tapi").out.count("tapi/register") == 3


def test_where_there_is_no_run_that_is_said(catalogue: Catalogue) -> None:
    assert say("runs", "tapi").out.strip() == "No run yet."
    assert say("runs", "tapi", "--json").json == []


def test_a_run_is_read_back_with_its_changes_and_problems(catalogue: Catalogue) -> None:
    run = catalogue.holds([*rows(20), row(21, seats="many")]).sync()

    told = say("run", run.pk, "--changes", "--problems", "--json").json

    assert told.keys() >= RUN_OF_CONTRACT
    assert len(told["changes"]) == 21
    assert [problem.keys() for problem in told["problems"]] == [
        {"row": 0, "record": 0, "field": 0, "value": 0, "reason": 0, "remedy": 0, "severity": 0}.keys()
    ]
    assert (told["problems"][0]["field"], told["problems"][0]["value"]) == ("intake", "many")
    assert say("run", run.pk, "--json").json["problems"] == 1
    assert "many" in say("run", run.pk, "--problems").out


def test_a_held_run_is_confirmed(held: Run, catalogue: Catalogue) -> None:
    said = say("release", held.pk, "--confirm", "--json")

    assert said.code == 0
    assert (said.json["status"], said.json["decision"]) == ("done", "confirmed")
    assert len(catalogue.shown()) == 10


def test_a_held_run_is_discarded(held: Run, catalogue: Catalogue) -> None:
    said = say("release", held.pk, "--discard")

    assert said.code == 0
    assert "discarded" in said.out
    assert len(catalogue.shown()) == 20


@pytest.mark.parametrize("decision", [(), ("--confirm", "--discard")])
def test_a_held_run_is_decided_one_way(held: Run, decision: tuple[str, ...]) -> None:
    assert say("release", held.pk, *decision).code == 2


def test_what_is_decided_is_not_decided_again(held: Run) -> None:
    say("release", held.pk, "--discard")

    said = say("release", held.pk, "--confirm")

    assert said.code == 2
    assert f"Run {held.pk} waits for no decision: it is done, discarded." in said.err


def test_what_was_discarded_is_withdrawn_after_all_by_a_word_of_its_own(held: Run, catalogue: Catalogue) -> None:
    say("release", held.pk, "--discard")

    assert say("release", held.pk, "--discard", "--after-all").code == 2
    assert len(catalogue.shown()) == 20
    assert say("release", held.pk, "--confirm", "--after-all").code == 0
    assert len(catalogue.shown()) == 10


def test_a_run_is_reverted_once_and_its_source_resumes(catalogue: Catalogue) -> None:
    run = catalogue.sync()

    undoing = say("revert", run.pk, "--json")
    again = say("revert", run.pk)
    resumed, resumed_again = say("resume", "tapi", "register"), say("resume", "tapi", "register", "--json")

    assert (undoing.code, undoing.json["reverts"], undoing.json["withdrawn"]) == (0, run.pk, 20)
    assert again.code == 2
    assert (resumed.code, resumed.out.strip()) == (0, "tapi/register runs again.")
    assert resumed_again.json == {"college": "tapi", "feed": "register", "changed": False}


def test_a_given_file_is_read_and_says_what_it_is(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "new courses.csv"
    path.write_text(as_csv([row(50)]))
    catalogue.sync()

    run = say("sync", "tapi", "register", "--upload", path, "--scope", "changes", "--json").json

    assert (run["status"], run["created"], run["withdrawn"]) == ("done", 1, 0)
    assert (run["file"], run["scope"], run["trigger"]) == ("new courses.csv", {"kind": "changes"}, "upload")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--upload", "/nowhere.csv"), "--upload: /nowhere.csv: "),
        (("--scope", "changes"), "add --upload FILE"),
        (("--upload", "{path}", "--scope", "some"), "--scope: 'some' says not what the file is"),
        (("--upload", "{path}", "--scope", "part:colour=red"), "--scope: There is no field 'colour'"),
        (("--upload", "{empty}"), "This file is empty"),
    ],
)
def test_wrong_use_of_an_upload_ends_with_2(
    catalogue: Catalogue, tmp_path: Path, options: tuple[str, ...], message: str
) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("")

    said = say("sync", "tapi", "register", *(one.format(path=catalogue.path, empty=empty) for one in options))

    assert said.code == 2
    assert message in said.err
    assert not Run.objects.exists()


def test_a_feed_of_uploads_is_not_read_without_a_file(catalogue: Catalogue) -> None:
    Feed.objects.update(way=Feed.Way.UPLOAD, path="")

    said = say("sync", "tapi", "register")

    assert (said.code, Run.objects.count()) == (2, 0)
    assert "add --upload FILE" in said.err


def test_a_note_on_the_whole_file_begins_with_what_it_is_about() -> None:
    note = Problem(severity="note", value="Total", reason="begins a row of totals", remedy="Nothing needs to be done.")
    assert problem_line(note) == "  [note] 'Total' begins a row of totals. Nothing needs to be done."
