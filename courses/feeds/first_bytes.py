"""Which first bytes tell that a file is no text?"""

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Of an old binary workbook, and of an old document of Word."""

_FOREIGN = (
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a document of a word processor"),
    (b"MZ\x90\x00", "a program"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"\x00\x01\x00\x00Standard", "a database of Access"),
)


def foreign_kind(head: bytes) -> str:
    """What a file is that nobody takes a table from, in words such as "a picture"; nothing where it may be one."""
    return next((what for mark, what in _FOREIGN if head.startswith(mark)), "")
