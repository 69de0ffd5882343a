"""What does the manifest of a OneRoster archive say of its files, and which lines do they hold?"""

import csv
import io
from collections.abc import Iterator, Sequence

from courses.feeds.exchange import Fault, NotReadable
from courses.feeds.readers.archive import Archive

MANIFEST = "manifest.csv"

_BULK, _DELTA = "bulk", "delta"
_NEEDED = {"courses.csv": ("sourcedid", "title"), "classes.csv": ("sourcedid", "coursesourcedid")}
_DELETED = "tobedeleted"
_ADDED = "metadata."


class Manifest:
    """Of the files that were asked for: which are there, whole or as changes only."""

    def __init__(self, modes: dict[str, str]) -> None:
        self._modes = modes

    def has(self, name: str) -> bool:
        return self._modes.get(name) in (_BULK, _DELTA)

    def is_delta(self, name: str) -> bool:
        return self._modes.get(name) == _DELTA


class Line(dict[str, str]):
    """A line by the names of its columns in small letters; a column that is missing is empty."""

    place = ""
    faults: list[Fault]
    metadata: dict[str, str]
    """What a vendor added, by its own names."""

    def __missing__(self, name: str) -> str:
        return ""

    @property
    def is_deleted(self) -> bool:
        return self["status"].strip().lower() == _DELETED

    def many(self, name: str) -> list[str]:
        """A list, which OneRoster parts by commas."""
        return [part.strip() for part in self[name].split(",") if part.strip()]


def manifest_of(archive: Archive, known: Sequence[str]) -> Manifest:
    """Raises NotReadable where it names a file that is not there, or says of one neither bulk nor delta nor absent."""
    modes: dict[str, str] = {}
    for line in lines_of(archive, MANIFEST):
        name, mode = line["propertyname"].strip(), line["value"].strip().lower()
        found = next((one for one in known if name.lower() == f"file.{one}".lower()), None)
        if found is None or mode == "absent":
            continue
        if mode not in (_BULK, _DELTA):
            raise _bad(f"says of {found} {mode!r}, which is none of absent, bulk and delta")
        if f"{found}.csv" not in archive:
            raise _bad(f"names {found}.csv, which is not in the archive")
        modes[found] = mode
    return Manifest(modes)


def lines_of(archive: Archive, name: str) -> Iterator[Line]:
    """Every line that is not empty, with what is wrong with it."""
    with archive.open(name) as source:
        reader = csv.reader(io.TextIOWrapper(source, "utf-8-sig", "surrogateescape", newline=""))
        columns = [cell.strip() for cell in _next(reader, name) or []]
        while columns and not columns[-1]:
            columns.pop()
        named = {column.lower() for column in columns}
        missing = [column for column in _NEEDED.get(name, ()) if column not in named]
        if missing:
            raise NotReadable("unreadable", f"{name} has no column {', '.join(missing)}. Have it exported anew.")
        while (cells := _next(reader, name)) is not None:
            if any(cells):
                yield _line(f"{name}, line {reader.line_num}", columns, cells)


def _line(place: str, columns: list[str], cells: list[str]) -> Line:
    while len(cells) > len(columns) and not cells[-1].strip():
        cells.pop()
    line = Line(zip((column.lower() for column in columns), cells, strict=False))
    line.place, line.faults = place, []
    added = ((name[len(_ADDED) :], cell) for name, cell in zip(columns, cells, strict=False) if _is_added(name))
    line.metadata = {name: cell for name, cell in added if name}
    if len(cells) != len(columns):
        reason = f"has {len(cells)} cells where the header has {len(columns)}"
        line.faults = [Fault("", "", reason, "Put quotes around cells that hold commas.", "record")]
    odd = next((cell for cell in cells if any("\udc80" <= letter <= "\udcff" for letter in cell)), None)
    if odd is not None:
        line.faults = [
            Fault("", odd, "holds bytes that are no UTF-8", "OneRoster files are UTF-8. Export it so.", "record")
        ]
    return line


def _is_added(column: str) -> bool:
    return column[: len(_ADDED)].lower() == _ADDED


def _next(reader: "Iterator[list[str]]", name: str) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        raise NotReadable("unreadable", f"{name} cannot be read as CSV ({error}). Mend its quotes.") from error


def _bad(why: str) -> NotReadable:
    return NotReadable("unreadable", f"The manifest {why}. Nothing was changed; have the archive exported anew.")
