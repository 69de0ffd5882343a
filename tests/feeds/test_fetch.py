"""What is asked, believed and tried again when a feed is read over HTTP."""

import datetime as dt
import email.utils
import gzip
import hashlib
import json
from contextlib import nullcontext
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from courses.feeds.exchange import ReaderSettings
from courses.feeds.fetch import FetchFailed, check_address
from courses.feeds.fetch import fetch as fetch_all
from courses.feeds.fetch.addresses import resolved
from courses.feeds.fetch.ask import retry_after
from courses.feeds.fetch.reach import Reach
from courses.feeds.limits import Limits
from courses.feeds.readers import reader_of
from tests.college_system import Answer, college_system
from tests.feeds.fetching import Fetching, certificate, fetching, with_tls

CSV = b"id,title\n1,Anatomy\n"


def answering(*answers: Answer):
    """Says one answer after another, and the last one for ever."""
    left = list(answers)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers=(("Location", to),))


def refused(status: int, retry_after: str = "") -> Answer:
    return Answer(b"no", status, (("Retry-After", retry_after),) if retry_after else ())


# What is believed


def test_an_answer_is_spooled_whole_with_its_hash_and_what_it_is_known_by(tmp_path: Path) -> None:
    headers = (("ETag", '"v1"'), ("Last-Modified", "Mon, 02 Feb 2026 10:00:00 GMT"))
    with fetching(tmp_path, answering(Answer(CSV, headers=headers))) as fetch:
        fetched = fetch()
        assert fetch.body(fetched) == CSV
    assert fetched.content_hash == hashlib.sha256(CSV).hexdigest()
    assert (fetched.etag, fetched.last_modified, fetched.unchanged) == ('"v1"', "Mon, 02 Feb 2026 10:00:00 GMT", False)


def test_what_we_hold_is_told_and_a_304_is_believed(tmp_path: Path) -> None:
    told = {}

    def say(request: BaseHTTPRequestHandler) -> Answer:
        told.update(request.headers)
        return Answer(status=304, headers=())

    with fetching(tmp_path, say) as fetch:
        fetched = fetch(etag='"v1"', last_modified="Mon, 02 Feb 2026 10:00:00 GMT")
    assert (fetched.unchanged, fetched.answers, fetched.etag) == (True, (), '"v1"')
    assert (told["If-None-Match"], told["If-Modified-Since"]) == ('"v1"', "Mon, 02 Feb 2026 10:00:00 GMT")


def test_a_304_that_nobody_asked_for_is_not_believed(tmp_path: Path) -> None:
    with fetching(tmp_path, answering(refused(304))) as fetch:
        assert fetch.fails().reason == "http_status"


def test_a_packed_answer_is_unpacked_and_its_content_hashed(tmp_path: Path) -> None:
    packed = Answer(gzip.compress(CSV), headers=(("Content-Encoding", "gzip"),))
    with fetching(tmp_path, answering(packed)) as fetch:
        fetched = fetch()
        assert fetch.body(fetched) == CSV
    assert fetched.content_hash == hashlib.sha256(CSV).hexdigest()


def test_a_packing_that_nobody_asked_for_is_named(tmp_path: Path) -> None:
    with fetching(tmp_path, answering(Answer(CSV, headers=(("Content-Encoding", "br"),)))) as fetch:
        failed = fetch.fails()
    assert failed.reason == "unreadable"
    assert "'br'" in failed.message


# What is tried again


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(tmp_path: Path, status: int) -> None:
    with fetching(tmp_path, answering(refused(status), refused(status), Answer(CSV))) as fetch:
        assert fetch.body(fetch()) == CSV
        assert len(fetch.system.asked) == 3
    assert fetch.pauses


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "sign-in"), (403, "refuses"), (404, "nothing at"), (410, "gone"), (418, "418")],
)
def test_what_will_not_pass_is_asked_once_and_told_in_words(tmp_path: Path, status: int, words: str) -> None:
    with fetching(tmp_path, answering(refused(status))) as fetch:
        failed = fetch.fails()
        assert len(fetch.system.asked) == 1
    assert failed.reason == "http_status"
    assert words in failed.message


def test_it_is_given_up_after_its_tries(tmp_path: Path) -> None:
    with fetching(tmp_path, answering(refused(500))) as fetch:
        assert fetch.fails(tries=4).reason == "http_status"
        assert len(fetch.system.asked) == 4


def test_each_pause_is_by_chance_and_at_most_twice_as_long_as_the_last(tmp_path: Path) -> None:
    with fetching(tmp_path, answering(refused(500))) as fetch:
        pauses = []
        for _ in range(4):
            fetch.fails(tries=3, pause_seconds=1)
            pauses.append(sum(fetch.pauses))
    assert max(pauses) <= 2 + 4
    assert len(set(pauses)) == 4


