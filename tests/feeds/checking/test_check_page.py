"""Anybody sees what would become of a file, without an account, and nothing of it stays."""

import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from courses.feeds.checking.turns import a_place
from courses.feeds.models import KeptFile, Run

pytestmark = pytest.mark.django_db
SHEET = (
    "Sr. No.,Sub. Code,Name of Course,Dept,Seats,Start Date,Medium\n"
    "1,ANA-9,Brachial plexus,Anatomy,12,25/03/2027,English\n"
    "2,ANA-8,Lower limb,Anatomie,twelve,02/04/2027,ગુજરાતી\n"
    "3,,Journal club,Medicine,5,02/04/2027,English\n"
)


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path: Path):
    settings.FEED_SPOOL_DIR = tmp_path / "spool"
    settings.VAR_DIR = tmp_path
    caches["checks"].clear()


def _give(client: Client, content: bytes | str, name: str = "list.csv", **headers: str):
    raw = content.encode() if isinstance(content, str) else content
    return client.post("/check/", {"file": SimpleUploadedFile(name, raw)}, headers=headers)


def test_the_first_records_are_shown_as_students_would_see_them(client: Client):
    page = _give(client, SHEET).content.decode()
    assert "Brachial plexus" in page
    assert "12 places" in page
    assert "Starts <time" in page
    assert "What its page says" in page


def test_how_the_columns_are_understood_is_said_with_reasons(client: Client):
    page = _give(client, SHEET).content.decode()
    assert "“Sub. Code” means “Code”" in page
    assert "a running number, which shifts when a row is added" in page


def test_what_is_wrong_is_told_by_row_with_what_to_do(client: Client):
    more = "".join(f"{number},C-{number},Course {number},Anatomy,5,,English\n" for number in range(30))
    page = _give(client, SHEET + more).content.decode()
    assert "“twelve” is no whole number" in page
    assert "Write digits only, such as 150." in page
    assert "has no id" in page


def test_a_word_that_nobody_knows_is_named(client: Client):
    assert "Anatomie" in _give(client, SHEET).content.decode().partition("Words we do not know")[2][:400]


def test_a_workbook_is_read_whatever_its_name(client: Client):
    book, file = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Code", "Title"])
    book.active.append(["A1", "Suturing"])
    book.save(file)
    page = _give(client, file.getvalue(), "list.xls").content.decode()
    assert "Read as an Excel workbook: 1 row" in page
    assert "Suturing" in page


def test_objects_are_read_too(client: Client):
    assert "Suturing" in _give(client, '[{"code": "A1", "title": "Suturing"}]', "list.json").content.decode()


def test_nothing_of_the_file_stays(client: Client, tmp_path: Path):
    _give(client, SHEET)
    _give(client, "%PDF-1.4 no sheet")
    left = [Path(folder, name) for folder, _, names in os.walk(tmp_path / "spool") for name in names]
    assert left == []
    assert not KeptFile.objects.exists()
    assert not Run.objects.exists()
    assert all(b"Brachial" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_nothing_of_the_file_is_logged(client: Client, caplog: pytest.LogCaptureFixture):
    with caplog.at_level("DEBUG"):
        _give(client, SHEET)
    assert "Brachial" not in caplog.text
    assert "list.csv" not in caplog.text


def test_the_answer_is_stored_by_nobody(client: Client):
    assert _give(client, SHEET)["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("%PDF-1.4 no sheet", "The file is a PDF document, no table"),
        ("", "The submitted file is empty"),
        ("Code,Title\n", "holds no record"),
        ("1,2\n3,4\n", "No column looks like a title"),
        (b"PK\x03\x04 a cut archive", "not whole"),
        ("{" * 3_000, ""),
    ],
)
def test_a_file_that_is_none_gets_a_plain_answer(client: Client, content: bytes | str, said: str):
    answer = _give(client, content)
    assert answer.status_code in (200, 422)
    assert "could not be checked" in answer.content.decode() or said in answer.content.decode()


def test_without_a_file_nothing_is_read(client: Client):
    answer = client.post("/check/")
    assert answer.status_code == 422
    assert "Choose a file first." in answer.content.decode()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(client: Client, settings):
    settings.FEED_CHECK_MAX_BYTES = 1_000
    answer = _give(client, "x" * 40_000)
    assert answer.status_code == 413
    assert _give(client, "x" * 1_001).status_code == 413


def test_an_address_has_its_share(client: Client, settings):
    settings.FEED_CHECKS_AN_HOUR = 2
    assert [_give(client, SHEET).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/check/").status_code == 200


def test_behind_our_proxy_each_visitor_has_her_own_share(client: Client, settings):
    settings.FEED_CHECKS_AN_HOUR = 1
    assert _give(client, SHEET, **{"X-Forwarded-For": "6.6.6.6, 198.51.100.7"}).status_code == 200
    assert _give(client, SHEET, **{"X-Forwarded-For": "198.51.100.8"}).status_code == 200
    assert _give(client, SHEET, **{"X-Forwarded-For": "7.7.7.7, 198.51.100.7"}).status_code == 429


def test_when_too_many_are_checked_at_once_the_next_is_told_to_wait(client: Client, settings):
    settings.FEED_CHECKS_AT_ONCE = 1
    with a_place():
        answer = _give(client, SHEET)
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert _give(client, SHEET).status_code == 200


def test_a_file_that_takes_too_long_is_given_up(client: Client, settings):
    settings.FEED_CHECK_SECONDS = 0
    answer = _give(client, SHEET)
    assert answer.status_code == 422
    assert "longer than the 0 seconds" in answer.content.decode()


def test_a_bomb_is_defused_and_the_page_goes_on(client: Client):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 600_000_000)
    assert bomb.tell() < 5_000_000
    answer = _give(client, bomb.getvalue(), "list.xlsx")
    assert answer.status_code == 422
    assert "could not be checked" in answer.content.decode()
    assert _give(client, SHEET).status_code == 200


