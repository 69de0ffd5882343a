"""What a feed profile can say, key by key, and what it is told where it is wrong."""

import datetime as dt
import json

import pytest

from courses.feeds.exchange import NotReadable
from courses.feeds.profile import ProfileError, parse_profile
from courses.feeds.record import Meeting, Outcome, Person, Subject
from tests.feeds.stating import read, read_csv

TITLED = '[fields.title]\nfrom = "title"\n'


def test_an_id_is_joined_of_several_columns() -> None:
    found = read_csv("college,programme", "6665,MBBS", profile=_titled("programme", 'id = ["college", "programme"]'))
    assert found.record.id == "6665|MBBS"


def test_an_id_with_one_part_missing_keeps_its_place() -> None:
    found = read_csv("a,b,title", "1,,Anatomy", ",1,Surgery", profile='id = ["a", "b"]\n' + TITLED)
    assert [checked.record.id for checked in found.checked] == ["1|", "|1"]


def test_an_id_may_be_the_group_of_a_pattern() -> None:
    profile = """
        id = "code"
        [fields.whole]
        from = "name"
        pattern = '^(?P<code>[^:]+): (?P<title>.+)$'
    """
    record = read_csv("name", "MET CS 101: Java: Part 1", profile=profile).record
    assert (record.id, record.code, record.title) == ("MET CS 101", "MET CS 101", {"und": "Java: Part 1"})


def test_a_group_fills_a_kept_column_by_a_name_with_two_underscores() -> None:
    profile = """
        id = "title"
        [fields.whole]
        from = "name"
        pattern = '^(?P<title>.+) \\((?P<extra__room>.+)\\)$'
    """
    record = read_csv("name", "Anatomy (Hall 2)", profile=profile).record
    assert record.extra == {"room": "Hall 2"}


def test_a_record_whose_id_or_title_does_not_match_is_refused_and_another_field_noted() -> None:
    profile = """
        id = "code"
        [fields.whole]
        from = "name"
        pattern = '^(?P<code>[A-Z]+ \\d+): (?P<title>.+)$'
        [fields.credits]
        from = "weight"
        pattern = '^(\\d+) points$'
    """
    found = read_csv("name,weight", "Anatomy,4 points", "AN 1: Anatomy,many", profile=profile)
    assert (found.reading.refused, found.record.credits) == (1, None)
    by_severity = {problem.severity: problem for problem in found.problems}
    assert by_severity["record"].row == "line 2"
    assert (by_severity["note"].row, by_severity["note"].field, by_severity["note"].value) == (
        "line 3",
        "credits",
        "many",
    )
    assert "pattern" in by_severity["note"].reason
    assert by_severity["note"].remedy


def test_a_field_is_joined_of_columns_and_empty_ones_are_left_out() -> None:
    profile = _titled("title") + '[fields.code]\nfrom = ["department", "number", "section"]\n'
    found = read_csv("id,title,department,number,section", "1,A,ART,276,", "2,B,ART,,X", profile=profile)
    assert [checked.record.code for checked in found.checked] == ["ART 276", "ART X"]


def test_a_join_says_what_stands_between() -> None:
    profile = _titled("title") + '[fields.code]\nfrom = ["a", "b"]\njoin = "-"\n'
    assert read_csv("id,title,a,b", "1,A,X,9", profile=profile).record.code == "X-9"


def test_the_first_column_that_says_something_is_taken() -> None:
    profile = _titled(["title", "name"], more='first = true\nblank = "TBA"\n')
    found = read_csv("id,title,name", "1,,Anatomy", "2,TBA,Surgery", "3,Long title,Short", profile=profile)
    assert [checked.record.title["und"] for checked in found.checked] == ["Anatomy", "Surgery", "Long title"]


def test_one_column_feeds_two_fields() -> None:
    profile = _titled("programme") + "[fields.award]\nfrom = \"programme\"\npattern = '^(\\w+)'\n"
    record = read_csv("id,programme", "1,MBBS", profile=profile).record
    assert (record.title, record.award) == ({"und": "MBBS"}, "mbbs")


