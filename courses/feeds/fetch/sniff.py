"""Is what came a feed at all, or a web page, a document, nothing?"""

import html
import re
from collections.abc import Collection
from pathlib import Path

from courses.feeds.fetch.failure import FetchFailed

_SAMPLE = 65_536
_PAGE = re.compile(
    rb"^(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_TITLE = re.compile(rb"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_TABLE = re.compile(rb"<table\b", re.IGNORECASE)
_PASSWORD = re.compile(rb"""<input[^>]*type\s*=\s*["']?password""", re.IGNORECASE)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_DOCUMENTS = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or a workbook of Excel"),
    (b"\xd0\xcf\x11\xe0", "an old document of Word or Excel"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


def is_a_feed(path: Path, address: str, accepts: Collection[str] = ()) -> None:
    """Raises FetchFailed (empty, not_a_feed) where the spooled bytes cannot be a feed.

    `accepts` is what the format takes beside text: "workbook", "archive", "html table", "page".
    """
    with path.open("rb") as source:
        sample = source.read(_SAMPLE)
    text = sample.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.strip(b"\0"):
        raise FetchFailed("empty", f"{address} is empty. Nothing was changed; ask the college what happened to it.")
    if "workbook" in accepts and text.startswith(_WORKBOOKS):
        return
    if "archive" in accepts and text.startswith(b"PK\x03\x04"):
        return
    if "page" in accepts and _PAGE.match(text):
        return
    if _PAGE.match(text) and not ("html table" in accepts and _is_a_table(text)):
        raise FetchFailed(
            "not_a_feed",
            f"{address} answered with a web page titled {_title(text)!r} in place of a feed. "
            "Ask for an address that needs no sign-in.",
            detail="web_page",
        )
    for mark, what in _DOCUMENTS:
        if text.startswith(mark):
            raise FetchFailed("not_a_feed", f"{address} is {what}, not the feed that was expected.", detail="document")


def _is_a_table(page: bytes) -> bool:
    """Old systems export a web page with one table in it; a page that asks to sign in may have tables too."""
    return bool(_TABLE.search(page)) and not _PASSWORD.search(page)


def _title(page: bytes) -> str:
    found = _TITLE.search(page)
    text = html.unescape(found[1].decode("utf-8", "replace")) if found else ""
    return " ".join(text.split())[:120] or "(no title)"
