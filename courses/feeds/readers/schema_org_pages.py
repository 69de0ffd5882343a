"""Which JSON-LD does a web page hold, whatever else is on it?"""

import codecs
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from courses.feeds.exchange import Notice, NotReadable

PAGE_LIMIT = 8_000_000
FILE_LIMIT = 50_000_000
_JSON_LD = "application/ld+json"
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w-]{2,30})""", re.IGNORECASE)
_IN_HEADER = re.compile(r"charset\s*=\s*\"?([\w-]{2,30})", re.IGNORECASE)
_WRAPPING = re.compile(r"^\s*(?://\s*)?(?:<!--|<!\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$")
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b")


_ASSUMED = Notice("", "windows-1252", "was assumed to be the encoding of pages that declare none", "State it as UTF-8.")


class Block(NamedTuple):
    """The text of one block of JSON-LD and what it says; a str says why it cannot be read."""

    text: str
    value: Any


def is_sitemap(path: str) -> bool:
    with Path(path).open("rb") as source:
        return bool(_SITEMAP.search(source.read(4_096)))


def blocks_of(path: str, content_type: str, told: dict[Notice, None]) -> Iterator[Block]:
    """The blocks of a page, or the file itself where it is JSON; what had to be assumed is noted in `told`.

    Raises NotReadable (empty, too_large).
    """
    with Path(path).open("rb") as source:
        raw = source.read(FILE_LIMIT + 1)
    is_file = raw.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"{", b"["))
    if len(raw) > (FILE_LIMIT if is_file else PAGE_LIMIT):
        raise NotReadable("too_large", "A page of the site is too large. State its courses on pages of their own.")
    if not raw.strip():
        raise NotReadable("empty", "A page of the site is empty. Nothing was changed; it is read again later.")
    text = _decoded(raw, content_type, told).lstrip("\ufeff").lstrip()
    if is_file:
        yield _block(text)
        return
    page = _Scripts()
    page.feed(text)
    page.close()
    yield from (_block(one) for one in page.found)
    if page.is_cut:
        yield Block("".join(page.open or []), "it is truncated")


class _Scripts(HTMLParser):
    """Collects the texts of scripts of JSON-LD."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[str] | None = None

    @property
    def is_cut(self) -> bool:
        return self.open is not None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and (dict(attrs).get("type") or "").partition(";")[0].strip().lower() == _JSON_LD:
            self.open = []

    def handle_data(self, data: str) -> None:
        if self.open is not None:
            self.open.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self.open is not None:
            self.found.append("".join(self.open))
            self.open = None


def _block(text: str) -> Block:
    """Strictly, else as lenient as browsers' scripts are: line breaks inside texts, wrapped in a comment."""
    stripped = _WRAPPING.sub("", text).strip()
    try:
        return Block(text, msgspec.json.decode(stripped))
    except msgspec.DecodeError as error:
        try:
            return Block(text, json.loads(stripped, strict=False))
        except (ValueError, RecursionError):
            return Block(text, str(error))
    except RecursionError:
        return Block(text, "it is nested too deeply")


def _decoded(raw: bytes, content_type: str, told: dict[Notice, None]) -> str:
    """As the header or the page declares, where its bytes are that; else UTF-8, else windows-1252."""
    in_header, in_page = _IN_HEADER.search(content_type), _CHARSET.search(raw[:4_096])
    declared = in_header[1] if in_header else in_page[1].decode() if in_page else "utf-8"
    for encoding in ("utf-8", declared):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    told[_ASSUMED] = None
    return raw.decode("cp1252", "replace")
