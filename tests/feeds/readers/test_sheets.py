"""What each of the ugly sheets in tests/samples/sheets must give."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook

from courses.feeds.exchange import NotReadable
from courses.feeds.looking.job import LookJob
from courses.feeds.looking.look import look
from courses.feeds.profile import FileRules, parse_profile
from courses.feeds.readers.tables.opening import open_table
from courses.feeds.readers.tables.table import Table
from courses.feeds.record import CourseRecord
from tests.feeds.stating import CONSORTIUM, Found, read

SHEETS = Path(__file__).resolve().parents[2] / "samples/sheets"
EVERY = sorted(path.name for path in SHEETS.iterdir() if path.suffix not in (".py", ".toml"))
NO_TABLE = {"locked.xls", "pictures-only.xlsx"}


LOOK = FileRules()


def table(name: str, file: FileRules = LOOK) -> Table:
    return open_table(str(SHEETS / name), file)


def records(name: str, profile: str, form: str = "xlsx") -> Found:
    return read(form, (SHEETS / name).read_bytes(), profile=profile)


def mapped(identity: str, title: str, more: str = "") -> str:
    return f'id = "{identity}"\n[fields.title]\nfrom = "{title}"\n{more}'


def ids(found: Found) -> list[str]:
    return [one.record.id for one in found.checked]


def starts(record: CourseRecord) -> Iterator[tuple[dt.date | None, dt.date | None]]:
    return ((offering.starts_on, offering.ends_on) for offering in record.offerings)


def test_there_are_fifteen_sheets_at_least() -> None:
    assert len(EVERY) >= 15
    assert all((SHEETS / name).stat().st_size < 20_000 for name in EVERY)


@pytest.mark.parametrize("name", [name for name in EVERY if name not in NO_TABLE])
def test_a_table_may_be_read_twice_with_the_same_outcome(name: str) -> None:
    found = table(name)
    once = [*found.rows()]
    told = [*found.told]
    assert once
    assert [*found.rows()] == once
    assert found.told == told
    assert all(len(cells) == len(found.columns) for _, cells in once)


def test_headings_in_two_rows_are_joined_and_what_stands_above_and_below_is_no_record() -> None:
    found = table("two-row-headings.xlsx")
    assert found.kind == "xlsx"
    assert found.columns == [
        "Sr. No.", "Course Code", "Course Title", "Seats Total", "Seats Taken", "Dates From", "Dates To",
    ]  # fmt: skip
    places = {cells[1]: place for place, cells in found.rows()}
    assert (places["VMC-E01"], places["VMC-E03"]) == ("row 6", "row 9")
    profile = mapped(
        "Course Code",
        "Course Title",
        '[offering.starts_on]\nfrom = "Dates From"\n[offering.ends_on]\nfrom = "Dates To"\n'
        '[offering.places]\nfrom = "Seats Total"\n[offering.places_taken]\nfrom = "Seats Taken"\n',
    )
    read_as = records("two-row-headings.xlsx", profile)
    assert ids(read_as) == ["VMC-E01", "VMC-E02", "VMC-E03"]
    assert read_as.of("VMC-E03").title == {"und": "Total knee replacement"}
    (offering,) = read_as.of("VMC-E02").offerings
    assert (offering.places, offering.places_taken, offering.starts_on) == (8, 8, dt.date(2027, 4, 5))
    totals, footnote = read_as.problems
    assert (footnote.value, footnote.severity) == ("* Seats are subject to revision", "note")
    assert (totals.severity, totals.value) == ("note", "Total")


def test_a_sheet_for_each_department_is_one_catalogue_and_its_name_can_be_read() -> None:
    found = table("departments.xlsx")
    assert found.sheets == ["Anatomy", "Physiology", "Forensic Medicine"]
    assert found.columns == ["Code", "Course name", "Hours", "(sheet)"]
    assert ("Forensic Medicine, row 2", ["FM-1", "Medical certificates of death", 16, "Forensic Medicine"]) in [
        *found.rows()
    ]
    told = " ".join(one.sentence(has_profile=True) for one in found.told)
    assert all(name in told for name in ("'Lists' is a hidden sheet", "'Staff' has other columns", "Physiology"))
    profile = mapped("Code", "Course name", '[fields.disciplines]\nfrom = "(sheet)"\n')
    read_as = records("departments.xlsx", profile)
    assert {one.record.id: one.record.disciplines for one in read_as.checked} == {
        "AN-1": ("anatomy",),
        "AN-2": ("anatomy",),
        "PY-1": ("physiology",),
        "FM-1": ("forensic-medicine",),
    }
    assert {problem.severity for problem in read_as.problems} == {"note"}


def _with_hidden_rows(path: Path, *sheets: str) -> Path:
    """Sheets of five courses each, of which one is hidden by hand and two by a filter, beside a title and a total."""
    book = Workbook()
    for name in sheets:
        sheet = book.create_sheet(name)
        for row in (["A title"], ["Code", "Title", "Seats"], *([f"{name}-{n}", f"Course {n}", n] for n in range(1, 6))):
            sheet.append(row)
        sheet.append(["Total", None, 15])
        sheet.auto_filter.ref = "A2:C7"
        for number in (1, 4, 5, 6, 8):
            sheet.row_dimensions[number].hidden = True
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def test_hidden_rows_are_read_and_named_once_for_each_sheet(tmp_path: Path) -> None:
    path = _with_hidden_rows(tmp_path / "list.xlsx", "Anatomy", "Surgery")
    found = read("xlsx", path.read_bytes(), profile=mapped("Code", "Title"))
    assert (len(found.checked), found.reading.refused) == (10, 0), "the totals of several sheets are totals too"
    told = [one for one in found.problems if "hidden" in one.reason]
    assert [(one.row, one.value) for one in told] == [("Anatomy", "row 4, 5, 6"), ("Surgery", "row 4, 5, 6")]
    assert told[0].remedy.startswith("Nothing needs to be done if they belong to the catalogue.")
    assert told[0].remedy.endswith("under [rows] in the profile.")


def test_a_row_that_says_much_of_itself_is_counted_wherever_the_file_is_cut(tmp_path: Path) -> None:
    book = Workbook(write_only=False)
    book.active.append(["Code", "Title"])
    for number in range(20_000):
        book.active.append([f"C{number}", f"Course {number}"])
        book.active.row_dimensions[number + 2].hidden = True
        book.active.row_dimensions[number + 2].height = 15.75
    book.save(tmp_path / "list.xlsx")
    found = open_table(str(tmp_path / "list.xlsx"))
    assert sum(1 for _ in found.rows()) == 20_000
    assert [one.value.partition(" and ")[2] for one in found.told] == ["19980 more"]


def test_hidden_rows_of_xml_of_2003_are_named_too(tmp_path: Path) -> None:
    rows = "<Row><Cell><Data>Code</Data></Cell><Cell><Data>Title</Data></Cell></Row>"
    for number, hidden in enumerate(("", ' ss:Hidden="1"', ' ss:Hidden="0"')):
        cells = "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in (f"C{number}", "Anatomy"))
        rows += f"<Row{hidden}>{cells}</Row>"
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    sheet = f'<Worksheet ss:Name="List"><Table>{rows}</Table></Worksheet>'
    path = tmp_path / "list.xml"
    path.write_text(f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}">{sheet}</Workbook>')
    found = open_table(str(path))
    assert len([*found.rows()]) == 3
    assert [one.value for one in found.told] == ["row 3"]


def test_sheets_can_be_named_also_hidden_ones() -> None:
    assert table("departments.xlsx", FileRules(sheet="Staff")).columns == ["Name", "Post", "Extension"]
    assert table("departments.xlsx", FileRules(sheets=("Anatomy", "Lists"))).sheets == ["Anatomy", "Lists"]
    everything = table("departments.xlsx", FileRules(sheets="*"))
    assert "Staff" in everything.sheets
    assert "Lists" not in everything.sheets
    assert everything.columns[-1] == "(sheet)"
    with pytest.raises(NotReadable) as caught:
        table("departments.xlsx", FileRules(sheet="Surgery"))
    assert (caught.value.reason, "'Surgery'" in caught.value.message) == ("unreadable", True)
    assert "Anatomy, Physiology" in caught.value.message


def test_numbers_of_days_dates_and_dates_in_words_may_share_a_column() -> None:
    dates = 'dates = ["%d/%m/%Y", "%d-%b-%y", "%d %b %Y", "excel"]\n'
    profile = mapped(
        "Course ID",
        "Workshop",
        f'[offering.starts_on]\nfrom = "Begins on"\n{dates}[offering.ends_on]\nfrom = "Ends on"\n{dates}',
    )
    found = records("serial-dates.xlsx", profile)
    assert [day for one in found.checked for day in starts(one.record)] == [
        (dt.date(2027, 1, 1), dt.date(2027, 1, 2)),
        (dt.date(2027, 1, 15), dt.date(2027, 1, 16)),
        (dt.date(2027, 2, 3), dt.date(2027, 2, 4)),
        (dt.date(2027, 9, 3), None),
        (dt.date(2027, 2, 2), None),
    ]
    assert (found.problem.record, found.problem.value) == ("W4", "as announced")


def test_a_number_of_days_that_nothing_announces_is_told_with_its_remedy() -> None:
    found = records("serial-dates.xlsx", mapped("Course ID", "Workshop", '[offering.starts_on]\nfrom = "Begins on"\n'))
    told = {problem.record: problem.remedy for problem in found.problems}
    assert '"excel"' in told["W1"]


def test_dates_of_a_workbook_that_counts_from_1904_are_right() -> None:
    profile = mapped(
        "Code",
        "Title",
        '[offering.starts_on]\nfrom = "Cell"\n[offering.ends_on]\nfrom = "Number"\ndates = "excel-1904"\n',
    )
    found = records("dates-of-1904.xlsx", profile)
    days = [day for one in found.checked for day in starts(one.record)]
    assert days == [(dt.date(2027, 1, 1), dt.date(2027, 1, 1)), (dt.date(2027, 1, 8), dt.date(2027, 1, 8))]


def test_numbers_as_ids_and_codes_are_written_as_a_person_reads_them() -> None:
    more = '[fields.code]\nfrom = "Registration"\n[fields.extra.fee]\nfrom = "Fee"\n[fields.intake]\nfrom = "Seats"\n'
    left = '[offering.id]\nfrom = "Course no."\n[offering.places_left]\nfrom = "Seats left"\n'
    found = records("numbers-as-ids.xlsx", mapped("Course no.", "Name of course", more + left))
    assert ids(found) == ["101", "102", "103", "104A"]
    assert [one.record.code for one in found.checked] == ["0004512", "123456789012345", "007", "98765432101"]
    assert [one.record.extra.get("fee") for one in found.checked] == ["1500", "2500.5", "0.3", None]
    assert [one.record.offerings[0].places_left for one in found.checked] == [16, 0, None, None]
    assert (found.of("104A").intake, found.problem.severity) == (None, "note")
    assert found.problem.value == "F4, E5, F5"
    assert "#REF!" in found.problem.reason


def test_cells_merged_downwards_are_filled_where_the_profile_says_so() -> None:
    profile = mapped("Code", "Posting", '[fields.disciplines]\nfrom = "Department"\n')
    plain = records("merged-down.xlsx", profile)
    assert [one.record.disciplines for one in plain.checked] == [("general-medicine",), (), (), ("orthopaedics",)]
    filled = records("merged-down.xlsx", f'{profile}[file]\nfill_down = ["Department"]\n')
    assert [one.record.disciplines for one in filled.checked] == [("general-medicine",)] * 3 + [("orthopaedics",)]
    assert [(problem.record, problem.field) for problem in filled.problems] == [("OR-2", "title")]
    with pytest.raises(NotReadable) as caught:
        records("merged-down.xlsx", f'{profile}[file]\nfill_down = ["Dept"]\n')
    assert "'Dept'" in caught.value.message


def test_columns_of_one_name_get_numbers_and_those_without_a_name_at_the_end_do_not_count() -> None:
    found = table("same-names.xlsx")
    assert found.columns == ["Code", "Name", "Name (2)", "Date", "Date (2)", "Date (3)"]
    profile = mapped("Code", "Name", '[fields."people.teacher"]\nfrom = "Name (2)"\n')
    (teacher,) = records("same-names.xlsx", profile).record.people
    assert teacher.name == "Dr. R. Bhatt"


def test_headings_repeated_on_each_printed_page_and_sums_in_hindi_are_no_records() -> None:
    found = table("printed-pages.xlsx")
    assert found.columns == ["क्रम", "पाठ्यक्रम", "सीटें"]
    assert [cells[1] for _, cells in found.rows() if cells[1]] == ["शरीर रचना विज्ञान", "शरीर क्रिया विज्ञान", "जीव रसायन"]
    told = " ".join(one.sentence(has_profile=True) for one in found.told)
    assert "योग, कुल योग" in told
    assert "repeats the names of the columns" in told


def test_gujarati_headings_numbers_and_sums_are_read() -> None:
    profile = mapped(
        "ક્રમ",
        "વિષયનું નામ (અંગ્રેજી)",
        '[fields.title.gu]\nfrom = "વિષયનું નામ"\n[fields.intake]\nfrom = "બેઠકો"\n',
    )
    found = records("gujarati-headings.xlsx", profile)
    assert [one.record.title for one in found.checked] == [
        {"und": "Anatomy", "gu": "શરીરરચનાશાસ્ત્ર"},
        {"und": "Physiology", "gu": "શરીરક્રિયાવિજ્ઞાન"},
    ]
    assert [one.record.intake for one in found.checked] == [25, 25]
    assert found.problem.value == "સરવાળો"


def test_an_old_binary_workbook_is_read() -> None:
    found = table("old-binary.xls")
    assert found.kind == "xls"
    assert found.columns == ["Code", "Subject", "Intake Own", "Intake Other colleges", "From date"]
    assert next(found.rows()) == ("row 5", [201, "Sports medicine", 6, 2, dt.date(2027, 3, 2)])
    assert ids(records("old-binary.xls", mapped("Code", "Subject"))) == ["201", "202", "203-B"]


def test_a_workbook_of_libreoffice_is_read() -> None:
    found = table("libreoffice.ods")
    assert found.kind == "ods"
    assert [cells for _, cells in found.rows()] == [
        ["RH-1", "Home visits", 10, dt.date(2027, 1, 11)],
        ["RH-2", "School health", 12, dt.date(2027, 2, 8)],
        ["RH-3", "Water and sanitation", "", ""],
    ]


def test_a_workbook_that_excel_2003_saved_as_xml_is_read_whatever_it_is_called() -> None:
    found = table("excel-2003.xls")
    assert (found.kind, found.sheets) == ("spreadsheetml", ["Register"])
    assert [*found.rows()] == [
        ("row 4", ["00125", "Hospital waste management", dt.date(2027, 1, 4), 1200]),
        ("row 5", [126, "Counselling skills", dt.date(2027, 2, 1), 900.5]),
        ("row 6", [127, "", "", ""]),
    ]
    told = " ".join(one.sentence(has_profile=True) for one in found.told)
    assert "'Codes' is a hidden sheet" in told
    assert "'row 6, column 3' was read as empty" in told


def test_a_web_table_called_xls_is_read_with_its_spans() -> None:
    found = table("web-table.xls")
    assert (found.kind, found.sheets) == ("html", ["Table 2"])
    assert found.columns == ["Code", "Posting", "Interns Men", "Interns Women", "Ward"]
    assert [*found.rows()] == [
        ("row 4", ["0101", "Ob & Gy\nlabour room", "6", "8", "C 3"]),
        ("row 5", ["0102", "Neonatology – “NICU”", "4", "4", ""]),
    ]
    assert [cells[4] for _, cells in table("web-table.xls", FileRules(fill_down=("Ward",))).rows()] == ["C 3", "C 3"]


def test_text_parted_by_tabs_in_utf_16_called_xls_is_read() -> None:
    found = table("unicode-text.xls")
    assert (found.kind, found.columns) == ("text", ["Code", "Title", "Seats"])
    assert ("line 3", ["D-2", "Leprosy: field work\nat Songadh", "6"]) in [*found.rows()]


def test_utf_16_without_a_mark_is_assumed_and_told() -> None:
    profile = mapped("Code", "Title", '[fields."people.teacher"]\nfrom = "Guide"\n')
    found = records("utf-16-without-mark.txt", profile)
    assert found.of("N-1").people[0].name == "Dr. Zoë D’Souza"
    assert (found.problem.value, found.problem.severity) == ("utf-16-le", "note")
    assert "encoding" in found.problem.remedy


def test_an_encoding_of_old_windows_is_assumed_and_told_once_it_is_looked_for() -> None:
    looked = '[file]\nencoding = "auto"\ndelimiter = "auto"\n'
    found = records("windows-1252.csv", mapped("Code", "Intitulé du cours", looked), "csv")
    assert [*found.of("C-3").title.values()] == ["Médecine légale et “éthique”"]
    assert (found.problem.value, found.problem.severity) == ("windows-1252", "note")


def test_a_profile_of_csv_that_says_nothing_still_means_utf_8_and_commas() -> None:
    with pytest.raises(NotReadable):
        records("windows-1252.csv", mapped("Code", "Intitulé du cours"), "csv")


def test_a_mark_semicolons_and_quotes_over_lines_are_read() -> None:
    found = table("quotes-over-lines.csv")
    assert (found.kind, found.columns, found.told) == ("csv", ["Code", "Title", "About"], [])
    assert [place for place, _ in found.rows()] == ["line 2", "line 5"]
    assert next(found.rows())[1][1] == "Psychiatry; the first interview"


def test_lines_above_the_names_and_a_sum_below_the_rows_are_no_records() -> None:
    found = table("footer-and-short-lines.csv")
    assert [cells for _, cells in found.rows()] == [["B-1", "Blood bank posting", "4"], ["B-2", "Haematology", "6"]]
    as_it_is = records(
        "footer-and-short-lines.csv",
        mapped("CODE", "NAME", '[file]\nheader_row = 3\n[rows]\ntotals = "Grand Total"\n'),
        "csv",
    )
    assert ids(as_it_is) == ["B-1", "B-2"]


@pytest.mark.parametrize(
    ("name", "reason", "told"),
    [("locked.xls", "unreadable", "password"), ("pictures-only.xlsx", "empty", "pictures")],
)
def test_a_workbook_that_cannot_be_read_says_why(name: str, reason: str, told: str) -> None:
    with pytest.raises(NotReadable) as caught:
        table(name)
    assert (caught.value.reason, told in caught.value.message) == (reason, True)


def legacy(more: str = "") -> str:
    return mapped("Code", "Subject", f'[fields.title.gu]\nfrom = "Subject in Gujarati"\n{more}')


def test_gujarati_in_an_old_font_is_left_out_with_a_remedy_and_the_english_title_stays() -> None:
    found = records("legacy-font.csv", legacy(), "csv")
    assert [one.record.title for one in found.checked] == [{"und": "Anatomy"}, {"und": "Medicine"}, {"und": "Hygiene"}]
    assert {(problem.field, problem.severity) for problem in found.problems} == {("title.gu", "field")}
    assert len(found.problems) == 3
    assert "old font" in found.problems[0].reason
    assert "[convert]" in found.problems[0].remedy


def test_a_record_whose_only_title_is_in_an_old_font_is_refused() -> None:
    profile = 'id = "Code"\n[fields.title.gu]\nfrom = "Subject in Gujarati"\n'
    found = read("csv", "Code,Subject in Gujarati\n1,U]HZFT VFZMuI\n2,Hygiene\n3,શરીરરચના\n", profile=profile)
    assert [one.record.title["gu"] for one in found.checked] == ["Hygiene", "શરીરરચના"]
    assert (found.problem.record, found.problem.field, found.problem.severity) == ("1", "title.gu", "record")


def test_gujarati_in_an_old_font_is_read_through_the_table_of_its_profile() -> None:
    letters = {
        "X": "શ", "Z": "ર", "L": "ી", "F": "ા", "R": "ચ", "G": "ન", "U": "ગ", "]": "ુ", "H": "જ", "T": "ત",
        "lJ": "વિ", "7": "જ્ઞ", ":+": "સ્ત્ર",
    }  # fmt: skip
    table_of_letters = "[convert.lmg]\n" + "".join(f'"{ours}" = "{theirs}"\n' for ours, theirs in letters.items())
    profile = mapped("id", "title", f'[fields.title.gu]\nfrom = "gu"\nconvert = "lmg"\n{table_of_letters}')
    found = read("csv", "id,title,gu\n1,Gujarat,U]HZFT\n2,Anatomy,XZLZlJ7FG XF:+\n", profile=profile)
    assert [one.record.title["gu"] for one in found.checked] == ["ગુજરાત", "શરીરવિજ્ઞાન શાસ્ત્ર"]
    assert found.problems == []


def test_the_numbers_of_the_columns_below_their_names_are_no_record() -> None:
    rows = "Sr,Code,Title,Seats\n(1),(2),(3),(4)\n1,A-1,Anatomy,3\n1,2,3,4\n"
    found = read("xlsx", rows, profile=mapped("Code", "Title"))
    assert [(one.row, one.record.id) for one in found.checked] == [("line 3", "A-1"), ("line 4", "2")]
    assert "numbers of the columns" in found.problem.reason


def test_values_below_no_name_and_formulas_without_a_value_are_told(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Code", "Title", None, "Seats"], ["A-1", "Anatomy", "x", "=1+2"], ["A-2", "Histology", None, 4]):
        book.active.append(row)
    book.save(path := tmp_path / "sheet.xlsx")
    found = open_table(str(path), LOOK)
    assert len([*found.rows()]) == 2
    assert [(one.value, one.reason.partition(":")[0]) for one in found.told] == [
        ("C", "has no name above its values and was not read"),
        ("D2", "was read as empty"),
    ]


def test_a_guess_fills_words_that_are_merged_downwards_and_numbers_only_where_it_is_told() -> None:
    seen = look(LookJob(str(SHEETS / "merged-down.xlsx"), CONSORTIUM))
    assert parse_profile(seen.profile).file.fill_down == ("Department",)
    assert table("merged-down.xlsx").merged_down == ["Department"]
    told = records("merged-down.xlsx", mapped("Code", "Posting")).problems
    assert ("Department", True) in [(one.value, "merged" in one.reason) for one in told]


def test_text_in_utf_16_of_gujarati_alone_needs_no_mark() -> None:
    rows = "કોડ,કોર્સનું નામ\nક-૧,શરીરરચના\n".encode("utf-16-be")
    found = read("xlsx", rows, profile='id = "કોડ"\n[fields.title.gu]\nfrom = "કોર્સનું નામ"\n')
    assert (ids(found), found.problem.value) == (["ક-૧"], "utf-16-be")


def test_a_text_without_names_of_columns_says_which_line_was_taken_for_them(tmp_path: Path) -> None:
    path = tmp_path / "sheet"
    path.write_text("A-1,30,2027\nA-2,40,2028\n")
    found = open_table(str(path), LOOK)
    assert ("line 1", True) in [(one.value, "may hold values" in one.reason) for one in found.told]


def test_pairs_of_words_above_a_table_are_no_headings(tmp_path: Path) -> None:
    path = tmp_path / "sheet"
    path.write_text("<table><tr><td>College<td>Vaitarna<tr><td>Year<td>2027<tr><th>Code<th>Title<th>Seats<th>Ward</tr>"
                    "<tr><td>1<td>A<td>2<td>C3<tr><td>2<td>B<td>2<td>C4</table>")  # fmt: skip
    assert open_table(str(path), LOOK).columns == ["Code", "Title", "Seats", "Ward"]


def test_a_line_below_the_rows_is_refused_as_a_record_and_ends_no_reading(tmp_path: Path) -> None:
    text = "Code\tTitle\tSeats\nP-1\tPsychiatry\t4\nPrinted by the academic section\n"
    found = read("xlsx", text, profile=mapped("Code", "Title"))
    assert ids(found) == ["P-1"]
    assert (found.problem.row, found.problem.severity) == ("line 3", "record")
    with pytest.raises(NotReadable) as caught:
        read("xlsx", text.rstrip("\n"), profile=mapped("Code", "Title"))
    assert caught.value.reason == "truncated"


def test_headings_in_two_rows_without_merged_cells_are_joined_where_the_profile_says_so(tmp_path: Path) -> None:
    path = tmp_path / "sheet"
    path.write_text("Sr,Course,,Seats,\n,Code,Title,Total,Taken\n1,A-1,Anatomy,10,2\n")
    found = open_table(str(path), FileRules(header_rows=2))
    assert found.columns == ["Sr", "Course Code", "Course Title", "Seats Total", "Seats Taken"]
    assert [*found.rows()] == [("line 3", ["1", "A-1", "Anatomy", "10", "2"])]


def test_the_encoding_of_a_web_page_that_declares_none_is_assumed_and_told() -> None:
    page = "<table><tr><th>id<th>title<tr><td>1<td>Zoë – “ward”</table>".encode("cp1252")
    found = read("xlsx", page, profile=mapped("id", "title"))
    assert ([*found.record.title.values()], found.problem.value) == (["Zoë – “ward”"], "windows-1252")


def test_headings_over_three_rows_are_joined(tmp_path: Path) -> None:
    book = Workbook()
    for row in (
        ["Course", None, "Intake", None, None],
        ["Code", "Title", "Sanctioned", None, "Filled"],
        [None, None, "State", "Management", None],
        ["GM", "General Medicine", 10, 5, 12],
        ["GS", "General Surgery", 12, 4, 16],
    ):
        book.active.append(row)
    for block in ("A1:B1", "A2:A3", "B2:B3", "C1:E1", "C2:D2", "E2:E3"):
        book.active.merge_cells(block)
    book.save(path := tmp_path / "sheet.xlsx")
    found = open_table(str(path), LOOK)
    names = ["Course Code", "Course Title", "Intake Sanctioned State", "Intake Sanctioned Management", "Intake Filled"]
    assert found.columns == names
    assert [cells[0] for _, cells in found.rows()] == ["GM", "GS"]


NOTES = (
    ["", ""],
    ["Note: 1. Seats may change."],
    ["2. Bring a white coat."],
    ["", "", "", "Sd/-"],
    ["", "", "", "Registrar"],
)


def test_notes_below_a_sheet_are_no_records_and_are_told(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Code", "Title", "Seats", "Ward"], ["A-1", "Anatomy", 3, "C3"], ["A-2"], *NOTES):
        book.active.append(row)
    book.save(path := tmp_path / "sheet.xlsx")
    found = open_table(str(path), LOOK)
    assert [cells[0] for _, cells in found.rows()] == ["A-1", "A-2"]
    [told] = found.told
    assert (told.value.partition(";")[0], told.reason) == (
        "Note: 1. Seats may change.",
        "stands below the table and is no record; left out: 4",
    )


def test_notes_below_a_text_are_no_records_and_one_cell_between_rows_stays(tmp_path: Path) -> None:
    rows = [
        "A-1,Anatomy,3,C3",
        ",,,",
        "Wards of the old building,,,",
        "A-2,Histology,4,C4",
        ",,,",
        "* as sanctioned,,,",
        "A-9,,,",
    ]
    path = tmp_path / "sheet"
    path.write_text("\n".join(["Code,Title,Seats,Ward", *rows, ""]))
    assert [cells[0] for _, cells in open_table(str(path), LOOK).rows()] == ["A-1", "Wards of the old building", "A-2"]


def test_a_code_alone_below_a_gap_is_a_row_that_is_not_finished(tmp_path: Path) -> None:
    path = tmp_path / "sheet"
    path.write_text("Code,Title,Seats,Ward\nA-1,Anatomy,3,C3\n,,,\nA-9,,,\n")
    assert [cells[0] for _, cells in open_table(str(path), LOOK).rows()] == ["A-1", "A-9"]


def test_the_mark_of_a_number_that_is_kept_as_text_is_no_part_of_it(tmp_path: Path) -> None:
    path = tmp_path / "sheet"
    path.write_text("Code,Title\n'001,'Tis the season\n")
    assert [cells for _, cells in open_table(str(path), LOOK).rows()] == [["001", "'Tis the season"]]
    book = Workbook()
    book.active.append(["Code", "Title"])
    book.active.append(["'001", "'Tis the season"])
    book.save(path := tmp_path / "sheet.xlsx")
    assert [cells for _, cells in open_table(str(path), LOOK).rows()] == [["001", "'Tis the season"]]


def test_a_line_of_signatures_below_the_table_is_no_record(tmp_path: Path) -> None:
    rows = "Sr,Code,Title,Seats\n1,A-1,Anatomy,3\n\nNote: seats may change,,,\nPrepared by,,Checked by,DEAN\n"
    found = read("xlsx", rows, profile=mapped("Code", "Title"))
    assert ids(found) == ["A-1"]
    assert (found.problem.severity, found.problem.value) == (
        "note",
        "Note: seats may change; Prepared by Checked by DEAN",
    )
    inside = read("xlsx", f"{rows}2,A-2,Histology,4\n", profile=mapped("Code", "Title"))
    assert (ids(inside), {one.severity for one in inside.problems}) == (["A-1", "A-2"], {"record"})
