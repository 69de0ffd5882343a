"""Records that repeat, nest, lie or attack cost themselves only (F08, F18, F22, F23, F24 of TRUST.md)."""

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
from courses.feeds.models import Run
from courses.feeds.reading.texts import ATTRIBUTES, SCHEMES, TAGS
from courses.feeds.sync import sync
from tests.college_system import Answer, college_system
from tests.corners import college
from tests.faults.feeds import DISPATCH, due, ended, runs_of
from tests.faults.invariant import in_order, states_of
from tests.feeds.feeding import Catalogue, as_csv, counts, row, rows
from tests.workers import Environment, Workers, ring, until


@pytest.fixture(autouse=True)
def afterwards(search: None) -> Iterator[None]:
    """Whatever a record was: all is in order after it."""
    yield
    in_order()


@pytest.fixture
def catalogue(db: None, tmp_path: Path) -> Catalogue:
    return Catalogue(college("tapi"), tmp_path)


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
    assert not Course.objects.filter(record_id="R13").exists()


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
    tapi: Organisation, tmp_path: Path, environment: Environment, workers: Workers
) -> None:
    worker = workers.start(environment)
    feeds = []
    for number, text in enumerate(NESTED.values()):
        path = tmp_path / f"nested-{number}.json"
        path.write_text(text)
        feeds.append(connect(tapi, f"nested-{number}", Connection("json", path=str(path), profile=JSON_PROFILE))[0])
    ring(environment, DISPATCH)
    for feed in feeds:
        until(lambda feed=feed: ended(feed), f"{feed} is read")
        run = runs_of(feed).get()
        assert (run.status, run.reason, run.attempts) == ("failed", "unreadable", 1)
        assert "nested" in run.message
    Path(feeds[0].path).write_text('[{"id": "1", "title": "A"}]')
    due(feeds[0])
    ring(environment, DISPATCH)
    until(lambda: Course.objects.filter(source=feeds[0].source).exists(), "the same worker reads on")
    assert worker.process.poll() is None


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
    tapi: Organisation, tmp_path: Path, environment: Environment, workers: Workers
) -> None:
    worker = workers.start(environment)
    with college_system(lambda _: Answer(b"<!ELEMENT c ANY>")) as named:
        feeds = {}
        for number, (name, (text, _)) in enumerate(IN_XML.items()):
            path = tmp_path / f"{number}.xml"
            path.write_text(text.replace("{host}", named.host))
            feeds[name] = connect(tapi, f"xml-{number}", Connection("xml", path=str(path), profile=XML_PROFILE))[0]
        ring(environment, DISPATCH)
        for name, feed in feeds.items():
            until(lambda feed=feed: ended(feed), f"{name} is read")
            run = runs_of(feed).get()
            assert (run.status, run.reason, run.attempts) == ("failed", "unreadable", 1), (name, run.message)
            assert IN_XML[name][1] in run.message, name
            assert "root:" not in run.message
        assert named.asked == []
    assert not Course.objects.exists()
    assert worker.process.poll() is None


@pytest.mark.parametrize("text", [LISTS, OBJECTS, "[" * DEEP])
def test_f18_a_nest_in_one_cell_costs_its_field_only(db: None, tmp_path: Path, text: str) -> None:
    profile = JSON_PROFILE + '[offering.meetings]\nfrom = "hours"\nparse = "json"\n'
    quoted = text.replace('"', '""')
    path = tmp_path / "cells.csv"
    path.write_text(f'id,title,hours\n1,A,"{quoted}"\n2,B,\n')
    run = sync(connect(college("tapi"), "cells", Connection("csv", path=str(path), profile=profile))[0])
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


def test_f22_nul_in_any_place_of_a_json_file_is_taken_out(db: None, tmp_path: Path) -> None:
    path = tmp_path / "nul.json"
    stated = {"id": "1\0", "title": "A\0", "kept": "x\0y", "people": ["Ra\0o"], "subjects": ["\0"], "place": "S\0urat"}
    path.write_text(json.dumps([stated]))
    profile = JSON_PROFILE + (
        '[fields.extra.kept]\nfrom = "kept"\n[fields.people.teacher]\nfrom = "people"\n[fields.subjects]\n'
        'from = "subjects"\n[offering.place]\nfrom = "place"\n[offering.starts_on]\nfrom = "kept"\n'
    )
    run = sync(connect(college("tapi"), "nul", Connection("json", path=str(path), profile=profile))[0])
    assert run.status == "done"
    course = Course.objects.get()
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


def test_f23_an_address_that_is_no_web_address_is_left_out(db: None, tmp_path: Path) -> None:
    path = tmp_path / "links.csv"
    path.write_text("id,title,link\n1,A,javascript:alert(1)\n2,B,data:text/html;x\n3,C,https://tapi.example/c\n")
    profile = JSON_PROFILE + '[fields.url]\nfrom = "link"\n[fields.admission_url]\nfrom = "link"\n'
    run = sync(connect(college("tapi"), "links", Connection("csv", path=str(path), profile=profile))[0])
    assert sorted(Course.objects.values_list("url", flat=True)) == ["", "", "https://tapi.example/c"]
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
    catalogue: Catalogue, tmp_path: Path
) -> None:
    other = Catalogue(college("narmada"), tmp_path).holds(rows(1_000))
    other.sync()
    before = states_of(other.college)
    theirs = [{**row(number), "title": "Taken over", "college": "narmada"} for number in range(1, 41)]
    catalogue.says(as_csv(theirs).replace("\n", ",narmada\n").replace("taken,narmada", "taken,college", 1))
    assert counts(catalogue.sync()) == {"read": 40, "created": 40}
    assert states_of(other.college) == before
    assert set(Course.objects.filter(title="Taken over").values_list("organisation__slug", flat=True)) == {"tapi"}
    catalogue.holds([{**row(number), "title": "Taken over"} for number in range(1, 39)])
    assert counts(catalogue.sync()) == {"read": 38, "same": 38, "withdrawn": 2}
    assert states_of(other.college) == before


def test_f24_ids_of_another_source_of_ones_own_college_stay_with_that_source(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    catalogue.holds(rows(20)).sync()
    register = list(Course.objects.filter(source=catalogue.feed.source).order_by("pk").values())
    online = Catalogue(catalogue.college, tmp_path, "online").holds(
        [row(number, title="Online") for number in range(1, 6)]
    )
    assert counts(online.sync()) == {"read": 5, "created": 5}
    online.holds([row(1, title="Online")]).sync()
    assert list(Course.objects.filter(source=catalogue.feed.source).order_by("pk").values()) == register
