"""What every reader must hold to, whatever its format. A new format is tried by one line in `samples.py`."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from courses.feeds.exchange import Answer, Exchange, NotReadable, ReaderSettings, Request, Row
from courses.feeds.profile import parse_profile
from courses.feeds.readers import READERS, UnknownFormat, reader_of
from tests.feeds.readers.samples import ADDRESS, SAMPLES, Records, Sample
from tests.feeds.stating import Found, read_answers

REASONS = {"truncated", "empty", "not_a_feed", "bad_paging", "unreadable", "too_large"}
"""Of the reasons of a failed run those that a reader may give."""
MOST_REQUESTS = 200

Say = Callable[[str], bytes | None]
"""The body at an address, or None where the system knows none (404)."""

every_format = pytest.mark.parametrize("form", sorted(READERS))


def formats_where(applies: Callable[[Sample], object]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("form", sorted(form for form, sample in SAMPLES.items() if applies(sample)))


# The others answer one request with all that there is.
every_paged_format = formats_where(lambda sample: sample.another)
# The others state none. completeListSize of OAI-PMH may be an estimate (OAI-PMH 2.0, 3.5): nothing follows of it.
every_format_that_states_a_count = formats_where(lambda sample: sample.miscount)
# The others are archives, whose checksums a byte that is exchanged would break before its text is looked at.
every_format_that_finds_encodings = formats_where(lambda sample: sample.is_text and sample.finds_encoding)
every_format_of_one_encoding = formats_where(lambda sample: sample.is_text and not sample.finds_encoding)


def courses(count: int) -> Records:
    return [(f"R{number}", f"Course {number} of surgery") for number in range(1, count + 1)]


@pytest.fixture
def ask(tmp_path: Path) -> Callable[[str, Say], Found]:
    """Drives a reader's requests against `say`, then reads and checks what was answered."""

    def asked(form: str, say: Say) -> Found:
        sample = SAMPLES[form]
        settings = ReaderSettings(ADDRESS, profile=parse_profile(sample.profile) if sample.profile else None)
        return read_answers(form, exchanges(form, settings, say, tmp_path), settings)

    return asked


def exchanges(
    form: str, settings: ReaderSettings, say: Say, folder: Path, most: int = MOST_REQUESTS
) -> tuple[Exchange, ...]:
    requests = reader_of(form).requests(settings)
    done: list[Exchange] = []
    request: Request | None = next(requests)
    while request is not None:
        assert request.address.startswith(ADDRESS), "a reader asks only where its feed is"
        assert len(done) < most, "a reader must come to an end"
        body = SAMPLES[form].beside.get(request.address) or say(request.address)
        answer = _answer(body, request, folder / f"answer-{len(done)}")
        done.append((request, answer))
        try:
            request = requests.send(answer)
        except StopIteration:
            request = None
    return tuple(done)


def _answer(body: bytes | None, request: Request, path: Path) -> Answer:
    if body is None:
        assert request.missing_is_empty, f"the system knows no {request.address}"
        return Answer(404, {}, "")
    path.write_bytes(body)
    return Answer(200, {}, str(path))


def test_every_format_has_a_sample() -> None:
    assert SAMPLES.keys() == set(READERS)


def test_an_unknown_format_is_told_the_known_ones() -> None:
    with pytest.raises(UnknownFormat) as caught:
        reader_of("fax")
    assert all(name in str(caught.value) for name in ["'fax'", *READERS])


@every_format
def test_a_reader_states_its_version_and_whether_it_needs_a_profile(form: str) -> None:
    reader = reader_of(form)
    assert reader.VERSION >= 1
    assert bool(SAMPLES[form].profile) == reader.NEEDS_PROFILE


@every_format
@pytest.mark.parametrize("count", [1, 10, 25])
def test_all_records_arrive_in_order_each_with_a_place_of_its_own(
    ask: Callable[[str, Say], Found], form: str, count: int
) -> None:
    found = ask(form, SAMPLES[form].state(courses(count)).get)
    assert [(one.record.id, *one.record.title.values()) for one in found.checked] == courses(count)
    assert len({one.row for one in found.checked} - {""}) == count
    assert found.problems == []


