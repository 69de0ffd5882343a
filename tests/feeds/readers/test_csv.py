"""What a CSV file may look like, and what is told of one that cannot be read."""

import pytest

from courses.feeds.exchange import NotReadable
from courses.feeds.record import CourseRecord
from tests.feeds.stating import PROFILE, Found, read, read_csv

NOTED = PROFILE + '[fields.description]\nfrom = "about"\n'


def titles(found: Found) -> list[str]:
    return [checked.record.title["und"] for checked in found.checked]


def test_a_cell_in_quotes_may_hold_commas_quotes_and_lines() -> None:
    found = read_csv("id,title", '1,"Ear, ""nose""\nand throat"', "2,Surgery")
    assert titles(found) == ['Ear, "nose" and throat', "Surgery"]
    assert [checked.row for checked in found.checked] == ["line 2", "line 4"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(end: str) -> None:
    assert titles(read("csv", end.join(["id,title", "1,A", "2,B"]))) == ["A", "B"]


def test_empty_lines_and_rows_of_empty_cells_are_no_rows() -> None:
    found = read_csv("id,title", "", "1,A", ",", "2,B", "")
    assert (titles(found), found.reading.read) == (["A", "B"], 2)


def test_spaces_around_names_of_columns_and_empty_ones_at_the_end_do_not_matter() -> None:
    assert titles(read_csv(" id , title,,", "1,A,,", "2,B")) == ["A", "B"]


def test_a_row_with_more_cells_than_columns_is_refused_with_its_line() -> None:
    found = read_csv("id,title", "1,Ear, nose and throat", "2,B")
    assert (titles(found), found.reading.refused) == (["B"], 1)
    assert (found.problem.row, found.problem.severity) == ("line 2", "record")
    assert "3 cells where the header has 2" in found.problem.reason
    assert "quotes" in found.problem.remedy


def test_a_row_with_fewer_cells_in_the_middle_is_refused_and_at_the_end_is_a_cut_file() -> None:
    found = read_csv("id,title,about", "1,A", "2,B,x", profile=NOTED)
    assert (titles(found), found.reading.refused) == (["B"], 1)
    with pytest.raises(NotReadable) as caught:
        read_csv("id,title,about", "1,A,x", "2,B", profile=NOTED)
    assert (caught.value.reason, "line 3" in caught.value.message) == ("truncated", True)


def test_a_quotation_that_never_ends_is_a_cut_file() -> None:
    with pytest.raises(NotReadable) as caught:
        read("csv", 'id,title\n1,A\n2,"B and more\n')
    assert caught.value.reason == "truncated"


def test_a_quotation_that_is_never_closed_costs_its_own_line_and_no_other_record() -> None:
    found = read_csv(
        "id,title,about", "1,A,a", '2,"B,b', "3,C,c", '4,"D",d', '5,"E ""x"" e","two\nlines"', profile=NOTED
    )
    assert titles(found) == ["A", "C", "D", 'E "x" e']
    assert [checked.row for checked in found.checked] == ["line 2", "line 4", "line 5", "line 6"]
    assert (found.problem.row, found.problem.severity) == ("line 3", "record")
    assert "does not close" in found.problem.reason


def test_a_file_that_ends_inside_quotes_says_where_they_open() -> None:
    with pytest.raises(NotReadable, match="open at line 3"):
        read("csv", 'id,title\n1,A\n2,"B\n3,C\n')


def test_cells_below_no_name_cost_no_row_and_are_told() -> None:
    found = read_csv("id,,title,", "1,x,A,30", "2,,B,", "3,,C")
    assert (titles(found), found.problem.value) == (["A", "B", "C"], "B, D")
    assert "no name above its values" in found.problem.reason


def test_a_code_that_is_kept_from_becoming_a_number_is_read_without_its_wrapping() -> None:
    found = read_csv("id,title", '="00123",A', '"=""00124""",B', "=5,C")
    assert [checked.record.id for checked in found.checked] == ["00123", "00124", "=5"]


def test_spaces_before_quotes_do_not_matter() -> None:
    assert titles(read_csv('id , "title" , x', '1 , "Ear, nose" , y')) == ["Ear, nose"]


def test_what_dos_wrote_at_the_end_of_a_file_is_no_record() -> None:
    assert titles(read("csv", "id,title\r\n1,A\r\n\x1a")) == ["A"]


def test_a_cell_of_many_megabytes_is_told_with_its_line() -> None:
    with pytest.raises(NotReadable) as caught:
        read("csv", "id,title\n1,A\n2," + "x" * 8_000_001 + "\n")
    assert caught.value.reason == "unreadable"
    assert "line 3" in caught.value.message


def test_the_first_of_two_columns_of_one_name_is_read() -> None:
    assert titles(read_csv("id,title,title", "1,A,B")) == ["A"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding_whatever_is_stated(encoding: str) -> None:
    found = read("csv", "id,title\n1,Zoë\n".encode(encoding), profile=_in("latin-1"))
    assert (titles(found), found.problems) == (["Zoë"], [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_that_nothing_tells_is_named_and_read_once_it_is_stated(encoding: str) -> None:
    file = "id,title\n1,Anatomy\n".encode(encoding)
    with pytest.raises(NotReadable) as caught:
        read("csv", file)
    assert caught.value.reason == "unreadable"
    assert "utf-16-le" in caught.value.by_profile
    assert titles(read("csv", file, profile=_in(encoding))) == ["Anatomy"]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_that_is_stated_needs_no_mark(encoding: str) -> None:
    assert titles(read("csv", "id,title\n1,Zoë\n".encode(encoding), profile=_in("utf-16"))) == ["Zoë"]
    with pytest.raises(NotReadable, match="no utf-16"):
        read("csv", "id,title\n1,Zoë\n", profile=_in("utf-16"))


def test_bytes_that_are_not_in_the_stated_encoding_cost_their_row_and_name_the_column() -> None:
    found = read("csv", b"id,title\n1,Zo\xeb\n2,B\n")
    assert (titles(found), found.problem.row, found.problem.severity) == (["B"], "line 2", "record")
    assert "'title'" in found.problem.reason
    assert "utf-8" in found.problem.reason
    assert "fallback_encoding" in found.problem.remedy


def test_a_nul_is_left_out() -> None:
    assert read("csv", b"id,title\n1,Ana\0tomy\n").record == CourseRecord("1", {"und": "Anatomy"})


def _in(encoding: str) -> str:
    return f'{PROFILE}[file]\nencoding = "{encoding}"\n'


def test_a_row_that_a_quotation_mark_shifts_is_refused_and_told() -> None:
    found = read_csv("id,title,level,note", '1,"The "hand", part 1",UG,', '2,A 12" ruler,UG,,', "3,Foot,UG,")
    assert [one.record.id for one in found.checked] == ["2", "3"]
    assert (found.problem.row, found.problem.severity) == ("line 2", "record")
    assert "quotation mark" in found.problem.reason