def test_a_list_is_joined_to_text() -> None:
    profile = _titled("title") + '[fields.prerequisites]\nfrom = "needs"\njoin = "; "\n'
    record = read(
        "json", json.dumps([{"id": 1, "title": "A", "needs": ["Anatomy", "Physiology"]}]), profile=profile
    ).record
    assert record.prerequisites == "Anatomy; Physiology"


def test_a_text_is_split_into_a_list() -> None:
    profile = _titled("title") + '[fields.languages]\nfrom = "spoken"\nsplit = "/"\n'
    assert read_csv("id,title,spoken", "1,A,English/ Gujarati", profile=profile).record.languages == ("en", "gu")


def test_a_constant_is_stated_of_every_record() -> None:
    profile = _titled("title") + '[fields.type]\nconst = "elective"\n[fields.letter_needed]\nconst = true\n'
    found = read_csv("id,title", "1,A", "2,B", profile=profile)
    assert {(checked.record.type, checked.record.letter_needed) for checked in found.checked} == {("elective", True)}


def test_values_are_mapped_and_others_stay() -> None:
    profile = _titled("title") + '[fields.open_to]\nfrom = "who"\nmap = { "X" = "anyone" }\n'
    found = read_csv("id,title,who", "1,A,X", "2,B,own", profile=profile)
    assert [checked.record.open_to for checked in found.checked] == ["anyone", "own"]


def test_a_star_maps_every_other_value() -> None:
    profile = _titled("title") + '[fields.open_to]\nfrom = "who"\nmap = { "own" = "own", "*" = "anyone" }\n'
    found = read_csv("id,title,who", "1,A,own", "2,B,whoever", profile=profile)
    assert [checked.record.open_to for checked in found.checked] == ["own", "anyone"]


def test_a_term_is_mapped_to_its_two_dates() -> None:
    profile = _titled("title") + (
        '[offering.term]\nfrom = "term"\n'
        'map = { "20251" = { label = "Fall 2025", starts_on = "2025-09-04", ends_on = "2025-12-19" } }\n'
    )
    (offering,) = read_csv("id,title,term", "1,A,20251", profile=profile).record.offerings
    assert (offering.label, offering.starts_on, offering.ends_on) == (
        "Fall 2025",
        dt.date(2025, 9, 4),
        dt.date(2025, 12, 19),
    )


@pytest.mark.parametrize("word", ["False", "false", "FALSE", "n/a", ""])
def test_a_blank_means_nothing(word: str) -> None:
    profile = _titled("title") + '[fields.prerequisites]\nfrom = "needs"\nblank = ["False", "N/A"]\n'
    found = read_csv("id,title,needs", f"1,A,{word}", profile=profile)
    assert (found.record.prerequisites, found.problems) == ("", [])


def test_a_blank_of_json_may_be_false_or_a_number() -> None:
    profile = (
        _titled("title")
        + '[fields.prerequisites]\nfrom = "needs"\nblank = false\n[fields.credits]\nfrom = "load"\nblank = -1\n'
    )
    record = read("json", json.dumps([{"id": 1, "title": "A", "needs": False, "load": -1}]), profile=profile).record
    assert (record.prerequisites, record.credits) == ("", None)


@pytest.mark.parametrize(
    ("stated", "starts"),
    [("31/12/2026", "2026-12-31"), ("31.12.2026", "2026-12-31"), ("2026-12-31", "2026-12-31")],
)
def test_dates_are_read_in_their_formats_and_in_iso(stated: str, starts: str) -> None:
    profile = _titled("title") + '[offering.starts_on]\nfrom = "start"\ndates = ["%d/%m/%Y", "%d.%m.%Y"]\n'
    (offering,) = read_csv("id,title,start", f"1,A,{stated}", profile=profile).record.offerings
    assert str(offering.starts_on) == starts