@every_format
def test_the_same_answers_give_the_same_rows(form: str, tmp_path: Path) -> None:
    sample = SAMPLES[form]
    settings = ReaderSettings(ADDRESS, profile=parse_profile(sample.profile) if sample.profile else None)
    answered = exchanges(form, settings, sample.state(courses(25)).get, tmp_path)
    once, again = ([*reader_of(form).rows(answered, settings)] for _ in range(2))
    assert once == again


@every_format
def test_a_format_that_answers_in_pages_says_how_they_are_made(form: str) -> None:
    sample = SAMPLES[form]
    is_paged = len(sample.state(courses(25))) > 1
    assert (sample.another is not None, sample.in_pages_of is not None) == (is_paged, is_paged)


@every_format
def test_no_record_is_told_as_empty(ask: Callable[[str, Say], Found], form: str) -> None:
    assert refusal(ask, form, SAMPLES[form].state([]).get).reason == "empty"


@every_format
@pytest.mark.parametrize("body", [b"", b"\n", b" "])
def test_an_answer_with_nothing_in_it_is_no_feed(ask: Callable[[str, Say], Found], form: str, body: bytes) -> None:
    assert refusal(ask, form, lambda _: body).reason in ("empty", "truncated")


@every_format
def test_a_page_of_html_is_no_feed(ask: Callable[[str, Say], Found], form: str) -> None:
    refusal(ask, form, lambda _: b"<!doctype html>\n<html><title>Sign in</title><body>Please sign in.</body></html>")


@every_format
def test_what_ends_in_the_middle_of_a_record_is_truncated(ask: Callable[[str, Say], Found], form: str) -> None:
    told = SAMPLES[form].state(courses(25))
    last = [*told][-1]
    end = told[last].rindex(b"R25") + len("R25")
    assert refusal(ask, form, {**told, last: told[last][:end]}.get).reason == "truncated"


@every_format
def test_wherever_it_is_cut_no_record_is_invented(ask: Callable[[str, Say], Found], form: str) -> None:
    told = SAMPLES[form].state(courses(3))
    (address,) = told
    for end in range(len(told[address])):
        with suppress(NotReadable):
            found = ask(form, {address: told[address][:end]}.get)
            assert [one.record.id for one in found.checked] == ["R1", "R2", "R3"][: len(found.checked)]


@every_format
def test_a_byte_order_mark_changes_nothing(ask: Callable[[str, Say], Found], form: str) -> None:
    told = SAMPLES[form].state(courses(3))
    found = ask(form, {address: b"\xef\xbb\xbf" + body for address, body in told.items()}.get)
    assert [one.record.id for one in found.checked] == ["R1", "R2", "R3"]
    assert found.problems == []


@every_format_that_finds_encodings
def test_bytes_of_another_encoding_are_read_as_they_were_meant(ask: Callable[[str, Say], Found], form: str) -> None:
    found = ask(form, in_windows_1252(form).get)
    assert found.of("R2").title == {"und": "Chirurgie générale"}
    assert found.problem.severity == "note"


def in_windows_1252(form: str) -> dict[str, bytes]:
    told = SAMPLES[form].state([("R1", "Anatomy"), ("R2", "Chirurgie générale"), ("R3", "Surgery")])
    return {address: body.replace("é".encode(), b"\xe9") for address, body in told.items()}


@every_format_of_one_encoding
def test_bytes_of_another_encoding_cost_their_record_only(ask: Callable[[str, Say], Found], form: str) -> None:
    found = ask(form, in_windows_1252(form).get)
    assert [one.record.id for one in found.checked] == ["R1", "R3"]
    assert (found.reading.refused, found.problem.severity) == (1, "record")
    assert "utf-8" in found.problem.reason.lower()
    assert found.problem.remedy


@every_format
def test_a_record_without_a_title_costs_itself_only(ask: Callable[[str, Say], Found], form: str) -> None:
    found = ask(form, SAMPLES[form].state([("R1", "Anatomy"), ("R2", ""), ("R3", "Surgery")]).get)
    assert [one.record.id for one in found.checked] == ["R1", "R3"]
    assert (found.problem.record, found.problem.field, found.problem.severity) == ("R2", "title", "record")


