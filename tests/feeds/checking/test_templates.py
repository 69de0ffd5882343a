"""A sheet filled from the template is understood without touching anything."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from courses.feeds.blank_sheet import csv_template, xlsx_template
from courses.feeds.checking.check import check
from courses.feeds.explained import in_template
from courses.feeds.profile import parse_profile

pytestmark = pytest.mark.django_db  # the words that the office answered are rows
ROWS = [
    {
        "Title": "Brachial plexus",
        "Course code": "A1",
        "Type": "Elective",
        "Level": "Undergraduate",
        "Disciplines": "Anatomy; Radiology",
        "Mode": "On site",
        "Languages": "English; Gujarati",
        "Open to": "Member colleges",
        "Letter needed": "Yes",
        "Admission": "Form",
        "Starts on": "2027-03-01",
        "Places": "12",
        "Teachers": "Dr. A; Dr. B",
    },
    {"Title": "MD Anatomy", "Course code": "B1", "Type": "Degree programme", "Award": "MD", "Places a year": "5"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "work").mkdir()
    return tmp_path / "work"


def _filled_csv(path: Path) -> None:
    [names, _example] = csv.reader(io.StringIO(csv_template().decode("utf-8-sig")))
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(ROWS)


def _filled_xlsx(path: Path) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_template()))
    sheet = book["Courses"]
    names = [cell.value for cell in sheet[1]]
    sheet.delete_rows(2)
    for row in ROWS:
        sheet.append([row.get(name) for name in names])
    book.save(path)


@pytest.mark.parametrize("fill", [_filled_csv, _filled_xlsx])
def test_every_column_is_what_the_template_says(tmp_path: Path, folder: Path, fill):
    fill(tmp_path / "filled")
    verdict = check(tmp_path / "filled", folder, 20)
    found = {one.column: one.target for one in verdict.seen.guessed if one.samples}
    assert found == {
        field.heading: field.target for field in in_template() if any(field.heading in row for row in ROWS)
    }


@pytest.mark.parametrize("fill", [_filled_csv, _filled_xlsx])
def test_its_rows_are_courses_without_a_problem(tmp_path: Path, folder: Path, fill):
    fill(tmp_path / "filled")
    verdict = check(tmp_path / "filled", folder, 20)
    assert verdict.tried is not None
    plexus = next(one.record for one in verdict.tried.first if one.record.title == {"und": "Brachial plexus"})
    assert (plexus.code, plexus.type, plexus.disciplines) == ("A1", "elective", ("anatomy", "radiodiagnosis"))
    assert (plexus.languages, plexus.open_to, plexus.letter_needed) == (("en", "gu"), "members", True)
    assert plexus.offerings[0].places == 12
    assert verdict.tried.unknown == []
    assert verdict.tried.problems == []


def test_the_example_row_itself_is_a_course(tmp_path: Path, folder: Path):
    (tmp_path / "example").write_bytes(csv_template())
    verdict = check(tmp_path / "example", folder, 20)
    assert verdict.tried is not None
    assert verdict.tried.problems == []
    assert verdict.tried.first[0].record.title == {"und": "Brachial plexus in practice"}
    assert parse_profile(verdict.seen.profile).id == "Course code"


def test_the_legend_is_a_sheet_of_its_own_and_no_row_of_the_csv():
    book = openpyxl.load_workbook(io.BytesIO(xlsx_template()))
    assert book.sheetnames == ["Courses", "What each column is"]
    assert [row[0].value for row in book["What each column is"].iter_rows(min_row=2)] == [
        f.heading for f in in_template()
    ]
    assert len(csv_template().decode().splitlines()) == 2


def test_both_files_and_their_legend_are_public(client: Client):
    assert "Brachial plexus in practice" in client.get("/check/templates/").content.decode()
    assert client.get("/check/templates/courses.csv").content == csv_template()
    answer = client.get("/check/templates/courses.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="courses.xlsx"'
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames[0] == "Courses"
