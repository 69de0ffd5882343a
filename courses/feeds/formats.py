"""What is each format, for whom is it, and how can it come in? (docs/connect-a-catalogue.md says how each is read.)"""

from typing import NamedTuple

from courses.feeds.models import Feed
from courses.feeds.readers import READERS, reader_of

TEXT, WORKBOOK, ARCHIVE = "text", "workbook", "archive"
_ADDRESS, _UPLOAD, _PUSH = Feed.Way.ADDRESS, Feed.Way.UPLOAD, Feed.Way.PUSH


class Format(NamedTuple):
    """`takes` are the kinds of file that it may come as; `address` says what its address is."""

    name: str
    title: str
    what: str
    whom: str
    ways: tuple[str, ...] = (_ADDRESS, _UPLOAD)
    takes: tuple[str, ...] = (TEXT,)
    address: str = "The address at which the file can be downloaded. It begins with https://."


_SERVER = (_ADDRESS,)
_ALL = (
    Format(
        "xlsx",
        "Spreadsheet",
        "A workbook of Excel or LibreOffice, or what an old system exports under such a name.",
        "For colleges that keep their courses in a sheet, or whose system can export one.",
        takes=(WORKBOOK, TEXT),
    ),
    Format(
        "csv",
        "CSV",
        "Text in columns, with the names of the columns in a row above.",
        "For colleges whose system exports CSV, at an address or as a file.",
    ),
    Format(
        "json",
        "JSON",
        "A list of objects, alone or below a key.",
        "For colleges whose own developers offer the catalogue at an address.",
    ),
    Format(
        "jsonl",
        "JSON lines",
        "One JSON object in each line.",
        "For large exports of a database.",
    ),
    Format(
        "xml",
        "XML",
        "Elements that repeat, one for each course.",
        "For systems that export XML of their own making.",
    ),
    Format(
        "moodle-csv",
        "Moodle export",
        "The list of courses that a Moodle exports as CSV.",
        "For colleges with a Moodle whose administrator cannot open web services.",
    ),
    Format(
        "moodle",
        "Moodle web services",
        "Courses and categories, asked from a Moodle itself.",
        "For colleges with a Moodle that can be reached from outside; needs a token.",
        _SERVER,
        (),
        "The address of the Moodle itself, such as https://moodle.college.example.",
    ),
    Format(
        "oneroster-csv",
        "OneRoster",
        "A ZIP archive of CSV files with a manifest, whole or changes only.",
        "For colleges whose student system exports OneRoster 1.1 or 1.2.",
        takes=(ARCHIVE,),
    ),
    Format(
        "schema-org",
        "Course pages with schema.org",
        "The college's own course pages, found by their sitemap.",
        "For colleges whose website states its courses for search engines.",
        _SERVER,
        (),
        "The address of the sitemap, such as https://college.example/sitemap.xml.",
    ),
    Format(
        "oai-pmh",
        "OAI-PMH 2.0",
        "Records harvested from a repository, only what changed since.",
        "For libraries and repositories that offer courses by this protocol.",
        _SERVER,
        (),
        "The base address of the repository.",
    ),
    Format(
        "ooapi-v5",
        "Open Education API 5",
        "Courses and offerings, page by page, from a server of this interface.",
        "For colleges whose student system speaks OOAPI, and for another installation of this site.",
        _SERVER,
        (),
        "The base address, which ends in /v5.",
    ),
    Format(
        "oeapi-v6",
        "Open Education API 6",
        "Courses and offerings, page by page, from a server of this interface.",
        "For colleges whose student system speaks the newer OEAPI.",
        _SERVER,
        (),
        "The base address, which ends in /v6.",
    ),
    Format(
        "xcri-cap",
        "XCRI-CAP 1.2",
        "One XML document of courses and their presentations.",
        "For colleges that advertise courses by this British standard.",
    ),
    Format(
        "medbiq-ci",
        "MedBiquitous Curriculum Inventory",
        "One XML document of a curriculum: sequence blocks, events and competencies.",
        "For medical schools that report to a curriculum inventory.",
    ),
    Format(
        "openedx",
        "Open edX",
        "The courses of an Open edX server, with their runs.",
        "For colleges that teach on Open edX.",
        _SERVER,
        (),
        "The address of the server, such as https://courses.college.example.",
    ),
    Format(
        "records",
        "Our own records",
        "Courses as this site itself writes them, as JSON.",
        "For colleges whose own system can sign and send what changed.",
        (_PUSH,),
        (),
    ),
)


def formats() -> list[Format]:
    """Those that this installation can read, in the order in which they are offered: described ones first."""
    described = {form.name: form for form in _ALL if form.name in READERS}
    return [*described.values(), *(_by_its_reader(name) for name in READERS if name not in described)]


def format_of(name: str) -> Format:
    """One that is not known any more has its name and comes in by no way."""
    gone = Format(name, name, "", "", (), ())
    return next((form for form in (*_ALL, *formats()) if form.name == name), gone)


def _by_its_reader(name: str) -> Format:
    """As much as a reader says of itself."""
    first_line = (reader_of(name).__doc__ or "").strip().partition("\n")[0]
    return Format(name, name, first_line, "For colleges whose system writes this format.")
