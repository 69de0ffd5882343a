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
    assert "utf-16-le" in caught.value.message
    assert titles(read("csv", file, profile=_in(encoding))) == ["Anatomy"]


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
