"""How much and how long: what is too large, too slow, cut off or finds no room ends the reading and leaves no file."""

import gzip
import resource
import socket
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from courses.feeds.exchange import ReaderSettings
from courses.feeds.fetch import FetchFailed, fetch
from courses.feeds.limits import Limits
from courses.feeds.readers import reader_of
from tests.college_system import Answer
from tests.feeds.fetching import Fetching, chunk, fetching, stream

LINE = b"1,Anatomy of the human body\n"
MEGABYTE = LINE * (1_000_000 // len(LINE))


def test_two_gigabytes_that_are_declared_are_refused_before_they_come(tmp_path: Path) -> None:
    """F16: declared length."""
    with fetching(tmp_path, lambda _: Answer(LINE, length=2_000_000_000)) as fetch:
        failed = fetch.fails()
    assert failed.reason == "too_large"
    assert "2000 MB" in failed.message
    assert "100 MB" in failed.message


def test_two_gigabytes_that_are_not_declared_are_cut_at_the_limit(tmp_path: Path) -> None:
    """F16: undeclared length."""
    sent = []
    told = threading.Event()

    def endless(request: BaseHTTPRequestHandler) -> None:
        sent.append(stream(request, iter(lambda: MEGABYTE, b"")))
        told.set()

    with fetching(tmp_path, endless) as fetch:
        failed = fetch.fails(wire_bytes=5_000_000)
        assert told.wait(30)
    assert failed.reason == "too_large"
    assert sent[0] < 30_000_000  # the limit and what the sockets held


def test_an_answer_that_unpacks_to_too_much_is_cut(tmp_path: Path) -> None:
    body = gzip.compress(MEGABYTE * 3, 1)
    with fetching(tmp_path, lambda _: Answer(body, headers=(("Content-Encoding", "gzip"),))) as fetch:
        assert fetch.fails(unpacked_bytes=2_000_000).reason == "too_large"


def test_a_file_of_this_machine_may_hold_more_than_what_is_sent(tmp_path: Path) -> None:
    file, answers = tmp_path / "courses.csv", tmp_path / "answers"
    file.write_bytes(MEGABYTE * 2)
    answers.mkdir()
    how = ReaderSettings(str(file), is_file=True)
    [(_, answer)] = fetch(reader_of("csv"), how, Limits(wire_bytes=1_000_000), answers).answers
    assert Path(answer.path).read_bytes() == MEGABYTE * 2
    with pytest.raises(FetchFailed, match=r"more than 1\.5 MB"):
        fetch(reader_of("csv"), how, Limits(unpacked_bytes=1_500_000), answers)


def test_all_answers_together_have_a_limit(tmp_path: Path) -> None:
    with fetching(tmp_path, lambda _: Answer(MEGABYTE)) as fetch:
        failed = fetch.fails(run_bytes=500_000)
    assert failed.reason == "too_large"
    assert "all answers together" in failed.message


@pytest.mark.parametrize("nested", [False, True])
def test_a_gzip_bomb_is_stopped_at_its_ratio(tmp_path: Path, nested: bool) -> None:
    """F17: ten megabytes that would unpack to ten gigabytes; unpacked once it is cut, packed twice it is no feed."""
    packer = zlib.compressobj(9, wbits=31)
    member = b"".join([packer.compress(b"\n" * 100_000_000), packer.flush()])
    bomb = member * 100
    body = gzip.compress(bomb, 1) if nested else bomb
    with fetching(tmp_path, lambda _: Answer(body, headers=(("Content-Encoding", "gzip"),))) as fetch:
        if nested:
            with pytest.raises(Exception, match="gzip archive") as failed:
                fetch()
            assert failed.value.reason == "not_a_feed"
        else:
            failed = fetch.fails()
            assert failed.reason == "too_large"
            assert "100 times" in failed.message


def test_an_answer_that_comes_byte_by_byte_ends_at_the_time_for_the_whole(tmp_path: Path) -> None:
    """F19: slow-loris, each byte in time."""
    with fetching(tmp_path, lambda request: stream(request, iter(lambda: b"a", b""), 0.05) and None) as fetch:
        assert fetch.fails(answer_seconds=1.0, idle_seconds=5).reason == "timeout"


def test_an_answer_that_comes_too_slowly_is_left(tmp_path: Path) -> None:
    """F19: slower than the least rate, measured over a window."""
    with fetching(tmp_path, lambda request: stream(request, iter(lambda: b"a", b""), 0.05) and None) as fetch:
        failed = fetch.fails(rate_window_seconds=0.5, least_bytes_per_second=1_000)
    assert failed.reason == "timeout"
    assert "too slowly" in failed.message


@pytest.mark.parametrize("spoken", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\nid,title\n"])
def test_a_server_that_falls_silent_is_left(tmp_path: Path, spoken: bytes) -> None:
    """F19: before, within and after its headers."""
    over = threading.Event()

    def silent(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(spoken)
        request.wfile.flush()
        over.wait(30)
        request.close_connection = True

    with fetching(tmp_path, silent) as fetch:
        failed = fetch.fails(idle_seconds=0.5, tries=1)
        over.set()
    assert failed.reason == "timeout"
    assert fetch.system.host in failed.message


def test_a_server_that_falls_silent_in_tls_is_left(tmp_path: Path) -> None:
    """F19: it accepts and never shakes hands."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
        failed = Fetching(tmp_path).fails(
            f"https://{host}/", allow_private=(host,), connect_seconds=0.5, answer_seconds=2, tries=2
        )
    assert failed.reason == "timeout"
    assert host in failed.message


@pytest.mark.parametrize(
    "spoken",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + LINE,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(LINE),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(LINE)[:-9],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk(LINE) + b"not a length\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(LINE * 50)[:-12],
    ],
    ids=["length", "no last chunk", "cut chunk", "broken chunk", "cut gzip"],
)
def test_an_answer_that_is_cut_is_truncated(tmp_path: Path, spoken: bytes) -> None:
    """F04: the server stated more than it sent."""

    def cut(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(spoken)
        request.close_connection = True

    with fetching(tmp_path, cut) as fetch:
        failed = fetch.fails()
        assert len(fetch.system.asked) == 1
    assert failed.reason == "truncated"
    assert failed.message


def test_a_broken_packing_is_told(tmp_path: Path) -> None:
    with fetching(tmp_path, lambda _: Answer(b"no gzip at all", headers=(("Content-Encoding", "gzip"),))) as fetch:
        assert fetch.fails().reason == "unreadable"


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file of this process may be larger than a megabyte, as on a disk that is nearly full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_without_room_is_told_and_leaves_no_file(tmp_path: Path, small_files: None) -> None:
    with fetching(tmp_path, lambda _: Answer(MEGABYTE * 3)) as fetch:
        failed = fetch.fails()
    assert failed.reason == "no_space"
    assert "no room" in failed.message