def test_a_moment_gives_a_date_and_a_local_time() -> None:
    profile = _titled("title") + '[offering.starts_on]\nfrom = "start"\ndates = "%d/%m/%Y %H:%M"\n'
    (offering,) = read_csv("id,title,start", "1,A,31/12/2026 09:30", profile=profile).record.offerings
    assert (offering.starts_on, offering.starts_at) == (dt.date(2026, 12, 31), dt.time(9, 30))


def test_rows_outside_the_filter_are_not_read() -> None:
    profile = '[rows]\nwhere = { state = ["open", "soon"] }\n'
    lines = ("id,title,state,college", "1,A,open,x", "2,B,closed,x", "3,C, soon ,x", "4,D,open,y")
    found = read_csv(*lines, profile='id = "id"\n' + TITLED + profile, where={"college": "x"})
    assert (found.reading.read, [checked.record.id for checked in found.checked]) == (2, ["1", "3"])


def test_the_header_stands_in_the_row_that_is_named() -> None:
    found = read_csv("Courses of 2026,", "", "id,title", "1,A", profile=_file("header_row = 3"))
    assert (found.record.id, found.checked[0].row) == ("1", "line 4")


def test_cells_are_parted_by_the_stated_delimiter() -> None:
    assert read_csv("id;title", "1;A, and B", profile=_file('delimiter = ";"')).record.title == {"und": "A, and B"}


def test_a_file_is_read_in_its_stated_encoding() -> None:
    found = read("csv", "id,title\n1,Zoë\n".encode("windows-1252"), profile=_file('encoding = "windows-1252"'))
    assert (found.record.title, found.problems) == ({"und": "Zoë"}, [])


def test_what_is_not_in_the_stated_encoding_is_read_in_the_fallback_and_noted() -> None:
    profile = _file('encoding = "utf-8"\nfallback_encoding = "windows-1252"')
    found = read("csv", "id,title\n1,Zoë\n".encode() + "2,Renée\n".encode("windows-1252"), profile=profile)
    assert [checked.record.title["und"] for checked in found.checked] == ["Zoë", "Renée"]
    assert (found.problem.severity, found.problem.row) == ("note", "line 3")
    assert "windows-1252" in found.problem.reason


def test_columns_are_kept_under_their_names_and_titles_by_language() -> None:
    profile = _titled("title") + '[fields.title.hi]\nfrom = "hindi"\n[fields.extra.room]\nfrom = "hall"\n'
    record = read_csv("id,title,hindi,hall", "1,Anatomy,शरीर रचना,2", profile=profile).record
    assert record.title == {"und": "Anatomy", "hi": "शरीर रचना"}
    assert record.extra == {"room": "2"}


def test_people_have_the_role_that_is_named_and_subjects_their_scheme() -> None:
    profile = _titled("title") + (
        '[fields.people.teacher]\nfrom = "by"\nsplit = ";"\n[fields.subjects.isced-f]\nfrom = "field"\n'
        '[fields.outcomes]\nfrom = "goals"\nsplit = "|"\n'
    )
    record = read_csv("id,title,by,field,goals", "1,A,Rao; Shah,0912,Sutures|Knots", profile=profile).record
    assert record.people == (Person("Rao", "teacher"), Person("Shah", "teacher"))
    assert record.subjects == (Subject("isced-f", code="0912"),)
    assert record.outcomes == (Outcome("Sutures"), Outcome("Knots"))


def test_an_offering_is_read_out_of_the_same_row() -> None:
    profile = _titled("title") + '[offering.id]\nfrom = "run"\n[offering.places]\nfrom = "seats"\n'
    (offering,) = read_csv("id,title,run,seats", "1,A,2026-1,30", profile=profile).record.offerings
    assert (offering.id, offering.places) == ("2026-1", 30)


def test_constants_alone_make_no_offering() -> None:
    profile = _titled("title") + '[offering.place]\nconst = "Main hall"\n[offering.starts_on]\nfrom = "start"\n'
    found = read_csv("id,title,start", "1,A,", "2,B,2026-01-05", profile=profile)
    assert [len(checked.record.offerings) for checked in found.checked] == [0, 1]


