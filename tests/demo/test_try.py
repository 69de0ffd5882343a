"""`make try`: a stranger's own sheet becomes a college of the demo, and what was refused is said in words."""

import subprocess
import sys
from pathlib import Path

import httpx
import openpyxl
import pytest

from tests.demo.conftest import Made
from tests.demo.visiting import PATIENCE, Site, free_port, rows, surroundings
from tests.workers import ROOT, until

pytestmark = pytest.mark.services  # in processes with an environment of their own: to run it once is enough
SHEET = [
    ["Sr. No.", "Sub. Code", "Name of Course", "Dept", "Seats", "Fee"],
    *([n, f"ANA-{n}", f"Brachial plexus {n}", "Anatomy", 12, "Nil"] for n in range(1, 9)),
    [9, "ANA-9", None, "Anatomy", 12, "Nil"],
    [10, "ANA-10", "Lower limb", "Anatomie", "ten", "500"],
]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    for cells in SHEET:
        book.active.append(cells)
    book.save(tmp_path / "our courses 2027.xlsx")
    return tmp_path / "our courses 2027.xlsx"


def tried(folder: Path, file: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "demo", "--data-only", "--file", file],
        cwd=ROOT,
        env=surroundings(folder, free_port()),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def test_what_was_understood_what_was_refused_and_where_to_look_are_said(made: Made, sheet: Path):
    done = tried(made.folder, str(sheet))
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "Sub. Code Code “Sub. Code” means “Code”" in said
    assert "A course is known again by “Sub. Code”." in said
    assert "read 10, created 9, refused 1" in said
    assert "has no title. State a title for this record." in said
    assert "'ten' is no whole number. Write digits only, such as 150." in said
    assert "Anatomie (disciplines)" in said
    assert "/search/?kind=course&college=your-college" in said
    statement = "SELECT count(*) FROM catalogue_course c JOIN organisations_organisation o ON o.id = c.organisation_id"
    assert rows(made.folder, f"{statement} WHERE o.slug LIKE 'your-college%'")[0][0] >= 9


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.4 a brochure", "The file is a PDF document, no table."),
        (b"a,b\n1,2\n3,4\n", "does not show which column is what. Its columns are: a, b."),
        (b"", "empty"),
        (None, "There is no file"),
    ],
)
def test_a_wrong_file_gets_a_plain_message_before_anything_is_set_up(tmp_path: Path, content: bytes | None, words: str):
    file = tmp_path / "wrong"
    if content is not None:
        file.write_bytes(content)
    done = tried(tmp_path / "var", str(file))
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "var/tantu.sqlite3").exists()


def test_no_file_named_says_how(tmp_path: Path):
    assert "make try FILE=sheet.xlsx" in tried(tmp_path / "var", "").stderr


def test_make_hands_the_file_on_whatever_its_name():
    printed = subprocess.run(
        ["make", "-n", "try", "FILE=our courses.xlsx"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert '--file "our courses.xlsx"' in printed.stdout


def test_the_site_stands_at_the_address_that_was_said(made: Made, sheet: Path):
    site = Site(made.folder, free_port(), "--file", str(sheet))
    try:
        until(site.has_come_up, "the site is ready", PATIENCE)
        [address] = {line.split()[-1] for line in site.said().splitlines() if line.startswith("Look at it:")}
        page = httpx.get(address, timeout=60).text
        assert "Brachial plexus 1" in page
    finally:
        assert site.ask_to_end() in (0, 1)