def test_no_try_comes_sooner_than_the_server_asks_for(tmp_path: Path) -> None:
    with fetching(tmp_path, answering(refused(503, "40"), Answer(CSV))) as fetch:
        fetch()
    assert 40 <= sum(fetch.pauses) <= 44


def test_a_server_that_asks_for_more_than_a_minute_ends_the_reading_as_busy(tmp_path: Path) -> None:
    with fetching(tmp_path, answering(refused(429, "7200"))) as fetch:
        failed = fetch.fails()
        assert len(fetch.system.asked) == 1
    assert (failed.reason, failed.retry_after, fetch.pauses) == ("busy", 7200, [])


def test_a_time_to_come_back_is_told_as_a_number_or_a_date() -> None:
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=90)
    assert 85 < (retry_after(email.utils.format_datetime(moment, usegmt=True)) or 0) <= 90
    assert (retry_after("120"), retry_after("soon"), retry_after(""), retry_after("-5")) == (120, None, None, None)
    assert retry_after("99999999999") == 86_400


def test_a_connection_that_ends_without_an_answer_is_tried_again(tmp_path: Path) -> None:
    asked = []

    def say(request: BaseHTTPRequestHandler) -> Answer | None:
        asked.append(1)
        if len(asked) > 1:
            return Answer(CSV)
        request.close_connection = True
        return None

    with fetching(tmp_path, say) as fetch:
        assert fetch.body(fetch()) == CSV


def test_a_host_that_does_not_listen_is_told_with_its_address(tmp_path: Path) -> None:
    with college_system(answering(Answer(CSV))) as system:
        pass
    fetch = Fetching(tmp_path, system)
    failed = fetch.fails(tries=2)
    assert failed.reason == "timeout"
    assert system.host in failed.message


def test_an_unknown_name_is_told(tmp_path: Path) -> None:
    failed = Fetching(tmp_path).fails("https://catalogue.invalid/courses.csv")
    assert failed.reason == "timeout"
    assert "catalogue.invalid" in failed.message


# Where it leads


def test_redirects_are_followed_and_validators_are_of_the_last(tmp_path: Path) -> None:
    answers = (redirect("/b"), redirect("/c", 307), redirect("/d", 308), Answer(CSV, headers=(("ETag", '"v2"'),)))
    with fetching(tmp_path, answering(*answers)) as fetch:
        assert fetch().etag == '"v2"'
        assert fetch.system.asked == ["/courses.csv", "/b", "/c", "/d"]


def test_one_redirect_too_many_ends_it(tmp_path: Path) -> None:
    """F20: it leads nowhere."""
    with fetching(tmp_path, answering(redirect("/again"))) as fetch:
        failed = fetch.fails()
        assert len(fetch.system.asked) == 4
    assert failed.reason == "blocked_address"
    assert "more than 3 times" in failed.message


def test_a_redirect_to_nowhere_ends_it(tmp_path: Path) -> None:
    with fetching(tmp_path, answering(Answer(status=302, headers=()))) as fetch:
        assert fetch.fails().reason == "blocked_address"


def test_a_host_that_nobody_approved_is_not_even_looked_up(tmp_path: Path) -> None:
    looked_up: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return resolved(host, port)

    with fetching(tmp_path, answering(redirect("https://files.example.org/courses.csv?token=s3cret"))) as fetch:
        fetch.resolve = resolve
        failed = fetch.fails()
        assert set(looked_up) == {fetch.system.host.partition(":")[0]}
    assert (failed.reason, failed.leads_to) == ("blocked_address", "files.example.org")
    assert failed.message == f"{fetch.system.host} leads to files.example.org, which is another host."


@pytest.mark.parametrize(
    ("own", "leads_to", "may"),
    [
        ("https://tapi.example/a", "https://tapi.example/b", True),
        ("https://tapi.example/a", "https://TAPI.example.:443/b", True),
        ("https://tapi.example/a", "https://www.tapi.example/b", True),
        ("https://www.tapi.example/a", "https://tapi.example/b", True),
        ("http://10.0.0.7/a", "http://10.0.0.8/b", True),  # both listed by the installation
        ("https://tapi.example/a", "https://cloud.example/b", True),  # approved
        ("https://tapi.example/a", "https://www.cloud.example/b", True),
        ("https://tapi.example/a", "https://tapi.example:8443/b", False),
        ("https://tapi.example/a", "https://files.tapi.example/b", False),
        ("https://tapi.example/a", "https://www.www.tapi.example/b", False),
        ("https://tapi.example/a", "https://tapi.example.evil.example/b", False),
        ("https://tapi.example/a", "https://cloud.example:8443/b", False),
        ("https://tapi.example/a", "https://example/b", False),
    ],
)
def test_a_host_with_and_without_www_is_one_and_any_other_needs_approval(own: str, leads_to: str, may: bool) -> None:
    listed = ("10.0.0.7:80", "10.0.0.8:80")
    reach = Reach(check_address(own, listed), ["cloud.example", "10.0.0.9:99", "no name"])
    with nullcontext() if may else pytest.raises(FetchFailed, match="which is another host"):
        reach.check(check_address(leads_to, listed))


