"""Headings and values of a sheet tell what its columns are, and say why."""

import datetime as dt
from pathlib import Path

import pytest

from consortium.vocabulary.checks import read_profile
from consortium.vocabulary.words import Vocabulary
from courses.feeds.guess import guess
from courses.feeds.guess.identity import better_than, tell_apart
from courses.feeds.guess.written import written
from courses.feeds.mapping import Mapper
from courses.feeds.profile import FieldRule, parse_profile
from tests.feeds.guess.styles import STYLES, Style
from tests.workers import ROOT

VOCABULARY = Vocabulary(read_profile(Path(ROOT / "consortium/vocabulary/profiles/medical.toml")))
each_style = pytest.mark.parametrize("style", STYLES, ids=[style.name for style in STYLES])


def _guess(columns: list[str], *rows: list[object]):
    return guess(columns, rows, VOCABULARY)


@each_style
def test_every_column_is_taken_for_what_a_person_would_say(style: Style):
    found = _guess(style.columns, *style.rows)
    assert {one.column: one.target for one in found.columns} == style.means
    assert all(one.why for one in found.columns)


@each_style
def test_the_id_is_the_one_that_stays(style: Style):
    assert _guess(style.columns, *style.rows).profile.id == style.id


@each_style
def test_the_profile_is_read_back_to_the_same(style: Style):
    profile = _guess(style.columns, *style.rows).profile
    assert parse_profile(written(profile)) == profile


def _mapped(columns: list[str], rows: list[list[object]]) -> list[dict[str, object]]:
    profile = _guess(columns, *rows).profile
    mapper = Mapper(profile, lambda name, _optional: lambda row: row[columns.index(name)])
    return [mapper.values(row)[0] for row in rows]


def test_dates_are_read_day_first_and_the_doubt_is_said():
    found = _guess(["Title", "Start date"], ["A", "02/03/2027"], ["B", "05/04/2027"])
    assert found.profile.offering["starts_on"].dates == "%d/%m/%Y"
    assert found.warnings == ("“Start date”: 02/03/2027 could also be read month first. It is read day first.",)


def test_a_day_above_twelve_ends_the_doubt():
    found = _guess(["Title", "Start date"], ["A", "02/03/2027"], ["B", "25/04/2027"])
    assert found.warnings == ()


def test_month_first_is_seen_where_a_month_above_twelve_would_be_needed():
    found = _guess(["Title", "Start date"], ["A", "02/03/2027"], ["B", "04/25/2027"])
    assert found.profile.offering["starts_on"].dates == "%m/%d/%Y"


def test_a_column_may_mix_formats_and_real_dates():
    rows = [["A", dt.date(2027, 3, 1)], ["B", "05-04-2027"], ["C", "7 May 2027"]]
    assert [row["offerings"][0]["starts_on"] for row in _mapped(["Title", "Start date"], rows)] == [
        dt.date(2027, 3, 1), dt.date(2027, 4, 5), dt.date(2027, 5, 7),
    ]  # fmt: skip


def test_numbers_of_days_are_dates_where_the_heading_says_so():
    rows = [[45001, 46388], [45002, "15/01/2027"], [45003, "3rd Sept 2027"]]
    found = _guess(["Course code", "Begins on"], *rows)
    assert {one.column: one.target for one in found.columns}["Course code"] == "code"
    assert found.profile.offering["starts_on"].dates == ("%d/%m/%Y", "%d %b %Y", "excel")


def test_a_subject_beside_its_name_in_another_language_is_the_title():
    found = _guess(["Code", "Subject", "Subject in Gujarati"], ["1", "Anatomy", "શરીર"], ["2", "Physiology", "ક્રિયા"])
    assert [one.target for one in found.columns] == ["code", "title", "title.gu"]


def test_a_list_is_cut_where_its_parts_are_known_words():
    rows = [["A", "Anatomy, Physiology"], ["B", "Obstetrics and Gynaecology"], ["C", "Anatomy, Radiology"]]
    found = _guess(["Title", "Department"], *rows)
    assert found.profile.fields["disciplines"].split == ","


def test_a_subject_that_holds_an_and_is_not_cut():
    rows = [["A", "Obstetrics & Gynaecology"], ["B", "Physical Medicine & Rehabilitation"]]
    assert _guess(["Title", "Department"], *rows).profile.fields["disciplines"].split == ""