def test_a_list_of_offerings_is_found_under_its_path() -> None:
    profile = (
        _titled("title")
        + '[offerings]\nitems = "runs.all"\n[offering.id]\nfrom = "key"\n[offering.places]\nfrom = "size"\n'
    )
    stated = [{"id": 1, "title": "A", "runs": {"all": [{"key": "x", "size": 3}, {"key": "y", "size": 4}]}}]
    record = read("json", json.dumps(stated), profile=profile).record
    assert [(offering.id, offering.places) for offering in record.offerings] == [("x", 3), ("y", 4)]


def test_the_list_of_records_is_found_under_its_path() -> None:
    stated = {"meta": {"count": 1}, "result": {"courses": [{"id": 1, "title": "A"}]}}
    profile = 'id = "id"\n[rows]\nitems = "result.courses"\n' + TITLED
    assert read("json", json.dumps(stated), profile=profile).record.id == "1"


def test_a_path_leads_into_objects_and_lists() -> None:
    profile = _titled("names.en") + '[fields.languages]\nfrom = "teaching.language"\n[fields.code]\nfrom = "codes.1"\n'
    stated = [
        {"id": 1, "names": {"en": "A"}, "teaching": [{"language": "en"}, {"language": "gu"}], "codes": ["x", "y"]}
    ]
    record = read("json", json.dumps(stated), profile=profile).record
    assert (record.title, record.languages, record.code) == ({"und": "A"}, ("en", "gu"), "y")


def test_a_table_in_a_cell_is_parsed_and_its_keys_renamed() -> None:
    profile = _titled("title") + (
        '[offering.meetings]\nfrom = "hours"\nsplit = ";"\nparse = "python"\n'
        'keys = { weekday = "day", start = "from", end = "to", place = "hall" }\n'
    )
    cell = (
        "\"{'day': 'Mo', 'from': '09:00', 'to': '10:00', 'hall': 'A'};{'day': 'We', 'from': '09:00', 'to': '10:00'}\""
    )
    (offering,) = read_csv("id,title,hours", f"1,A,{cell}", profile=profile).record.offerings
    assert offering.meetings == (Meeting("mon", "09:00", "10:00", "A"), Meeting("wed", "09:00", "10:00"))


def test_a_column_that_is_optional_may_be_missing() -> None:
    profile = _titled("title") + '[fields.code]\nfrom = "code"\noptional = true\n'
    assert read_csv("id,title", "1,A", profile=profile).record.code == ""


def test_a_column_that_is_missing_is_named_with_those_there_are() -> None:
    profile = _titled("title") + '[fields.code]\nfrom = "number"\n'
    with pytest.raises(NotReadable) as caught:
        read_csv("id,title,code", "1,A,x", profile=profile)
    assert caught.value.reason == "unreadable"
    for told in ("fields.code", "'number'", "id, title, code", "profile"):
        assert told in caught.value.message


