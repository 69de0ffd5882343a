"""The client that docs/ hands to colleges, run as they run it: a folder, a Moodle, a power cut, a key that is wrong."""

import csv
import http.client
import importlib.util
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds import names
from courses.feeds.blank_sheet import csv_template
from courses.feeds.checking.check import check
from courses.feeds.connecting import Connection, connect
from courses.feeds.explained import in_template
from courses.feeds.guess.words import is_blank_word
from courses.feeds.models import Feed, Run
from courses.feeds.push.keys import make_key
from courses.feeds.sync import sync
from tests.feeds.push.pushing import record

CLIENT = Path(__file__).resolve().parents[3] / "docs" / "push_client.py"


_ENVIRONMENT = {"PATH": os.environ["PATH"]}


class College:
    """A machine of the college, with the client, its key and its notes."""

    def __init__(self, site: str, feed: Feed, folder: Path) -> None:
        key = make_key(feed)
        self.folder = folder / "export"
        self.folder.mkdir()
        (folder / "key").write_text(f"{key.key.key_id}\n{key.secret}\n")
        self.state = folder / "state.json"
        self._common = ["--site", site, "--college", "tapi", "--feed", "register", "--key-file", str(folder / "key")]

    def runs(self, *more: str, seconds: float = 60) -> subprocess.CompletedProcess[str]:
        return subprocess.run(self._command(more), capture_output=True, text=True, env=_ENVIRONMENT, timeout=seconds)

    def watches_until(self, said: str, *more: str, seconds: float = 60) -> str:
        """What the client says while it makes one round after another, up to those words."""
        command = [*self._command(more), "--every", "1"]
        heard = ""
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=_ENVIRONMENT) as client:
            assert client.stderr is not None
            patience = threading.Timer(seconds, client.kill)
            patience.start()
            for line in client.stderr:
                heard += line
                if said in line:
                    break
            patience.cancel()
            client.kill()
        assert said in heard, heard
        return heard

    def _command(self, more: tuple[str, ...]) -> list[str]:
        source = more or ("--folder", str(self.folder))
        return [sys.executable, str(CLIENT), *self._common, "--state", str(self.state), *source]


@pytest.fixture
def feed(tapi: Organisation) -> Feed:
    return connect(tapi, "register", Connection("records", is_push=True))[0]


@pytest.fixture
def college(feed: Feed, live_server: LiveServer, tmp_path: Path) -> College:
    return College(live_server.url, feed, tmp_path)


def titles(feed: Feed) -> set[str]:
    return set(Course.objects.public().filter(source=feed.source).values_list("title", flat=True))


def test_a_folder_of_exports_becomes_the_catalogue_and_is_sent_again_only_when_it_changed(
    feed: Feed, college: College, carry_out_all: Callable[[Feed], Run]
):
    (college.folder / "a.json").write_text(json.dumps({"records": [record(number) for number in range(1, 301)]}))
    (college.folder / "b.csv").write_text("id,title,code\nB1,Biochemistry,BI-1\n")
    done = college.runs()
    assert done.returncode == 0, done.stderr
    assert "Part 2 of 2" in done.stderr
    assert carry_out_all(feed).created == 301
    assert "Biochemistry" in titles(feed)
    assert "Nothing to do" in college.runs().stderr
    assert Run.objects.filter(feed=feed).count() == 1


def test_after_a_power_cut_only_the_missing_parts_are_sent(
    feed: Feed, college: College, carry_out_all: Callable[[Feed], Run], settings
):
    records = [record(number) for number in range(1, 601)]
    (college.folder / "a.json").write_text(json.dumps(records))
    settings.PUSH_PER_MINUTE = 2  # begin and the first part; then the site asks to wait, and the power goes
    college.watches_until("Trying again in 60 s")
    settings.PUSH_PER_MINUTE = 60
    assert feed.transfers.get().parts.count() == 1
    done = college.runs()
    assert "Going on with what was begun: 1 parts are there" in done.stderr
    assert "Part 1 of 3" not in done.stderr
    assert carry_out_all(feed).created == 600


def test_a_wrong_key_is_told_in_words_and_not_tried_again(feed: Feed, college: College, tmp_path: Path):
    (college.folder / "a.json").write_text(json.dumps([record(1)]))
    (tmp_path / "key").write_text("tantu-unknown AAAA\n")
    done = college.runs()
    assert done.returncode == 1
    assert "no such key" in done.stderr


def test_a_file_that_is_half_written_sends_nothing(feed: Feed, college: College):
    (college.folder / "a.json").write_text('[{"id": "1", "title": "Ana')
    done = college.runs()
    assert (done.returncode, "may still be written" in done.stderr) == (1, True)
    assert not feed.transfers.exists()