def test_a_list_is_cut_at_a_semicolon_however_seldom_one_stands():
    rows = [[f"Course {number}", "Anatomy", "Name the nerves"] for number in range(20)]
    rows.append(["Last", "Cadaver lab; Skills lab", "Name the bones; draw them"])
    fields = _guess(["Title", "Department", "Learning outcomes"], *rows).profile.fields
    assert (fields["disciplines"].split, fields["outcomes"].split) == (";", ";")


def test_a_title_in_an_old_font_is_one_in_the_language_that_it_was_typed_for():
    old = [["A1", "XZLZZRGF XF:+"], ["A2", "D[0L;LG lJEFU"], ["A3", "Anatomy"]]
    assert "title.gu" in _guess(["Code", "Title"], *old).profile.fields
    rows = [["A1", "XZLZZRGF XF:+"], ["A2", "Physiology"], ["A3", "Anatomy"]]
    assert "title.gu" in _guess(["કોડ", "કોર્સનું નામ"], *rows).profile.fields
    assert "title.hi" in _guess(["कोड", "पाठ्यक्रम का नाम"], ["1", "fpfdRlk foKku"], ["2", "Anatomy"]).profile.fields
    english = [["A1", "MCh CTVS"], ["A2", "ENT OPD"], ["A3", "Gynaecology"], ["A4", "DNB"]]
    assert "title" in _guess(["કોડ", "કોર્સનું નામ"], *english).profile.fields


def test_words_that_mean_nothing_are_left_out():
    found = _guess(["Title", "Seats"], ["A", 5], ["B", "N.A."], ["C", "-"], ["D", 7])
    assert found.profile.fields["intake"].blank == ("N.A.", "-")


def test_words_of_other_languages_become_ours():
    [first, second] = _mapped(["Title", "Medium", "NOC"], [["A", "ગુજરાતી", "હા"], ["B", "हिन्दी", "ના"]])
    assert (first["languages"], first["letter_needed"]) == ("gu", "yes")
    assert (second["languages"], second["letter_needed"]) == ("hi", "no")


def test_an_unknown_column_is_kept_under_its_own_name():
    profile = _guess(["Title", "Bus stop"], ["A", "Ring road"]).profile
    assert profile.fields["extra.Bus stop"] == FieldRule(source="Bus stop", optional=True)


def test_how_to_reach_people_is_not_shown_unless_somebody_chooses_so():
    rows = [["A", "a@x.example", "98250 12345"], ["B", "b@x.example", "+91 9825012346"], ["C", "", "0265-2412345"]]
    found = _guess(["Title", "Contact e-mail", "Mobile"], *rows)
    assert [one.target for one in found.columns] == ["title", "", ""]
    assert "keep it only if everybody may see them" in found.columns[1].why


def test_two_columns_of_one_name_are_both_kept():
    profile = _guess(["Title", "Note", "note "], ["A", "x", "y"]).profile
    assert {"extra.Note", "extra.note"} <= set(profile.fields)


def test_several_columns_fill_one_list():
    rows = [["A", "Anatomy", "Radiology"], ["B", "Physiology", ""]]
    assert [row["disciplines"] for row in _mapped(["Title", "Department", "Speciality"], rows)] == [
        ["Anatomy", "Radiology"], ["Physiology"],
    ]  # fmt: skip


def test_a_heading_is_not_believed_against_its_values():
    targets = {
        one.column: one.target for one in _guess(["Title", "Start date", "Seats"], ["A", "soon", "many"]).columns
    }
    assert targets == {"Title": "title", "Start date": "extra", "Seats": "extra"}


def test_an_empty_sheet_has_no_title_and_says_so():
    assert "No column looks like a title" in _guess([]).warnings[0]


@each_style
def test_hostile_values_break_nothing(style: Style):
    rows = [["\x00\ud800" * 9 for _ in style.columns], ["=cmd|'/c calc'!A1" for _ in style.columns], []]
    assert parse_profile(written(_guess([*style.columns], *rows).profile)) if style.columns else True


def _tested(columns: list[str], rows: list[list[object]], *candidates: tuple[str, ...]):
    placed = [(f"line {number}", row) for number, row in enumerate(rows, 2)]
    tested, count = tell_apart(candidates, ["Title"], lambda name: lambda row: str(row[columns.index(name)]), placed)
    assert count == len(rows)
    return tested