def test_hostile_words_stay_words(client: Client):
    page = _give(
        client, 'Code,Title,Description\nA1,<script>alert(1)</script>x,"<img src=x onerror=alert(1)>y"\n'
    ).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_footer_leads_there(client: Client):
    assert 'href="/check/"' in client.get("/check/").content.decode()


def test_nobody_without_a_feed_is_sent_to_a_profile(client: Client):
    book = openpyxl.Workbook()
    for row in (["Code", "Title", "Start date", "Mode"], ["A-1", "Anatomy", "soon", "Offline"], ["Total", None, 5]):
        book.active.append(row)
    book.active.append(["A-2", "Histology", "05/01/2027", "by post"])
    book.active.append(["A-3", "Embryology", "06/01/2027", "Online"])
    for title, state in (("Other", "visible"), ("Lists", "hidden")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(["Name", "No", "Post"])
        sheet.append(["A", "1", "Dean"])
    book.save(body := io.BytesIO())
    page = _give(client, body.getvalue(), "list.xlsx").content.decode()
    assert "has other columns than" in page
    assert "save it as a file of its own." in page
    assert "Unhide it" in page
    assert "Write it as YYYY-MM-DD, such as 2027-12-31." in page
    assert "profile" not in page[page.index("How its columns") : page.index("As students would see them")]
    assert "profile" not in _give(client, "Printed by the office\nCode,Title\nA,B\n").content.decode()


def test_fields_are_called_as_the_page_calls_them_and_values_are_no_code(client: Client):
    sheet = (
        "Sr No,Name of Course,Teacher,Day & Time,Start Date,Subject in Hindi\n"
        "1,CPR,Dr. Patel,Mon,25/03/2027,हृदय\n2,CPR,Dr. Mehta,Tue,25/03/2027,हृदय\n"
        "3,Airway,Dr. Mehta,Daily,soon,fpfdRlk foKku\n"
    )
    more = "".join(f"{number},Course {number},Dr. Rao,Daily,26/03/2027,विषय\n" for number in range(4, 20))
    page = _give(client, sheet + more).content.decode()
    for said in (
        "People: “Dr. Patel, teacher” rows under one id disagree",
        "(line 2: Dr. Patel, teacher; line 3: Dr. Mehta, teacher)",
        "Day &amp; Time: “Mon” rows",
        "Start date: “soon” is no date",
        "Title in हिंदी: “fpfdRlk foKku”",
        "Left out because it is stated wrongly: People, Day &amp; Time",
        "Left out because it is stated wrongly: Dates and places",
        "such as 2027-12-31",
    ):
        assert said in page, said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("\n\n ,, \n", "no row with names of columns"),
        ("Code,Title,Department\n", "holds no record: look whether anything stands below the names"),
    ],
)
def test_a_file_with_nothing_in_it_is_named_for_somebody_who_has_a_file_and_no_feed(client: Client, content, said):
    page = _give(client, content).content.decode()
    assert said in page
    assert "header_row" not in page
    assert "ask the college" not in page


def test_a_sheet_with_nothing_in_it_is_not_answered_with_the_name_of_a_setting(client: Client):
    openpyxl.Workbook().save(file := io.BytesIO())
    page = _give(client, file.getvalue()).content.decode()
    assert "No sheet of the file holds a table" in page
    assert "header_row" not in page


def test_a_document_of_a_word_processor_is_not_to_be_unpacked(client: Client):
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    page = _give(client, file.getvalue()).content.decode()
    assert "The file is a document of Word, no workbook. Copy its table into a sheet" in page
    assert "Unpack" not in page


def test_what_cannot_be_read_at_all_names_a_remedy_without_a_profile(client: Client):
    page = _give(client, '[{"code": "A", "title": "One"}]'.encode("utf-16-le"), "list.json").content.decode()
    assert "Export it as UTF-8." in page
    assert "profile" not in page[page.index("UTF-16") : page.index("UTF-16") + 300]


def test_a_remedy_keeps_its_word_where_the_word_is_the_files_own(client: Client):
    """A column may be called profile; its problems keep all that there is to do."""
    sheet = SHEET.replace("Seats", "Seats by profile")
    page = _give(client, sheet).content.decode()
    assert "Write digits only, such as 150." in page


def test_a_file_is_called_what_it_is_in_words(client: Client):
    page = _give(client, "<table><tr><th>Code<th>Title</tr><tr><td>1<td>A</tr><tr><td>2<td>B</tr></table>", "list.xls")
    assert "Read as a web page with a table: 2 rows, sheet Table 1." in page.content.decode()
    assert "Read as text in columns (CSV): 3 rows." in _give(client, SHEET).content.decode()