@pytest.mark.parametrize(
    ("sheet", "told"),
    [
        ("Course code,Title,Level\nA,Anatomy,UG\nB,Bio", "ends in the middle of a row"),
        ('Course code,Title\nA,"Anatomy\nB,Bio\n', "may still be written"),
        ('Course code,Title\nA,"Anatomy\nB,"Bio" x\nC,Surgery\n', "may still be written"),
    ],
)
def test_a_sheet_that_is_half_written_or_leaves_quotation_marks_open_sends_nothing(
    feed: Feed, college: College, sheet: str, told: str
):
    (college.folder / "a.csv").write_text(sheet)
    done = college.runs()
    assert (done.returncode, told in done.stderr) == (1, True), done.stderr
    assert not feed.transfers.exists()


def test_what_other_programs_leave_in_a_folder_and_in_cells_is_no_record(client: ModuleType, tmp_path: Path):
    (tmp_path / "a.csv").write_bytes(b'Course code,Title\r\n="00123",Anatomy\r\n,\r\n\x1a')
    (tmp_path / "._a.csv").write_bytes(b"\x00\x05\x16\x07\xff")
    (tmp_path / "~$a.csv").write_bytes(b"\xff")
    assert client.records_in(tmp_path) == [{"code": "00123", "id": "00123", "title": {"und": "Anatomy"}}]


class _Moodle(BaseHTTPRequestHandler):
    courses: object = [
        {"id": 1, "fullname": "The site", "format": "site"},
        {"id": 7, "fullname": "Anatomy", "shortname": "ANA", "visible": 1, "startdate": 1767225600, "enddate": 0},
        {"id": 8, "fullname": "Draft", "shortname": "D", "visible": 0},
    ]

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if asked["wstoken"] != ["right"]:
            answer: object = {"exception": "core\\exception", "errorcode": "invalidtoken", "message": "Invalid token"}
        else:
            answer = self.courses
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def moodle() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Moodle) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_moodle_on_the_lan_is_read_and_pushed(
    feed: Feed, college: College, moodle: str, tmp_path: Path, carry_out_all: Callable[[Feed], Run]
):
    token = tmp_path / "token"
    token.write_text("wrong\n")
    refused = college.runs("--moodle", moodle, "--moodle-token-file", str(token))
    assert (refused.returncode, "Invalid token (invalidtoken)" in refused.stderr) == (1, True)
    token.write_text("right\n")
    assert college.runs("--moodle", moodle, "--moodle-token-file", str(token)).returncode == 0
    assert carry_out_all(feed).created == 1
    course = Course.objects.get(source=feed.source)
    assert (course.title, course.code, course.offerings.get().starts_on.year) == ("Anatomy", "ANA", 2026)


def test_a_course_of_a_moodle_without_a_name_costs_only_itself(
    feed: Feed,
    college: College,
    moodle: str,
    tmp_path: Path,
    carry_out_all: Callable[[Feed], Run],
    monkeypatch: pytest.MonkeyPatch,
):
    (tmp_path / "token").write_text("right\n")
    nameless = [{"id": 7, "fullname": "Anatomy", "startdate": "soon"}, {"id": 9, "shortname": "N"}, {"id": 10}]
    monkeypatch.setattr(_Moodle, "courses", nameless)
    done = college.runs("--moodle", moodle, "--moodle-token-file", str(tmp_path / "token"))
    assert (done.returncode, "Record 9: has no title" in done.stderr) == (0, True), done.stderr
    assert (carry_out_all(feed).refused, titles(feed)) == (2, {"Anatomy"})


@pytest.mark.parametrize("answer", [["Anatomy"], None, 7])
def test_a_moodle_that_answers_no_courses_is_told_in_words(
    college: College, moodle: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: object
):
    (tmp_path / "token").write_text("right\n")
    monkeypatch.setattr(_Moodle, "courses", answer)
    done = college.runs("--moodle", moodle, "--moodle-token-file", str(tmp_path / "token"))
    assert (done.returncode, "no list of a Moodle's courses" in done.stderr) == (1, True), done.stderr


