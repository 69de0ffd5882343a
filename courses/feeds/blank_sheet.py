"""The sheet that a college without a system fills in: the same columns as CSV and as a workbook, each explained."""

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from courses.feeds.explained import Explained, in_template

COURSES, LEGEND = "Courses", "What each column is"
_WIDEST = 40


def csv_template() -> bytes:
    """Column names and one example row; a mark at its head, so that spreadsheets read it as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([field.heading for field in in_template()])
    writer.writerow([field.example for field in in_template()])
    return text.getvalue().encode("utf-8-sig")


def xlsx_template() -> bytes:
    """The same on the first sheet; on the second one, a row for each column says what belongs there."""
    book = Workbook()
    courses = book.create_sheet(COURSES, 0)
    del book["Sheet"]
    courses.append([field.heading for field in in_template()])
    courses.append([field.example or None for field in in_template()])
    courses.freeze_panes = "A2"
    for number, field in enumerate(in_template(), 1):
        courses.cell(1, number).font = Font(bold=True)
        letter = get_column_letter(number)
        courses.column_dimensions[letter].width = min(_WIDEST, max(len(field.heading), len(field.example)) + 3)
        courses.column_dimensions[letter].number_format = "@"  # else codes and dates become a spreadsheet's own
        courses.cell(2, number).number_format = "@"
    _add_legend(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def legend() -> list[Explained]:
    return list(in_template())


def _add_legend(book: Workbook) -> None:
    sheet = book.create_sheet(LEGEND)
    sheet.append(["Column", "What belongs there", "Example"])
    for field in in_template():
        sheet.append([field.heading, field.about, field.example or None])
    for letter, width in (("A", 24), ("B", 80), ("C", 50)):
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
