"""Which columns and rows of a sheet of an .xlsx does nobody see who opens it?"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError

from courses.feeds.readers.tables.errors import part_of
from courses.feeds.readers.tables.zipped import blocks_of

_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*>")
_NUMBER = re.compile(rb"""\sr\s*=\s*["'](\d{1,7})["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*>")
_STATED = re.compile(rb"""\b(min|max|hidden)\s*=\s*["'](\w{1,5})["']""")
_BROKEN = (KeyError, zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException)
_ROWS = b"sheetData"
_MOST = 16_384


def hidden_columns(path: str, sheet: str) -> set[int]:
    """Counted from 0; none where the sheet's part cannot be found. They are stated before its rows."""
    found: set[int] = set()
    for block in _blocks_of(path, sheet):
        for column in _COLUMN.findall(block.partition(_ROWS)[0]):
            found |= _columns(dict(_STATED.findall(column)))
        if _ROWS in block:
            break
    return found


def hidden_rows(path: str, sheet: str) -> set[int]:
    """Counted from 0, those that a filter hides among them; none where the sheet's part cannot be found."""
    found: set[int] = set()
    for block in _blocks_of(path, sheet):
        if _HIDDEN.search(block):
            rows = (_NUMBER.search(row) for row in _ROW.findall(block) if _HIDDEN.search(row))
            found.update(int(number[1]) - 1 for number in rows if number)
    return found


def _blocks_of(path: str, sheet: str) -> Iterator[bytes]:
    """What the sheet's part holds; nothing more where it is broken, which whoever reads its cells will tell."""
    with suppress(*_BROKEN), zipfile.ZipFile(path) as archive:
        yield from blocks_of(archive, archive.getinfo(part_of(archive, sheet)))


def _columns(stated: dict[bytes, bytes]) -> set[int]:
    first, last = stated.get(b"min", b""), stated.get(b"max", b"")
    if stated.get(b"hidden") not in (b"1", b"true") or not (first.isdigit() and last.isdigit()):
        return set()
    return set(range(int(first) - 1, min(int(last), _MOST)))
