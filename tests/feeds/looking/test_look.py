"""A look at a file says what it is, what its columns are, whether its id will last, and what a profile makes of it."""

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from consortium.vocabulary.checks import read_profile
from courses.feeds.looking import CannotLook, LookJob, look_at
from courses.feeds.profile import parse_profile
from tests.workers import ROOT

CONSORTIUM = read_profile(Path(ROOT / "consortium/vocabulary/profiles/medical.toml"))


def _look(path: Path, **asked: Any):
    return look_at(LookJob(str(path), CONSORTIUM, **asked))


def _text(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "sheet"
    path.write_bytes(text.encode(encoding))
    return path


def test_a_sheet_below_a_heading_with_semicolons_is_seen_as_it_is(tmp_path: Path):
    seen = _look(_text(tmp_path, "List of 2027\n\nCode;Title;Seats\nA1;Suturing;12\nA2;Airway;10\nA3;Plaster;8\n"))
    assert (seen.format, seen.columns, seen.rows) == ("csv", ("Code", "Title", "Seats"), 3)
    assert seen.samples["Title"] == ("Suturing", "Airway", "Plaster")
    assert parse_profile(seen.profile).id == "Code"
    assert seen.id_warnings == ()


def test_a_workbook_is_known_by_its_content(tmp_path: Path):
    book = openpyxl.Workbook()
    book.active.append(["Course code", "Course title"])
    book.active.append(["A1", "Suturing"])
    book.save(tmp_path / "sheet.csv")
    seen = _look(tmp_path / "sheet.csv")
    assert (seen.format, seen.kind, seen.rows) == ("xlsx", "xlsx", 1)


def test_objects_below_a_key_are_found(tmp_path: Path):
    seen = _look(_text(tmp_path, json.dumps({"data": {"courses": [{"code": "A1", "title": "Suturing"}]}})))
    assert (seen.format, seen.columns) == ("json", ("code", "title"))
    assert parse_profile(seen.profile).rows.items == "data.courses"


def test_elements_that_repeat_are_the_records(tmp_path: Path):
    course = (
        '<course id="A{0}"><title lang="en">Course {0}</title><dept>Anatomy</dept>'
        "<run><start_date>2027-03-0{0}</start_date><venue>H</venue></run></course>"
    )
    text = (
        f"<?xml version='1.0'?><catalogue><made>2027</made>{''.join(course.format(n) for n in range(1, 5))}</catalogue>"
    )
    seen = _look(_text(tmp_path, text))
    profile = parse_profile(seen.profile)
    assert (seen.format, seen.rows, profile.rows.items) == ("xml", 4, "course")
    assert (profile.id, profile.fields["title"].source, profile.fields["disciplines"].source) == (
        "@id",
        "title",
        "dept",
    )


X = "<?xml version='1.0'?>"
A, B = "<course><id>A1</id><title>Suturing</title></course>", "<course><id>A2</id><title>Airway</title></course>"
D = "<d:course><d:id>A1</d:id><d:title xml:lang='en'>Suturing</d:title></d:course>"


@pytest.mark.parametrize(
    ("text", "items", "columns"),
    [
        (f"{X}<rows><row id='A1' title='Suturing'/><row id='A2' title='Airway'/></rows>", "row", ("@id", "@title")),
        (
            f"{X}<r><meta/><table><a id='A1' title='Suturing'/><a id='A2' title='B'/></table></r>",
            "a",
            ("@id", "@title"),
        ),
        (f"{X}<course>{A}{B}</course>", "course.course", ("id", "title")),
        (f"{X}<c><dept name='Surgery'>{A}{B}</dept><dept>{A}</dept></c>", "course", ("id", "title")),
        (f"{X}<c>{A.replace('Sut', '&nbsp;&amp; & ')}{B}</c>", "course", ("id", "title")),
        (f'<?xml version="1.0" encoding="utf-16"?><c>{A}{B}</c>', "course", ("id", "title")),
        (f"{X}<c xmlns:d='urn:d'>{D}{B}</c>", "course", ("id", "title")),
    ],
)
def test_the_records_of_xml_are_found_however_it_is_written(
    tmp_path: Path, text: str, items: str, columns: tuple[str, ...]
):
    seen = _look(_text(tmp_path, text))
    assert (seen.format, parse_profile(seen.profile).rows.items, seen.columns) == ("xml", items, columns)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_objects_of_any_encoding_are_seen(tmp_path: Path, encoding: str):
    seen = _look(_text(tmp_path, json.dumps({"courses": [{"code": "A1", "title": "Suturing"}]}), encoding))
    assert (seen.format, seen.rows, parse_profile(seen.profile).rows.items) == ("json", 1, "courses")


def test_lines_of_objects_are_read_one_by_one(tmp_path: Path):
    seen = _look(_text(tmp_path, '{"code": "A1", "title": "Suturing"}\n{"code": "A2", "title": "Airway"}\n'))
    assert (seen.format, seen.rows, seen.columns) == ("jsonl", 2, ("code", "title"))


def test_the_id_is_tested_over_the_whole_file_and_a_better_one_taken(tmp_path: Path):
    rows = "".join(f"{'' if number % 2 else number},Course {number},K{number}\n" for number in range(900))
    seen = _look(_text(tmp_path, "Code,Title,Key\n" + rows))
    assert seen.id_warnings[0] == "“Code” is empty in 450 of 900 rows; such rows are refused."
    assert seen.better_id == ("Key",)
    assert parse_profile(seen.profile).id == "Key"


def test_a_profile_is_tried_on_real_rows(tmp_path: Path):
    profile = """
    id = "No"
    [fields.title]
    from = "What"
    pattern = '^(?P<code>[A-Z]+\\d+): (?P<title>.+)$'
    [fields.type]
    from = "Kind"
    map = { "Opt" = "elective" }
    """
    seen = _look(
        _text(tmp_path, "No,What,Kind\n1,AB1: Suturing,Opt\n2,Airway,Opt\n3,AB3: Plaster,Core\n"),
        profile=profile, format="csv",
    )  # fmt: skip
    made = {one.rule: [(value.before, value.after, value.wrong) for value in one.values] for one in seen.previews}
    assert made["fields.title"] == [
        ("AB1: Suturing", "Suturing; code: AB1", ""),
        ("Airway", "", "does not match the pattern"),
        ("AB3: Plaster", "Plaster; code: AB3", ""),
    ]
    assert made["fields.type"] == [("Opt", "elective", ""), ("Core", "Core", "")]
    assert "only counts the rows" in seen.id_warnings[0]


@pytest.mark.parametrize(
    ("content", "reason", "words"),
    [
        (b"%PDF-1.7 courses", "not_a_feed", "PDF"),
        (b"", "empty", "empty"),
        (b"PK\x03\x04 cut off", "truncated", "not whole"),
        (b"[" * 200_000, "unreadable", ""),
        (b"[]", "empty", "no object"),
        (b"[{'code': 'A1'}]", "empty", "no object"),
        (b"<!DOCTYPE c [<!ENTITY x 'y'>]><c><a><b/></a><a><b/></a></c>", "unreadable", "document type"),
    ],
)
def test_what_is_no_table_is_told_in_words(tmp_path: Path, content: bytes, reason: str, words: str):
    (tmp_path / "sheet").write_bytes(content)
    with pytest.raises(CannotLook) as caught:
        _look(tmp_path / "sheet")
    assert words in caught.value.message
    assert caught.value.reason in (reason, "empty", "unreadable")


def test_a_pattern_that_never_ends_is_ended(tmp_path: Path):
    profile = "id = 'A'\n[fields.title]\nfrom = 'A'\npattern = '^(a+)+$'"
    with pytest.raises(CannotLook) as caught:
        _look(_text(tmp_path, "A\n" + "a" * 60 + "b\n"), profile=profile, format="csv", seconds=2)
    assert caught.value.reason == "timeout"


def test_the_faults_of_a_profile_are_told(tmp_path: Path):
    with pytest.raises(CannotLook, match="there is no field 'tittle'"):
        _look(_text(tmp_path, "A\n1\n"), profile="id='A'\n[fields.tittle]\nfrom='A'", format="csv")


def test_what_a_college_hides_in_its_sheet_is_not_kept_and_a_hidden_code_is_the_id(tmp_path: Path):
    book = openpyxl.Workbook()
    for row in (
        ["Course Code", "Remarks", "Course Name", "Uniform"],
        ["N1", "the dean is unhappy", "Wound care", "white"],
        ["N2", "", "Infection control", "green"],
    ):
        book.active.append(row)
    for letter in "AB":
        book.active.column_dimensions[letter].hidden = True
    book.save(path := tmp_path / "list.xlsx")
    seen = _look(path)
    assert [one.target for one in seen.guessed] == ["code", "", "title", "extra"]
    assert seen.guessed[1].why == "it is hidden in the sheet; keep it only if everybody may see it"
    assert parse_profile(seen.profile).id == "Course Code"