def test_a_filter_on_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(NotReadable, match=r"rows\.where.*'college'"):
        read_csv("id,title", "1,A", where={"college": "x"})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id = ", ["no TOML", "end of document", "Mend"]),
        ('id = "a"\n[fields.title]\nfrom = 3', ["fields.title.from", "docs/connect-a-catalogue.md"]),
        ('id = "a"\n[fields.titel]\nfrom = "x"\n' + TITLED, ["fields.titel", "no field", "Known are", "title"]),
        ('id = "a"\n' + TITLED + '[offering.startson]\nfrom = "x"', ["offering.startson", "Known are", "starts_on"]),
        ('id = "a"\n' + TITLED + "[fields.code]\n", ["fields.code", "nothing to read", "from ="]),
        ('id = "a"\n' + TITLED + '[fields.code]\nfrom = "x"\nconst = "y"', ["fields.code", "both", "Keep one"]),
        ('id = "a"\n' + TITLED + "[fields.code]\nfrom = \"x\"\npattern = '('", ["fields.code.pattern", "regular"]),
        (
            'id = "a"\n' + TITLED + '[offering.starts_on]\nfrom = "x"\ndates = "dd/mm"',
            ["offering.starts_on.dates", "%d/%m/%Y"],
        ),
        ('id = "a"\n' + TITLED + '[fields.code]\nfrom = "x"\nmap = { a = [1] }', ["fields.code.map"]),
        ('id = "a"\nfields = 3', ["fields"]),
        ('id = "a"\n' + TITLED + "[fields.code]\nfrom = \"x\"\npattern = '(?P<cod>.)'", ["'cod'", "no such field"]),
        ('id = "a"\n[fields.code]\nfrom = "x"', ["fields.title", "missing", "Add"]),
        (
            'id = "a"\n' + TITLED + '[fields.code]\nfrom = "x"\nconvert = "lmg"',
            ["fields.code.convert", "'lmg'", "[convert.lmg]"],
        ),
        (TITLED, ["id:", "missing", 'id = "code"']),
        ('id = "a"\n[file]\nencoding = "utf-99"\n' + TITLED, ["file.encoding", "'utf-99'", "windows-1252"]),
        ('id = "a"\n[file]\nencoding = "base64"\n' + TITLED, ["file.encoding", "text encoding"]),
        ('id = "a"\n[file]\nencoding = "idna"\n' + TITLED, ["file.encoding", "text encoding"]),
        ('id = "a"\n[file]\ndelimiter = "||"\n' + TITLED, ["file.delimiter", "one character"]),
        ('id = "a"\n[file]\nheader_row = 0\n' + TITLED, ["file.header_row", "from 1"]),
        ('id = "a"\n[fiel]\nencoding = "utf-8"\n' + TITLED, ["fiel", "docs/connect-a-catalogue.md"]),
        ('id = "a"\n' + TITLED + '[fields.code]\nfrom = "x"\nsplitt = ","', ["fields.code", "splitt"]),
        ('id = "a"\n' + TITLED + '[fields.code]\nfrom = "x"\nparse = "yaml"', ["fields.code.parse", "yaml"]),
    ],
)  # fmt: skip
def test_a_wrong_profile_is_told_where_what_and_how_to_mend_it(text: str, told: list[str]) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(text)
    for words in told:
        assert words in str(caught.value), str(caught.value)


def test_everything_wrong_in_a_profile_is_told_at_once() -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile('[file]\ndelimiter = ""\n[fields.code]\n[fields.credit]\nfrom = "x"\n')
    places = [line.partition(":")[0] for line in str(caught.value).splitlines()]
    assert places == ["file.delimiter", "fields.code", "fields.credit", "id", "fields.title"]


def _titled(source: str | list[str], identity: str = 'id = "id"', more: str = "") -> str:
    return f"{identity}\n[fields.title]\nfrom = {json.dumps(source)}\n{more}"


def _file(rules: str) -> str:
    return f'id = "id"\n[file]\n{rules}\n{TITLED}'


def test_a_bare_number_gets_the_unit_of_its_rule_and_a_length_in_words_stays() -> None:
    profile = 'id = "id"\n[fields.title]\nfrom = "title"\n[fields.duration]\nfrom = "weeks"\nunit = "weeks"\n'
    found = read_csv("id,title,weeks", "1,A,4", "2,B,1", "3,C,3 to 4", "4,D,one term", "5,E,", profile=profile)
    assert [one.record.duration for one in found.checked] == ["4 weeks", "1 week", "3 to 4 weeks", "one term", ""]


def test_a_unit_of_a_field_that_has_none_is_named() -> None:
    with pytest.raises(ProfileError, match=r"fields\.credits\.unit: only a length"):
        parse_profile('id = "id"\n[fields.title]\nfrom = "title"\n[fields.credits]\nfrom = "weeks"\nunit = "weeks"\n')
