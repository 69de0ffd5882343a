"""Records that repeat, nest, lie or attack cost themselves only (F08, F15, F18, F22, F23, F24 of TRUST.md)."""

import datetime as dt
import json
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import nh3
import pytest
from django.test import Client

from consortium.organisations.models import Organisation
from courses.catalogue.models import Course
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed, Run
from courses.feeds.reading.texts import ATTRIBUTES, SCHEMES, TAGS
from tests.college_system import Answer, college_system
from tests.faults.feeds import runs_of
from tests.faults.invariant import in_order, states_of, untouched
from tests.faults.standing import Standing, StandingCatalogue
from tests.feeds.feeding import PROFILE, Catalogue, as_csv, counts, row, rows
from tests.feeds.push.pushing import Pusher, record


@pytest.fixture(autouse=True)
def afterwards(transactional_db: None, search: None) -> Iterator[None]:
    """Whatever a record was: another college, which pushed its own, is as it was, and all is in order."""
    narmada = Organisation.objects.create(slug="narmada", name="Narmada", label="Narmada", dye=2)
    feed, _ = connect(narmada, "pushed", Connection("records", is_push=True))
    assert Pusher(feed).batch(*(record(number, title=f"Taken {number}") for number in range(1, 41))).status_code == 200
    with untouched(narmada):
        yield


@pytest.fixture
def catalogue(tapi: Organisation, standing: Standing, tmp_path: Path) -> Catalogue:
    return StandingCatalogue(tapi, tmp_path, standing)


# F08: ids that repeat


def seated(count: int, seats: int = 30) -> list[dict[str, Any]]:
    return [row(number, seats=seats) for number in range(1, count + 1)]


def repeating(count: int = 100) -> list[dict[str, Any]]:
    """A catalogue that repeats forty of its rows: twenty as they are, twenty with another number of seats."""
    return [*seated(count), *seated(20), *(row(number, seats=40) for number in range(21, 41))]


def test_f08_of_forty_repeated_ids_twenty_collapse_and_twenty_leave_the_disputed_field_blank(
    catalogue: Catalogue,
) -> None:
    run = catalogue.holds(repeating()).sync()
    assert (run.status, counts(run)) == ("done", {"read": 140, "created": 100, "repeated": 40})
    assert {catalogue.course(f"R{number}").intake for number in range(1, 21)} == {30}
    assert {catalogue.course(f"R{number}").intake for number in range(21, 41)} == {None}
    assert catalogue.course("R21").title == "Course 21"
    assert_each_problem_names_both_rows(run)


def test_f08_a_disputed_field_keeps_its_last_good_value_and_says_of_which_run(catalogue: Catalogue) -> None:
    good = catalogue.holds(seated(100, 25)).sync()
    catalogue.holds(seated(100)).sync()
    last = Run.objects.get(feed=catalogue.feed, changed=100)
    assert last.pk != good.pk
    disputed = catalogue.holds(repeating()).sync()
    assert (disputed.status, counts(disputed)) == ("done", {"read": 140, "same": 100, "repeated": 40})
    course = catalogue.course("R21")
    assert (course.intake, course.carried) == (30, {"intake": last.pk})
    assert catalogue.course("R1").carried == {}
    assert_each_problem_names_both_rows(disputed)
    settled = catalogue.holds(seated(100)).sync()
    assert counts(settled) == {"read": 100, "same": 100}
    assert catalogue.course("R21").carried == {}


def test_f08_a_disputed_title_keeps_the_last_one_and_refuses_a_new_course(catalogue: Catalogue) -> None:
    catalogue.holds(rows(12)).sync()
    run = catalogue.holds([*rows(13), row(1, title="Another"), row(13, title="Another")]).sync()
    assert counts(run) == {"read": 15, "same": 12, "refused": 1, "repeated": 2}
    assert catalogue.course("R1").title == "Course 1"
    assert catalogue.shown() == {f"R{number}" for number in range(1, 13)}


def assert_each_problem_names_both_rows(run: Run) -> None:
    """Line 1 is the header: row n stands in line n + 1, its repetition 100 lines below."""
    found = {problem.record: problem for problem in run.problems.all()}
    assert found.keys() == {f"R{number}" for number in range(21, 41)}
    for number in range(21, 41):
        problem = found[f"R{number}"]
        assert (problem.severity, problem.field) == ("field", "intake")
        assert problem.row == f"line {number + 1} and line {number + 101}"
        assert f"line {number + 1}: 30; line {number + 101}: 40" in problem.reason
        assert problem.remedy


# F15: days that are none


