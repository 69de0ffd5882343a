"""Which columns and rows does a file hold, whatever kind of table it is by its content?"""

from courses.feeds.profile import FileRules, RowRules
from courses.feeds.readers.tables.delimited import DelimitedTable
from courses.feeds.readers.tables.grid import SheetTable
from courses.feeds.readers.tables.html import HtmlSheets
from courses.feeds.readers.tables.kinds import kind_of
from courses.feeds.readers.tables.sheets import Sheets
from courses.feeds.readers.tables.spreadsheetml import SpreadsheetMlSheets
from courses.feeds.readers.tables.table import Table
from courses.feeds.readers.tables.workbook import WorkbookSheets


def open_table(path: str, file: FileRules = FileRules(), rows: RowRules = RowRules()) -> Table:  # noqa: B008 -- frozen
    """The table in a file; what the rules leave open is found by looking.

    Raises NotReadable (not_a_feed, empty, truncated, unreadable, too_large). A hostile workbook may ask for any amount
    of memory: what strangers send is opened in the reading process.
    """
    kind = kind_of(path)
    if kind == "text":
        return DelimitedTable(path, file, rows)
    return SheetTable(kind, _sheets(path, kind, file), file, rows)


def _sheets(path: str, kind: str, file: FileRules) -> Sheets:
    if kind == "spreadsheetml":
        return SpreadsheetMlSheets(path)
    if kind == "html":
        return HtmlSheets(path, file.encoding)
    return WorkbookSheets(path, kind)
