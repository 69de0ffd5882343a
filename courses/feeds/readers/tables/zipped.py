"""Does a workbook unpack to more than it may, or span more cells than can be held?"""

import re
import zipfile
from collections.abc import Iterator

from courses.feeds.exchange import NotReadable

MOST_ENTRIES = 2_000
MOST_BYTES = 400_000_000
MOST_CELLS = 10_000_000
"""Of the block from a sheet's first filled cell to its last; calamine holds all of it."""
_SMALL = 10_000_000
_RATIO = 200
_BLOCK = 1_048_576
_OVERLAP = 512
"""More than the longest mark of a row with all that Excel says of it."""
_ENCRYPTED = 1
# Each begins with plain letters, which is what makes the search fast; the quotes of attributes are made alike before.
_ROW = re.compile(rb'row [^>]{0,300}?\br="(\d{1,12})"')
_FAR = re.compile(rb' r="([A-Z]{2,8})\d')
_REPEATS = re.compile(rb"number-(rows|columns)-repeated=[\"'](\d{1,12})[\"']")


def check_archive(archive: zipfile.ZipFile, part: str) -> None:
    """Raises NotReadable (too_large, unreadable), or BadZipFile where it is broken; `part` is where its cells are."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise _too_large(f"it holds {len(entries)} parts")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise NotReadable("unreadable", "The workbook is locked with a password. Save it without one.")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_BYTES or (unpacked > _SMALL and unpacked > packed * _RATIO):
        raise _too_large(f"it unpacks from {packed // 1_000} kB to {unpacked // 1_000_000} MB")
    for entry in entries:
        if entry.filename.startswith(f"{part}worksheets/") and entry.filename.endswith(".xml"):
            _check_extent(entry.filename, blocks_of(archive, entry))
        elif entry.filename == part == "content.xml":
            _check_repeats(blocks_of(archive, entry))


def _check_extent(name: str, blocks: Iterator[bytes]) -> None:
    rows, columns = 0, 26
    for stated in blocks:
        block = stated.replace(b"'", b'"')
        numbers = _ROW.findall(block)
        if numbers:
            rows = max(rows, *map(int, numbers))
        for letters in set(_FAR.findall(block)):
            columns = max(columns, _number(letters))
        if rows * columns > MOST_CELLS and columns > 26:
            raise _too_large(f"{name} spans {rows} rows of {columns} columns")


def _check_repeats(blocks: Iterator[bytes]) -> None:
    """A cell that is repeated is held as often; Excel ends at 16,384 columns, and whole empty columns are common."""
    for block in blocks:
        repeats = [int(count) for kind, count in _REPEATS.findall(block) if kind == b"columns"]
        if sum(count for count in repeats if count > 1_024) > MOST_CELLS:
            raise _too_large("its cells are repeated over and over")


def blocks_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part unpacked, in blocks that overlap a little; raises BadZipFile where it holds other than it declares."""
    before = b""
    with archive.open(entry) as source:
        while block := source.read(_BLOCK):
            yield before + block
            before = block[-_OVERLAP:]


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(why: str) -> NotReadable:
    return NotReadable("too_large", f"The workbook is too large: {why}. State it in smaller parts, or as CSV.")