def test_f15_numbers_that_a_source_dates_2099_are_left_out_and_named(catalogue: Catalogue) -> None:
    """F15: else they would be the newest for ever. The last ones that were dated right stay."""
    profile = PROFILE.replace('from = "code"', 'from = "about"').replace("fields.code", "fields.numbers_stated_on")
    Feed.objects.filter(pk=catalogue.feed.pk).update(profile=profile)
    catalogue.holds([row(1, about="2026-07-01"), *rows(12)[1:]]).sync()
    run = catalogue.holds([row(1, about="2099-01-01", title="Endoscopy"), *rows(12)[1:]]).sync()
    course = catalogue.course("R1")
    assert (run.status, run.changed) == ("done", 1)
    assert (course.title, course.numbers_stated_on) == ("Endoscopy", dt.date(2026, 7, 1))
    problem = run.problems.get(field="numbers_stated_on")
    assert (problem.record, problem.value, problem.severity) == ("R1", "2099-01-01", "field")
    assert "clock" in problem.remedy


# F18: what is nested 100,000 deep

DEEP = 100_000
LISTS = "[" * DEEP + "]" * DEEP
OBJECTS = '{"a":' * DEEP + "1" + "}" * DEEP
NESTED = {
    "the feed itself": LISTS,
    "objects in objects": f"[{OBJECTS}]",
    "a field of a record": f'[{{"id": "1", "title": "A", "deep": {LISTS}}}]',
    "one that never ends": "[" * DEEP,
}
JSON_PROFILE = 'id = "id"\n[fields.title]\nfrom = "title"\n'


def test_f18_json_nested_a_hundred_thousand_deep_is_refused_and_its_worker_reads_on(
    tapi: Organisation, tmp_path: Path, standing: Standing
) -> None:
    path = tmp_path / "nested.json"
    feed, _ = connect(tapi, "nested", Connection("json", path=str(path), profile=JSON_PROFILE))
    for number, text in enumerate(NESTED.values(), 1):
        path.write_text(text)
        run = standing.carries_out(feed)
        assert (run.status, run.reason, run.attempts) == ("failed", "unreadable", 1)
        assert "nested" in run.message
        assert runs_of(feed).count() == number
    path.write_text('[{"id": "1", "title": "A"}]')
    assert standing.carries_out(feed).created == 1, "the same worker reads on"
    assert standing.worker.process.poll() is None


def doctype(declared: str, told: str = "A") -> str:
    return f'<?xml version="1.0"?><!DOCTYPE c [{declared}]><c><course><id>1</id><title>{told}</title></course></c>'


