"""How does a library alone read what was stated, without a word of ours?"""

import csv
import io
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import msgspec
from defusedxml.ElementTree import iterparse
from python_calamine import load_workbook


def _csv(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as source:
        for _ in csv.reader(source):
            pass


def _json(path: Path) -> None:
    msgspec.json.decode(path.read_bytes())


def _jsonl(path: Path) -> None:
    with path.open("rb") as source:
        for line in source:
            msgspec.json.decode(line)


def _xml(*names: str) -> Callable[[Path], None]:
    """Elements of these names are let go once they end."""

    def read(path: Path) -> None:
        for _, element in iterparse(path):
            if element.tag.rpartition("}")[2] in names:
                element.clear()

    return read


def _sheet(path: Path) -> None:
    for _ in load_workbook(path).get_sheet_by_index(0).iter_rows():
        pass


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            with archive.open(name) as source:
                for _ in csv.reader(io.TextIOWrapper(source, "utf-8", newline="")):
                    pass


class _Scripts(HTMLParser):
    is_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_script = tag == "script"

    def handle_data(self, data: str) -> None:
        if self.is_script:
            msgspec.json.decode(data)
            self.is_script = False


def _page(path: Path) -> None:
    _Scripts().feed(path.read_text(encoding="utf-8"))


BARE: dict[str, Callable[[Path], None]] = {
    "csv": _csv,
    "json": _json,
    "jsonl": _jsonl,
    "xml": _xml("course"),
    "xlsx": _sheet,
    "ods": _sheet,
    "moodle-csv": _csv,
    "oneroster-csv": _zip,
    "xcri-cap": _xml("course"),
    "medbiq-ci": _xml("Event", "SequenceBlock"),
    "moodle": _json,
    "openedx": _json,
    "oai-pmh": _xml("record"),
    "schema-org": _page,
    "ooapi-v5": _json,
    "oeapi-v6": _json,
}
"""For one answer of each format."""