@every_format
def test_an_id_that_comes_twice_is_one_record(ask: Callable[[str, Say], Found], form: str) -> None:
    found = ask(form, SAMPLES[form].state([*courses(3), courses(1)[0]]).get)
    assert [one.record.id for one in found.checked] == ["R1", "R2", "R3"]
    assert (found.reading.read, found.reading.repeated) == (4, 1)


@every_format
def test_a_hundred_thousand_records_are_rows_one_after_another(form: str, tmp_path: Path) -> None:
    sample, stated = SAMPLES[form], courses(100_000)
    settings = ReaderSettings(ADDRESS, profile=parse_profile(sample.profile) if sample.profile else None)
    told = sample.in_pages_of(stated, 10_000) if sample.in_pages_of else sample.state(stated)
    answered = exchanges(form, settings, told.get, tmp_path, most=100_010)  # some ask for the offerings of each
    count = 0
    for row in reader_of(form).rows(answered, settings):
        count += 1
        assert isinstance(row, Row)
        assert row.values["id"] == f"R{count}"
    assert count == 100_000


@every_format
def test_a_record_of_twenty_megabytes_costs_itself_or_is_told(ask: Callable[[str, Say], Found], form: str) -> None:
    stated = [("R1", "Anatomy"), ("R2", "x" * 20_000_000), ("R3", "Surgery")]
    try:
        found = ask(form, SAMPLES[form].state(stated).get)
    except NotReadable as error:
        told = (error.reason, error.message[-1:])
        assert told in [("too_large", "."), ("unreadable", ".")]
    else:
        assert {"R1", "R3"} <= {one.record.id for one in found.checked}


@every_format
@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>Anatomy",
        "Anatomy<img src=x onerror=alert(1)>",
        "Anatomy ]]> &amp; <!-- more",
        "Anatomy {{ 7*7 }} ${7*7} <%= 7*7 %>",
        "=HYPERLINK(1)Anatomy",
        "Anatomy \"of\" the 'hand', \\ and; more",
        "\u202eymotanA",
        "શરીરરચના 🫀 शरीर",
    ],
)
def test_hostile_and_odd_titles_are_text_and_cost_no_other_record(
    ask: Callable[[str, Say], Found], form: str, title: str
) -> None:
    found = ask(form, SAMPLES[form].state([("R1", "Anatomy"), ("R2", title), ("R3", "Surgery")]).get)
    assert [one.record.id for one in found.checked] == ["R1", "R2", "R3"]
    (shown,) = found.of("R2").title.values()
    assert not re.search(r"<[a-z]|\u202e", shown)
    assert all(problem.severity == "note" for problem in found.problems)


@every_paged_format
def test_pages_that_lead_back_come_to_an_end(ask: Callable[[str, Say], Found], form: str) -> None:
    first = next(iter(SAMPLES[form].state(courses(25)).values()))
    assert refusal(ask, form, lambda _: first).reason == "bad_paging"


@every_paged_format
def test_pages_that_all_announce_another_come_to_an_end(ask: Callable[[str, Say], Found], form: str) -> None:
    first, another = next(iter(SAMPLES[form].state(courses(25)).values())), SAMPLES[form].another
    assert another is not None
    assert refusal(ask, form, partial(another, first)).reason == "bad_paging"


@every_format_that_states_a_count
def test_a_count_that_disagrees_is_told(ask: Callable[[str, Say], Found], form: str) -> None:
    miscount = SAMPLES[form].miscount
    assert miscount is not None
    assert refusal(ask, form, miscount(courses(25)).get).reason == "bad_paging"


@every_paged_format
def test_a_page_that_is_missing_is_told(ask: Callable[[str, Say], Found], form: str) -> None:
    told = SAMPLES[form].state(courses(25))
    (empty,) = SAMPLES[form].state([]).values()
    for address in [*told][1:]:
        assert refusal(ask, form, {**told, address: empty}.get).reason == "bad_paging"


def refusal(ask: Callable[[str, Say], Found], form: str, say: Say) -> NotReadable:
    """The reader's words where the feed as a whole cannot be read."""
    with pytest.raises(NotReadable) as caught:
        ask(form, say)
    assert caught.value.reason in REASONS
    assert caught.value.message.endswith(".")
    return caught.value