LAUGHS = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {name} "{f"&{last};" * 10}">' for last, name in pairwise("abcdefghij"))
IN_XML = {
    "a billion laughs": (doctype(LAUGHS, "&j;"), "document type"),
    "one entity that is long": (doctype(f'<!ENTITY a "{"a" * 100_000}">', "&a;" * 20_000), "document type"),
    "a file as an entity": (doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"), "document type"),
    "an address as an entity": (doctype('<!ENTITY a SYSTEM "http://{host}/">', "&a;"), "document type"),
    "an address as a parameter": (doctype('<!ENTITY % a SYSTEM "http://{host}/"> %a;'), "document type"),
    "an address as its type": ('<!DOCTYPE c SYSTEM "http://{host}/"><c/>', "document type"),
    "nested 100,000 deep": ("<c>" * DEEP + "</c>" * DEEP, "64 deep"),
    "nested in a record": (f"<c><course>{'<a>' * DEEP}{'</a>' * DEEP}</course></c>", "64 deep"),
    "nested without an end": ("<c>" * DEEP, "64 deep"),
}
XML_PROFILE = JSON_PROFILE + '[rows]\nitems = "course"\n'


def test_f18_hostile_xml_is_refused_reads_nothing_and_its_worker_reads_on(
    tapi: Organisation, tmp_path: Path, standing: Standing
) -> None:
    path = tmp_path / "hostile.xml"
    feed, _ = connect(tapi, "hostile", Connection("xml", path=str(path), profile=XML_PROFILE))
    with college_system(lambda _: Answer(b"<!ELEMENT c ANY>")) as named:
        for name, (text, words) in IN_XML.items():
            path.write_text(text.replace("{host}", named.host))
            run = standing.carries_out(feed)
            assert (run.status, run.reason, run.attempts) == ("failed", "unreadable", 1), (name, run.message)
            assert words in run.message, name
            assert "root:" not in run.message
        assert named.asked == []
    assert not Course.objects.filter(organisation=tapi).exists()
    path.write_text("<c><course><id>1</id><title>A</title></course></c>")
    assert standing.carries_out(feed).created == 1, "the same worker reads on"


@pytest.mark.parametrize("text", [LISTS, OBJECTS, "[" * DEEP])
def test_f18_a_nest_in_one_cell_costs_its_field_only(
    tapi: Organisation, standing: Standing, tmp_path: Path, text: str
) -> None:
    profile = JSON_PROFILE + '[offering.meetings]\nfrom = "hours"\nparse = "json"\n'
    quoted = text.replace('"', '""')
    path = tmp_path / "cells.csv"
    path.write_text(f'id,title,hours\n1,A,"{quoted}"\n2,B,\n')
    run = standing.carries_out(connect(tapi, "cells", Connection("csv", path=str(path), profile=profile))[0])
    assert (run.status, counts(run)) == ("done", {"read": 2, "created": 2})
    assert (run.problems.get().record, run.problems.get().severity) == ("1", "field")


# F22: letters that are none


def test_f22_bytes_that_are_no_utf_8_refuse_their_record_only(catalogue: Catalogue) -> None:
    catalogue.path.write_bytes(as_csv(rows(12)).encode().replace(b"Course 3,", b"Course \xff3,"))
    run = catalogue.sync()
    assert (run.status, counts(run)) == ("done", {"read": 12, "created": 11, "refused": 1})
    problem = run.problems.get()
    assert (problem.row, problem.severity) == ("line 4", "record")
    assert "utf-8" in problem.reason
    assert "encoding" in problem.remedy


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_f22_a_byte_order_mark_tells_the_encoding(catalogue: Catalogue, encoding: str) -> None:
    catalogue.path.write_bytes(as_csv([row(1, title="શરીરરચના")]).encode(encoding))
    assert counts(catalogue.sync()) == {"read": 1, "created": 1}
    assert catalogue.course("R1").title == "શરીરરચના"


def test_f22_utf_16_without_a_mark_changes_nothing_and_is_named(catalogue: Catalogue) -> None:
    catalogue.holds(rows(3)).sync()
    before = states_of(catalogue.college)
    catalogue.path.write_bytes(as_csv(rows(5)).encode("utf-16-le"))
    run = catalogue.sync()
    assert (run.status, run.reason) == ("failed", "unreadable")
    assert "utf-16-le" in run.message
    assert states_of(catalogue.college) == before


def test_f22_nul_and_marks_that_turn_the_text_are_taken_out_and_noted(catalogue: Catalogue) -> None:
    run = catalogue.holds([row(1, title="Ana\0tomy", about="One\0two"), row(2, title="\u202egnirutuS")]).sync()
    assert (run.status, counts(run)) == ("done", {"read": 2, "created": 2})
    assert catalogue.course("R1").title == "Anatomy"
    assert catalogue.course("R1").description == "<p>Onetwo</p>"
    assert catalogue.course("R2").title == "gnirutuS"
    problem = run.problems.get()
    assert (problem.record, problem.field, problem.severity) == ("R2", "title", "note")
    assert "\u202e" not in problem.value


def test_f22_nul_in_any_place_of_a_json_file_is_taken_out(
    tapi: Organisation, standing: Standing, tmp_path: Path
) -> None:
    path = tmp_path / "nul.json"
    stated = {"id": "1\0", "title": "A\0", "kept": "x\0y", "people": ["Ra\0o"], "subjects": ["\0"], "place": "S\0urat"}
    path.write_text(json.dumps([stated]))
    profile = JSON_PROFILE + (
        '[fields.extra.kept]\nfrom = "kept"\n[fields.people.teacher]\nfrom = "people"\n[fields.subjects]\n'
        'from = "subjects"\n[offering.place]\nfrom = "place"\n[offering.starts_on]\nfrom = "kept"\n'
    )
    run = standing.carries_out(connect(tapi, "nul", Connection("json", path=str(path), profile=profile))[0])
    assert run.status == "done"
    course = Course.objects.get(organisation=tapi)
    assert (course.record_id, course.title, course.extra, course.people[0]["name"]) == ("1", "A", {"kept": "xy"}, "Rao")
    assert course.offerings.get().place == "Surat"


def test_f22_a_title_of_a_megabyte_is_cut_and_noted(catalogue: Catalogue) -> None:
    run = catalogue.holds([row(1, title="Anatomy " * 131_072), row(2)]).sync()
    assert (run.status, counts(run)) == ("done", {"read": 2, "created": 2})
    title = catalogue.course("R1").title
    assert (len(title) <= 500, title.startswith("Anatomy Anatomy"), title.endswith("…")) == (True, True, True)
    problem = run.problems.get()
    assert (problem.record, problem.severity) == ("R1", "note")
    assert "longer than 500" in problem.reason


# F23: hostile content

SCRIPT = "<script>alert(1)</script>"
ESCAPED = "&lt;/script&gt;&lt;script&gt;alert(2)&lt;/script&gt;"
HOSTILE = (
    f"{SCRIPT}<p onclick='alert(3)'>Tie <b>knots</b> by <strong>hand</strong></p><img src=x onerror=alert(4)>"
    "<a href='javascript:alert(5)'>more</a> <a href='https://tapi.example/'>site</a>"
    "<iframe src='//evil.example'></iframe><svg><script>alert(6)</script></svg><style>p{color:red}</style>"
)


@pytest.fixture
def hostile(catalogue: Catalogue) -> Run:
    quoted = '"' + HOSTILE + '"'
    return catalogue.holds([row(1, title=f"{SCRIPT}Suturing {ESCAPED}", about=quoted), row(2)]).sync()


def test_f23_what_is_stored_is_what_the_sanitiser_lets_through_and_the_link_is_dropped(
    catalogue: Catalogue, hostile: Run
) -> None:
    stored = catalogue.course("R1").description
    assert nh3.clean(stored, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES) == stored
    assert "<strong>hand</strong>" in stored
    assert 'href="https://tapi.example/"' in stored
    for attack in ("script", "onclick", "onerror", "javascript", "iframe", "svg", "style", "<img", "alert(1)"):
        assert attack not in stored
    told = {problem.reason for problem in hostile.problems.all()}
    assert any("script" in reason for reason in told)
    assert any("link" in reason for reason in told)
    assert all(problem.remedy for problem in hostile.problems.all())


def test_f23_an_address_that_is_no_web_address_is_left_out(
    tapi: Organisation, standing: Standing, tmp_path: Path
) -> None:
    path = tmp_path / "links.csv"
    path.write_text("id,title,link\n1,A,javascript:alert(1)\n2,B,data:text/html;x\n3,C,https://tapi.example/c\n")
    profile = JSON_PROFILE + '[fields.url]\nfrom = "link"\n[fields.admission_url]\nfrom = "link"\n'
    run = standing.carries_out(connect(tapi, "links", Connection("csv", path=str(path), profile=profile))[0])
    assert sorted(Course.objects.filter(organisation=tapi).values_list("url", flat=True)) == [
        "",
        "",
        "https://tapi.example/c",
    ]
    assert {problem.field for problem in run.problems.all()} == {"url", "admission_url"}


def test_f23_page_search_and_api_show_it_as_text(catalogue: Catalogue, hostile: Run, client: Client) -> None:
    in_order()
    course = catalogue.course("R1")
    shown = client.get(f"/courses/tapi/{course.slug}/").content.decode()
    found = client.get("/search/?q=suturing").content.decode()
    for page in (shown, found):
        assert "Suturing" in page
        for attack in (
            "<script>alert",
            "</script><script>",
            "onclick=",
            "onerror=",
            "javascript:",
            "<iframe",
            "<svg><",
        ):
            assert attack not in page
    answer = client.get("/api/v1/search?q=suturing")
    assert answer["Content-Type"].startswith("application/json")
    (result,) = answer.json()["results"]
    assert result["title"] == unescape(course.title) == "Suturing </script><script>alert(2)</script>"
    assert "alert(1)" not in result["summary"]


# F24: what belongs to another


def test_f24_rows_that_name_another_college_land_as_ones_own_and_leave_the_other_as_it_is(
    catalogue: Catalogue,
) -> None:
    """With its name and the ids of its courses; that it is the same to the byte, `afterwards` sees."""
    theirs = [{**row(number), "title": "Taken over"} for number in range(1, 41)]
    catalogue.says(as_csv(theirs).replace("\n", ",narmada\n").replace("taken,narmada", "taken,college", 1))
    assert counts(catalogue.sync()) == {"read": 40, "created": 40}
    assert set(Course.objects.filter(title="Taken over").values_list("organisation__slug", flat=True)) == {"tapi"}
    assert counts(catalogue.holds(theirs[:38]).sync()) == {"read": 38, "same": 38, "withdrawn": 2}
    assert Course.objects.public().filter(organisation__slug="narmada").count() == 40


def test_f24_ids_of_another_source_of_ones_own_college_stay_with_that_source(
    catalogue: Catalogue, standing: Standing, tmp_path: Path
) -> None:
    catalogue.holds(rows(20)).sync()
    register = list(Course.objects.filter(source=catalogue.feed.source).order_by("pk").values())
    online = StandingCatalogue(catalogue.college, tmp_path, standing, "online").holds(
        [row(number, title="Online") for number in range(1, 6)]
    )
    assert counts(online.sync()) == {"read": 5, "created": 5}
    online.holds([row(1, title="Online")]).sync()
    assert list(Course.objects.filter(source=catalogue.feed.source).order_by("pk").values()) == register