class _Network(BaseHTTPRequestHandler):
    """What stands between a college and the site: the first answers are its own, all others are the site's."""

    site = ""
    first: list[tuple[bytes, int]]  # a body, and how many bytes more it is said to have

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.first:
            answer, missing = self.first.pop(0)
            return self._say(200, answer, len(answer) + missing)
        site = http.client.HTTPConnection(urlsplit(self.site).netloc)
        site.request("POST", self.path, body, {name: text for name, text in self.headers.items() if name != "Host"})
        told = site.getresponse()
        answer = told.read()
        return self._say(told.status, answer, len(answer))

    def _say(self, status: int, answer: bytes, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def network(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(_Network, "site", live_server.url)
    with ThreadingHTTPServer(("127.0.0.1", 0), _Network) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(
    ("answer", "missing", "said"),
    [
        (b"<html>Sign in to this network</html>", 0, "Something else than the site answered"),
        (b"{}", 0, "Something else than the site answered"),
        (b'{"transfer": "', 100, "The site cannot be reached (IncompleteRead"),
    ],
)
def test_what_answers_in_place_of_the_site_is_told_in_words_and_the_watch_goes_on(
    feed: Feed,
    network: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: bytes,
    missing: int,
    said: str,
):
    college = College(network, feed, tmp_path)
    (college.folder / "a.json").write_text(json.dumps([record(1)]))
    monkeypatch.setattr(_Network, "first", [(answer, missing)], raising=False)
    assert said in college.watches_until("All 1 records are there")


def test_a_key_that_is_no_key_is_told_in_words_and_the_watch_goes_on(college: College, tmp_path: Path):
    (college.folder / "a.json").write_text(json.dumps([record(1)]))
    right = (tmp_path / "key").read_text()
    for secret, said in (("abcde", "is no secret"), ("ફફ", "no key or token")):
        (tmp_path / "key").write_text(f"tantu-1 {secret}\n")
        assert said in college.runs().stderr
    college.watches_until("no key or token")
    (tmp_path / "key").write_text(right)
    assert college.runs().returncode == 0


def test_long_records_are_sent_in_smaller_parts(feed: Feed, college: College, carry_out_all: Callable[[Feed], Run]):
    long = [record(number, description="Bones. " * 9_000) for number in range(1, 101)]
    (college.folder / "a.json").write_text(json.dumps(long))
    done = college.runs()
    assert (done.returncode, "Part 2 of 2" in done.stderr) == (0, True), done.stderr
    assert carry_out_all(feed).created == 100


def test_half_a_letter_in_a_text_costs_only_its_record(
    feed: Feed, college: College, carry_out_all: Callable[[Feed], Run]
):
    (college.folder / "a.json").write_text('[{"id": "S", "title": "a\\ud800b"}, {"id": "T", "title": "Anatomy"}]')
    done = college.runs()
    assert (done.returncode, "1 refused" in done.stderr) == (0, True), done.stderr
    carry_out_all(feed)
    assert titles(feed) == {"Anatomy"}


@pytest.fixture(scope="module")
def client() -> ModuleType:
    spec = importlib.util.spec_from_file_location("push_client", CLIENT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_client_knows_every_column_of_the_template_and_every_field(client: ModuleType):
    assert {field.heading: field.target for field in in_template()} == client.TEMPLATE
    assert {*client.FIELDS} == {"id", "title", "description", *names.TEXTS, *names.LISTS}
    assert {*client.LISTS} == {*names.LISTS}
    assert {*client.OFFERING_FIELDS} == {*names.OFFERING_TEXTS, *names.OFFERING_LISTS} - {"meetings"}
    assert all(is_blank_word(word) for word in client.NOTHING)


FILLED = [
    {
        "Title": "Brachial plexus",
        "Title in Gujarati": "બ્રેકિયલ પ્લેક્સસ",
        "Course code": "A1",
        "Description": "Dissection & ultrasound,\n2 weeks.",
        "Type": "Elective",
        "Level": "Undergraduate",
        "Award": "-",
        "Disciplines": "Anatomy; Radiology",
        "Mode": "On site",
        "Languages": "English; Gujarati",
        "Credits": "2",
        "Outcomes": "Name the branches; Find them",
        "Web address": "https://college.example/a1",
        "Open to": "Member colleges",
        "Letter needed": "Yes",
        "Admission": "Form",
        "How to apply": "Write to us.",
        "Places a year": "NA",
        "Batch": batch,
        "Starts on": starts,
        "Ends on": ends,
        "Venue": "Hall 2",
        "Places": "12",
        "Places taken": taken,
        "Teachers": "Dr. A; Dr. B",
        "Coordinator": "Dr. C",
        "Skeletons": "4",
        "Mobile": "98250 12345",
    }
    for batch, starts, ends, taken in (
        ("March", "01/03/2027", "13-03-2027", "7"),
        ("July", "15/07/2027", "27-07-2027", "0"),
    )
] + [
    {
        "Title": "MD Anatomy",
        "Course code": "B1",
        "Type": "Degree programme",
        "Award": "MD",
        "Places a year": "5",
        "Starts on": "n/a",
        "Apply from": "01.12.2026",
        "Skeletons": "",
        "Mobile": "98250 54321",
        "Teachers": "Dr. D; Dr. E",
        "Outcomes": "Teach; Examine",
    },
    {"Title": "Sometime next year", "Course code": "C1", "Apply from": "later", "Venue": "Hall 3"},
]


def filled(*more: dict[str, str], mark: str = ",") -> bytes:
    """The template with rows, and two columns that the college put beside its own."""
    headings = next(csv.reader([csv_template().decode("utf-8-sig").splitlines()[0]]))
    text = io.StringIO()
    sheet = csv.DictWriter(text, [*headings, "Skeletons", "Mobile"], delimiter=mark)
    sheet.writeheader()
    sheet.writerows([*FILLED, *more])
    return text.getvalue().encode("utf-8-sig")


def stated(feed: Feed) -> dict[str, object]:
    return dict(Course.objects.filter(source=feed.source).values_list("record_id", "stated"))


def uploaded(college: Organisation, sheet: Path, folder: Path) -> Feed:
    """The same sheet as our own columns' guess reads it."""
    folder.mkdir()
    profile = check(sheet, folder, 20).seen.profile
    feed, _ = connect(college, "sheet", Connection("csv", path=str(sheet), profile=profile))
    sync(feed)
    return feed


@pytest.mark.parametrize("mark", [",", ";"])
def test_a_sheet_of_the_templates_columns_gives_the_same_courses_pushed_and_uploaded(
    feed: Feed, tapi: Organisation, college: College, tmp_path: Path, carry_out_all: Callable[[Feed], Run], mark: str
):
    sheet = college.folder / "courses.csv"
    sheet.write_bytes(filled(mark=mark))
    done = college.runs()
    assert done.returncode == 0, done.stderr
    run = carry_out_all(feed)
    assert (run.created, run.repeated, run.refused) == (3, 1, 0)
    assert stated(feed) == stated(uploaded(tapi, sheet, tmp_path / "work"))
    plexus = Course.objects.get(source=feed.source, record_id="A1")
    assert [offering.label for offering in plexus.offerings.order_by("starts_on")] == ["March", "July"]
    assert plexus.extra == {"Skeletons": "4"}


def test_the_template_itself_is_a_course_pushed_and_uploaded(
    feed: Feed, tapi: Organisation, college: College, tmp_path: Path, carry_out_all: Callable[[Feed], Run]
):
    sheet = college.folder / "courses.csv"
    sheet.write_bytes(csv_template())
    assert "1 records, 0 refused" in college.runs().stderr
    assert carry_out_all(feed).created == 1
    assert stated(feed) == stated(uploaded(tapi, sheet, tmp_path / "work"))
    assert {*stated(feed)} == {"ANA-204"}


def test_columns_beside_the_templates_are_named_with_what_became_of_them(college: College):
    (college.folder / "courses.csv").write_bytes(filled({"Title": "Without a code"}))
    said = college.runs().stderr
    assert "the column “Skeletons” is none of the template; it is kept under its own name" in said
    assert "the column “Mobile” holds addresses or telephone numbers; it was left out" in said
    assert "Record 5: has no id" in said


def test_a_sheet_may_name_fields_and_have_an_id_beside_a_code(
    feed: Feed, college: College, carry_out_all: Callable[[Feed], Run]
):
    (college.folder / "a.csv").write_text(
        "ID,code,title.gu,starts_on,offering.label,people.head,extra.Room,Sr No\n"
        "1,BI-1,શરીર,2027-01-04,I,Dr. A,12,1\n2,BI-1,રચના,2027-02-05,II,Dr. A,12,2\n3,BI-2,હાથ,,,,,3\n"
    )
    said = college.runs().stderr
    carry_out_all(feed)
    found = {course.record_id: course for course in Course.objects.filter(source=feed.source)}
    assert {*found} == {"1", "2", "3"}
    assert (found["1"].code, found["1"].extra, found["1"].people) == (
        "BI-1",
        {"Room": "12"},
        [{"name": "Dr. A", "role": "head"}],
    )
    assert found["2"].offerings.get().label == "II"
    assert "“Sr No” only counts the rows" in said


def test_a_sheet_in_another_encoding_or_without_rows_sends_nothing_and_says_why(feed: Feed, college: College):
    for content, said in (("id,title\n1,Café\n".encode("cp1252"), "no UTF-8 text"), (b"id,title\n", "no record")):
        (college.folder / "a.csv").write_bytes(content)
        done = college.runs()
        assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert not feed.transfers.exists()