def test_an_id_that_is_empty_or_shared_by_two_courses_is_warned_of_and_a_better_one_offered():
    rows = [["C1", "A", "K1"], ["C1", "B", "K2"], ["", "C", "K3"], ["C4", "D", "K4"]]
    code, key = _tested(["Code", "Title", "Key"], rows, ("Code",), ("Key",))
    assert (code.empty, code.repeated, key.is_good) == (1, 1, True)
    assert code.warnings(better_than(code, [key])) == [
        "“Code” is empty in 1 of 4 rows; such rows are refused.",
        "1 row has an id that a row with another title has too: C1 (line 2 and line 3).",
        "“Key” does better: no row lacks it, and no two courses share it.",
    ]


def test_rows_of_one_course_may_share_its_id():
    [code] = _tested(["Code", "Title"], [["C1", "A"], ["C1", "A"], ["C2", "B"]], ("Code",))
    assert code.is_good
    assert code.shared == 1


def test_a_number_that_a_spreadsheet_cut_is_warned_of():
    rows = [["1.23E+12", "A"], ["1.24E+12", "B"]]
    code, title = _tested(["Code", "Title"], rows, ("Code",), ("Title",))
    assert "“Code” holds 1.23E+12: a spreadsheet cut the number" in code.warnings(title)[0]


def test_an_id_that_needs_a_field_of_the_profile_is_empty_without_it():
    placed = [("line 2", ["", "A"]), ("line 3", ["C2", "B"])]
    words = {"code": 0, "Title": 1}
    [tested], _ = tell_apart(
        [("code", "Title")], ["Title"], lambda name: lambda row: row[words[name]], placed, frozenset(["code"])
    )
    assert (tested.empty, tested.is_good) == (1, False)


def test_a_running_number_is_no_id():
    number, title = _tested(["No", "Title"], [[1, "A"], [2, "B"], [3, "C"], [4, "D"]], ("No",), ("Title",))
    assert number.is_running
    assert "only counts the rows" in number.warnings(better_than(number, [title]))[0]
    assert title.is_good


def test_a_very_large_file_is_tested_to_its_end():
    placed = ((f"line {number}", [str(number % 60_000), f"Course {number}"]) for number in range(120_000))
    [code, title], count = tell_apart(
        [("Code",), ("Title",)], ["Title"], lambda name: lambda row: row[name == "Title"], placed
    )
    assert (count, code.rows, code.repeated, title.is_good) == (120_000, 120_000, 60_000, True)


LENGTHS = [
    ("Weeks", 4, "4 weeks"),
    ("No. of Weeks", "4", "4 weeks"),
    ("Duration (in months)", 6.0, "6 months"),
    ("Duration in Years", "3", "3 years"),
    ("Hrs", "40", "40 hours"),
    ("Days", "1", "1 day"),
    ("Duration (Weeks)", "4-6", "4-6 weeks"),
    ("सप्ताह", "4", "4 weeks"),
    ("अवधि (महीने)", "6", "6 months"),
    ("અવધિ (વર્ષ)", "૩", "3 years"),
    ("અઠવાડિયા", "4", "4 weeks"),
    ("દિવસ", "10", "10 days"),
    ("કલાક", "20", "20 hours"),
    ("महीने", "6", "6 months"),
]


@pytest.mark.parametrize(("heading", "stated", "read"), LENGTHS)
def test_a_length_carries_the_unit_of_its_heading(heading: str, stated: object, read: str):
    rows: list[list[object]] = [["Wound care", stated], ["Suturing", "2 to 3 weeks"]]
    assert [values["duration"] for values in _mapped(["Title", heading], rows)] == [read, "2 to 3 weeks"]


def test_a_length_that_says_its_unit_in_each_row_needs_none():
    rule = _guess(["Title", "Duration in weeks"], ["A", "2 weeks"], ["B", "1 month"]).profile.fields["duration"]
    assert rule == FieldRule(source="Duration in weeks")


def test_years_that_are_no_lengths_are_not_taken_for_so_many_years():
    found = _guess(["Title", "Year"], ["A", "2026"], ["B", "2027"], ["C", "2027"])
    assert "duration" not in found.profile.fields


def test_bare_numbers_below_a_heading_without_a_unit_are_asked_about():
    found = _guess(["Title", "Duration"], ["A", "4"], ["B", "6"])
    assert found.profile.fields["duration"].unit == ""
    assert "“Duration” holds bare numbers" in found.warnings[0]
    both = _guess(["Title", "Duration (weeks/months)"], ["A", "4"], ["B", "6"])
    assert both.profile.fields["duration"].unit == ""


