"""How fast does each reader of files make rows, beside the bare library on the same file?"""

import csv
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from statistics import median

import msgspec
from defusedxml.ElementTree import iterparse
from openpyxl import Workbook
from python_calamine import load_workbook

from benchmarks.catalogue import PROFILE
from benchmarks.fed import seconds_of
from benchmarks.figures import Figure
from benchmarks.stage import Stage
from courses.feeds.exchange import Answer, ReaderSettings, Request
from courses.feeds.profile import parse_profile
from courses.feeds.readers import reader_of

# What is left of the bare library's speed once each row is in our words; a slower one is a fault.
MARKS = {"csv": 0.1, "json": 0.05, "jsonl": 0.1, "xml": 0.1, "xlsx": 0.15}
SHEET_MARK = 400
ROUNDS = 3
_MEMORY = """
import resource, sys
from courses.feeds.readers.tables import open_table
count = sum(1 for _ in open_table(sys.argv[1]).rows())
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
"""

Table = list[dict[str, str]]


def measure(stage: Stage) -> Iterator[Figure]:
    with stage.file(stage.records).open(encoding="utf-8", newline="") as source:
        table: Table = list(csv.DictReader(source))
    for form, mark in MARKS.items():
        path = Path(stage.folder) / f"catalogue.{form}"
        _WRITERS[form](path, table)
        ours, bare = [], []
        for _ in range(ROUNDS):
            bare.append(seconds_of(lambda form=form, path=path: _BARE[form](path)))
            ours.append(seconds_of(lambda form=form, path=path: _read(form, path)))
        parts = {"reader seconds": ours, "library seconds": bare, "bytes": path.stat().st_size}
        what = f"rows of {stage.records:,} records from {form}, speed beside the bare library"
        yield Figure(what, stage.database, median(bare) / median(ours), "x", mark, "least", parts)
    yield _memory_of_a_sheet(stage, table)


def _memory_of_a_sheet(stage: Stage, table: Table) -> Figure:
    small = Path(stage.folder) / "small.xlsx"
    _write_xlsx(small, table[:10])
    idle, most = (_most_memory(path) for path in (small, Path(stage.folder) / "catalogue.xlsx"))
    what = f"memory to read a sheet of {stage.records:,} records, above one of ten"
    return Figure(what, stage.database, (most - idle) / 1e6, "MB", SHEET_MARK, "most", {"idle": idle, "most": most})


def _most_memory(path: Path) -> int:
    done = subprocess.run([sys.executable, "-c", _MEMORY, str(path)], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[1])


def _read(form: str, path: Path) -> None:
    text = PROFILE.replace("open to", "open_to") if form == "xml" else PROFILE
    profile = parse_profile(f'{text}[rows]\nitems = "course"\n' if form == "xml" else text)
    settings = ReaderSettings(str(path), True, profile)
    answers = ((Request(str(path)), Answer(200, {}, str(path))),)
    for _ in reader_of(form).rows(iter(answers), settings):
        pass


def _write_csv(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8", newline="") as output:
        writer = csv.DictWriter(output, [*table[0]])
        writer.writeheader()
        writer.writerows(table)


def _write_json(path: Path, table: Table) -> None:
    path.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")


def _write_jsonl(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8") as output:
        output.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in table)


def _write_xml(path: Path, table: Table) -> None:
    with path.open("w", encoding="utf-8") as output:
        output.write("<courses>")
        for row in table:
            cells = ((name.replace(" ", "_"), escape(cell)) for name, cell in row.items())
            output.write("<course>" + "".join(f"<{name}>{cell}</{name}>" for name, cell in cells) + "</course>")
        output.write("</courses>")


def _write_xlsx(path: Path, table: Table) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Courses")
    sheet.append([*table[0]])
    for row in table:
        sheet.append([int(cell) if cell.isdecimal() else cell for cell in row.values()])
    book.save(path)


def _bare_csv(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as source:
        for _ in csv.reader(source):
            pass


def _bare_json(path: Path) -> None:
    msgspec.json.decode(path.read_bytes())


def _bare_jsonl(path: Path) -> None:
    with path.open("rb") as source:
        for line in source:
            msgspec.json.decode(line)


def _bare_xml(path: Path) -> None:
    for _, element in iterparse(path):
        if element.tag == "course":
            element.clear()


def _bare_xlsx(path: Path) -> None:
    for _ in load_workbook(path).get_sheet_by_index(0).iter_rows():
        pass


_WRITERS: dict[str, Callable[[Path, Table], None]] = {
    "csv": _write_csv,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "xml": _write_xml,
    "xlsx": _write_xlsx,
}
_BARE: dict[str, Callable[[Path], None]] = {
    "csv": _bare_csv,
    "json": _bare_json,
    "jsonl": _bare_jsonl,
    "xml": _bare_xml,
    "xlsx": _bare_xlsx,
}