def test_the_answers_of_a_server_stand_in_a_list_that_is_gone_through_as_often_as_one_likes(tmp_path: Path) -> None:
    def say(request: BaseHTTPRequestHandler) -> Answer:
        courses = [{"courseId": "a"}, {"courseId": "b"}] if request.path.startswith("/v5/courses?") else []
        is_unknown = "/b/" in request.path
        return Answer(json.dumps({"hasNextPage": False, "items": courses}).encode(), 404 if is_unknown else 200)

    told: list[int] = []
    with college_system(say) as system:
        how = ReaderSettings(f"http://{system.host}/v5")
        limits = Limits(allow_private=(system.host,))
        answers = fetch_all(reader_of("ooapi-v5"), how, limits, tmp_path, on_progress=told.append).answers
    found = [(request.about, answer.status, bool(answer.path)) for request, answer in answers]
    assert found == [("", 200, True), ("a", 200, True), ("b", 404, False)]
    assert ([*answers], len(answers)) == ([*answers], 3)
    assert told == sorted(told)


# Who answers


def test_a_certificate_that_signs_itself_is_refused_in_words_and_once(tmp_path: Path) -> None:
    folder = tmp_path / "spool"
    folder.mkdir()
    with fetching(folder, answering(Answer(CSV))) as fetch:
        with_tls(fetch.system, certificate(tmp_path, "127.0.0.1"))
        failed = fetch.fails(f"https://{fetch.system.host}/courses.csv")
        assert fetch.system.asked == []
    assert failed.reason == "blocked_address"
    assert "certificate" in failed.message
    assert fetch.pauses == []


def test_a_trusted_certificate_of_another_host_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "spool"
    folder.mkdir()
    own = certificate(tmp_path, "other.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    with fetching(folder, answering(Answer(CSV))) as fetch:
        with_tls(fetch.system, own)
        assert fetch.fails(f"https://{fetch.system.host}/courses.csv").reason == "blocked_address"
        assert fetch.system.asked == []


def test_https_is_read_and_never_leads_to_http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F20: https -> http, even where both are allowed by name."""
    folder = tmp_path / "spool"
    folder.mkdir()
    own = certificate(tmp_path, "127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(own))
    with college_system(answering(Answer(CSV))) as plain, fetching(folder, lambda _: told) as fetch:
        with_tls(fetch.system, own)
        told = redirect(plain.url)
        address = f"https://{fetch.system.host}/courses.csv"
        failed = fetch.fails(address, allow_private=(fetch.system.host, plain.host))
        assert (failed.reason, plain.asked) == ("blocked_address", [])
        assert "not https" in failed.message
        told = Answer(CSV)
        assert fetch.body(fetch(address)) == CSV


def test_a_private_host_is_read_only_when_it_is_listed_with_its_port(tmp_path: Path) -> None:
    with fetching(tmp_path, answering(Answer(CSV))) as fetch:
        for listed in ((), ("127.0.0.1:1",), ("localhost:80",)):
            failed = fetch.fails(allow_private=listed)
            assert failed.reason == "blocked_address"
            assert "FEED_ALLOW_PRIVATE" in failed.message
        assert fetch.system.asked == []
        assert fetch.body(fetch()) == CSV


def test_a_redirect_from_a_listed_host_to_one_that_is_not_is_not_followed(tmp_path: Path) -> None:
    with college_system(answering(Answer(CSV))) as other, fetching(tmp_path, answering(redirect(other.url))) as fetch:
        assert fetch.fails().reason == "blocked_address"
        assert other.asked == []


# What is no feed


@pytest.mark.parametrize(
    ("answer", "reason", "words"),
    [
        (Answer(b"<!DOCTYPE html>\n<title>Sign in &ndash; Tapi</title>"), "not_a_feed", "Sign in – Tapi"),
        (Answer(b"\n\n <html><body>Hello"), "not_a_feed", "(no title)"),
        (Answer(b"%PDF-1.7 ..."), "not_a_feed", "PDF"),
        (Answer(b"\x89PNG...."), "not_a_feed", "picture"),
        (Answer(b"", 204), "empty", "holds nothing"),
        (Answer(b""), "empty", "empty"),
        (Answer(b" \r\n\t\n"), "empty", "empty"),
        (Answer(b"\0" * 4096), "empty", "empty"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_told_in_words(tmp_path: Path, answer: Answer, reason: str, words: str) -> None:
    """F05 and F07, where they can be seen from the first bytes."""
    with fetching(tmp_path, answering(answer)) as fetch:
        with pytest.raises(Exception, match=words.replace("(", r"\(").replace(")", r"\)")) as failed:
            fetch()
        assert len(fetch.system.asked) == 1
    assert failed.value.reason == reason