def test_codes_that_follow_one_another_are_ids_and_no_count_of_rows():
    for codes in (["1001", "1002", "1003"], ["0012", "0013", "0014"], ["001", "002", "003"]):
        placed = [(code, title) for code, title in zip(codes, "ABC", strict=True)]
        found = _guess(["Course code", "Title"], *[[*row] for row in placed])
        assert found.profile.id == "Course code"
        [tested] = _tested(["Code", "Title"], [[*row] for row in placed], ("Code",))
        assert tested.is_good


NO_IDS = [
    ("Intake 2025-26", [14, 6, 3]),
    ("Intake 2025-26", [114, 116, 113]),
    ("Credits", ["1,5", "2,0", "0,5"]),
    ("Fee (in Rs.)", [25000, 30000, 27500]),
    ("Tuition fees", ["1.200,50", "2.400,00", "950,00"]),
    ("Timing", ["9-11 AM", "2 pm onwards", "14.00-16.00"]),
    ("Weightage", [1.5, 2.25, 3]),
]


@pytest.mark.parametrize(("heading", "values"), NO_IDS)
def test_an_amount_that_differs_in_each_row_is_no_id(heading: str, values: list[object]):
    found = _guess(["Sr. No.", "Title", heading], *zip([1, 2, 3], ["A", "B", "C"], values, strict=True))
    assert found.ids[0] == ("Title",)
    assert (heading,) not in found.ids


def test_one_column_may_hold_dates_in_as_many_manners_as_hands_wrote_it():
    stated = ["3.1.2027", "07-Feb-27", "March 3rd, 2027", "Monday, 5 April 2027", "2027/05/06", "Dec. 31, 2027"]
    rows = [[f"C{number}", "Title", text] for number, text in enumerate([*stated, "૦૧/૦૮/૨૦૨૬"])]
    assert [row["offerings"][0]["starts_on"].isoformat() for row in _mapped(["Code", "Title", "Start date"], rows)] == [
        "2027-01-03", "2027-02-07", "2027-03-03", "2027-04-05", "2027-05-06", "2027-12-31", "2026-08-01",
    ]  # fmt: skip


def test_short_headings_of_old_systems_are_known():
    columns = ["CRS_CD", "CRS_NM", "DEPT_NM", "DUR", "STRT_DT"]
    rows = [
        ["007", "Phlebotomy", "Pathology", "1½ Years", "01-Jan-2027"],
        ["008", "ECG", "Surgery", "1 Year", "1-Feb-2027"],
    ]
    assert [one.target for one in _guess(columns, *rows).columns] == [
        "code", "title", "disciplines", "duration", "offering.starts_on",
    ]  # fmt: skip


def test_a_decimal_comma_is_one():
    found = _guess(["Code", "Title", "Credits"], ["A", "One", "1,5"], ["B", "Two", "2,0"], ["C", "Three", "0,5"])
    assert [one.target for one in found.columns] == ["code", "title", "credits"]


def test_two_columns_that_may_be_one_field_are_named():
    columns = ["Code", "Title", "Intake 2024-25", "Intake 2025-26", "Intake filled"]
    found = _guess(columns, ["A", "One", 5, 7, 4], ["B", "Two", 4, 6, 4])
    assert [one.target for one in found.columns][2:] == ["intake", "extra", "offering.places_taken"]
    assert found.warnings == (
        "“Intake 2024-25” was taken for “Places a year”, and “Intake 2025-26” may be it too. Look which one is right.",
    )


def test_a_code_in_two_columns_is_one_id():
    rows = [["MED", 1, "Methods"], ["MED", 2, "Therapeutics"], ["SUR", 1, "Knots"], ["SUR", 2, "Knots"]]
    found = _guess(["Dept Code", "Course No", "Title"], *rows)
    columns = ["Dept Code", "Course No", "Title"]
    tested = _tested(columns, rows, *found.ids)
    assert better_than(tested[0], tested[1:]).parts == ("Dept Code", "Course No")


def test_a_number_to_reach_somebody_beside_a_name_is_not_shown_either():
    rows = [
        ["A", "Dr. X 98250 12345", "Write to lab@x.example"],
        ["B", "b@x.example", ""],
        ["C", "Ext. 221", "Bring ID"],
    ]
    found = _guess(["Title", "Contact person", "Remarks"], *rows)
    assert [one.target for one in found.columns] == ["title", "", ""]
    assert all("keep it only if everybody may see them" in one.why for one in found.columns[1:])


