"""What kind of file is this, by its own bytes and whatever its name?"""

import zipfile
from typing import IO

from courses.feeds.first_bytes import OLE, ZIP, foreign_kind
from courses.feeds.formats import ARCHIVE, TEXT, WORKBOOK

_HEAD = 8_192
_UNICODE_MARKS = (b"\xff\xfe", b"\xfe\xff")
_TABLE_PARTS = ("xl/", "content.xml")
_WORDS = {"word/": "a document of Word", "ppt/": "a presentation"}


def kind_of(file: IO[bytes]) -> str:
    """`text`, `workbook` or `archive`; else what it is in words, such as "a PDF document"."""
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(ZIP):
        return _of_archive(file)
    if head.startswith(OLE):
        return WORKBOOK  # or an old document of Word, which has the same first bytes; its reader tells
    if what := foreign_kind(head):
        return what
    zeros = head.count(0)
    looks_like_utf_16 = head.startswith(_UNICODE_MARKS) or zeros * 4 > len(head)
    return "a file that is neither text nor a table" if zeros and not looks_like_utf_16 else TEXT


def _of_archive(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError):
        return "a broken ZIP archive or workbook"
    if any(name.startswith(_TABLE_PARTS) for name in names):
        return WORKBOOK
    return next((what for start, what in _WORDS.items() if any(name.startswith(start) for name in names)), ARCHIVE)
