"""Is an old binary document whole, and is it a workbook? ([MS-CFB], the file of files that Office used until 2007)"""

import struct
from pathlib import Path

from courses.feeds.exchange import NotReadable

_HEADER = 512
_IN_HEADER = 109
"""Sectors of the allocation table that the header names; larger files name more of them elsewhere."""
_FREE = 0xFFFFFFFF
_LAST = 0xFFFFFFFA
_LOCKED = "EncryptedPackage"
_WORKBOOKS = ("Workbook", "Book")
_SAMPLE = 50_000_000


def check_compound(path: str) -> None:
    """Raises NotReadable (truncated, unreadable, not_a_feed)."""
    size = Path(path).stat().st_size
    with open(path, "rb") as source:  # noqa: PTH123 -- a path as text, from the spool
        header = source.read(_HEADER)
        if len(header) < _HEADER:
            raise _cut()
        shift = struct.unpack_from("<H", header, 30)[0]
        if shift not in (9, 12):
            raise NotReadable("unreadable", "The old workbook is broken at its beginning. Save it anew as .xlsx.")
        sector = 1 << shift
        tables = [number for number in struct.unpack_from(f"<{_IN_HEADER}I", header, 76) if number < _LAST]
        if tables and size < (max(tables) + 2) * sector:
            raise _cut()
        for index, number in reversed([*enumerate(tables)]):
            source.seek((number + 1) * sector)
            entries = struct.unpack(f"<{sector // 4}I", source.read(sector))
            used = [place for place, entry in enumerate(entries) if entry != _FREE]
            if used:
                last = index * (sector // 4) + used[-1]
                if size < (last + 1) * sector + 1:
                    raise _cut()
                break
        source.seek(0)
        _check_kind(source.read(_SAMPLE))


def _check_kind(raw: bytes) -> None:
    if _LOCKED.encode("utf-16-le") in raw:
        raise NotReadable("unreadable", "The workbook is locked with a password. Save it without one.")
    if not any(name.encode("utf-16-le") + b"\0\0" in raw for name in _WORKBOOKS):
        message = "The file is an old document of Word or another program, no workbook. Save the table as .xlsx or CSV."
        raise NotReadable("not_a_feed", message)


def _cut() -> NotReadable:
    message = "The workbook is not whole: its end is missing. Nothing was changed; it is read again later."
    return NotReadable("truncated", message)