def test_a_single_number_among_many_names_is_pointed_at():
    rows = [[f"Course {number}", f"Dr. {number}"] for number in range(20)]
    found = _guess(["Title", "Teacher"], *rows, ["Last", "Dr. Shah (98250 12345)"])
    assert found.columns[1].target == "people.teacher"
    assert found.warnings == (
        "“Teacher” holds an address or a telephone number: “Dr. Shah (98250 12345)”. Everybody would see it: take it "
        "out of the sheet, or leave the column out.",
    )


def test_other_words_for_the_first_and_the_last_day_are_known():
    dates = ["01/03/2027", "13/03/2027"]
    for first, last in (("Commencing", "Concluding"), ("st_dt", "end_dt"), ("શરૂ તારીખ", "પૂર્ણ તારીખ")):
        found = _guess(["Title", first, last], ["A", *dates], ["B", *dates])
        assert [one.target for one in found.columns][1:] == ["offering.starts_on", "offering.ends_on"]


@pytest.mark.parametrize("heading", ["Exam Date", "Date of Birth", "Result Dt.", "Approval date", "પરીક્ષાની તારીખ"])
def test_a_day_of_something_else_is_no_start(heading: str):
    found = _guess(["Title", heading], ["A", "03/05/2027"], ["B", "15/05/2027"])
    assert found.columns[1].target == "extra"


def test_a_year_of_study_is_neither_a_length_nor_the_name_of_a_run():
    for years in (["First", "Second"], ["1st Year", "Final Year"], ["I", "III MBBS"]):
        rows = [[title, year, "03/05/2027"] for title, year in zip("AB", years, strict=True)]
        found = _guess(["Title", "Year", "Start date"], *rows)
        assert found.columns[1].target in ("extra", "level")


def test_a_flag_that_a_course_is_active_does_not_open_it_for_applications():
    found = _guess(["crs_nm", "active_flg", "cap"], ["A", "Y", 5], ["B", "N", 8])
    assert [one.target for one in found.columns][1:] == ["extra", "intake"]
    assert found.warnings == (
        "“active_flg” says “N” in 1 row: it is read as a course like any other. Take out of the sheet what students "
        "are not to see.",
    )


def test_courses_that_the_sheet_itself_calls_ended_are_pointed_at():
    rows = [["A", "Active"], ["B", "Discontinued"], ["C", "cancelled"], ["D", "Discontinued"]]
    found = _guess(["Title", "Status"], *rows)
    assert found.warnings == (
        "“Status” says “Discontinued”, “cancelled” in 3 rows: they are read as courses like any other. Take out of "
        "the sheet what students are not to see.",
    )
    assert _guess(["Title", "About"], ["Cancelled flights", "x"], ["B", "Cancelled"]).warnings == ()


def test_the_seats_of_some_are_not_taken_for_all_seats():
    columns = ["Title", "Seats SC", "Seats Girls", "Seats Total", "Admitted Boys", "Admitted Girls"]
    found = _guess(columns, ["A", 2, 5, 30, 12, 10], ["B", 1, 4, 20, 4, 6])
    assert [one.target for one in found.columns][1:] == ["extra", "extra", "intake", "extra", "extra"]
    assert found.warnings == ()


def test_a_sheet_in_an_old_font_is_pointed_at_as_a_whole():
    rows = [["ANA-1", ";\\:S'T EFQFF VG[ J{ ZRGF"], ["ANA-2", "CF0SFG\\ 7FG"], ["PHY-1", "XZLZ lJ7FG"]]
    (said,) = _guess(["S[FS0 G\\AZ", 'S[F;"G]\\ GFD'], *rows).warnings
    assert "is typed in an old font" in said
    assert "Convert the whole sheet to Unicode" in said


def test_two_columns_that_do_better_are_spoken_of_as_two():
    rows = [["1", "A", "X"], ["1", "B", "Y"], ["2", "A", "Y"]]
    code, both = _tested(["Code", "Title", "Dept"], rows, ("Code",), ("Title", "Dept"))
    assert code.warnings(both)[-1].endswith(
        "“Title” and “Dept” together do better: no row lacks them, and no two courses share them."
    )
