"""The client that docs/ hands to colleges, run as they run it: a folder, a Moodle, a power cut, a key that is wrong."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pytest_django.live_server_helper import LiveServer

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from courses.feeds.push.keys import make_key
from tests.feeds.push.pushing import record

CLIENT = Path(__file__).resolve().parents[3] / "docs" / "push_client.py"


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
        command = [sys.executable, str(CLIENT), *self._common, "--state", str(self.state)]
        source = more or ("--folder", str(self.folder))
        environment = {"PATH": os.environ["PATH"]}
        return subprocess.run([*command, *source], capture_output=True, text=True, env=environment, timeout=seconds)


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
    with pytest.raises(subprocess.TimeoutExpired):
        college.runs(seconds=6)
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


class _Moodle(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if asked["wstoken"] != ["right"]:
            answer: object = {"exception": "core\\exception", "errorcode": "invalidtoken", "message": "Invalid token"}
        else:
            answer = [
                {"id": 1, "fullname": "The site", "format": "site"},
                {
                    "id": 7,
                    "fullname": "Anatomy",
                    "shortname": "ANA",
                    "visible": 1,
                    "startdate": 1767225600,
                    "enddate": 0,
                },
                {"id": 8, "fullname": "Draft", "shortname": "D", "visible": 0},
            ]
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
