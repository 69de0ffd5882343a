"""How do the bytes of an XML file become text that a parser can take?"""

import codecs
import html
import re
from collections.abc import Iterator
from typing import IO

from courses.feeds.exchange import Notice, NotReadable
from courses.feeds.profile import FileRules, is_encoding
from courses.feeds.readers.encodings import stated_encoding
from courses.feeds.readers.json_items import ITEM_LIMIT
from courses.feeds.readers.text import STATE_ENCODING, UTF_8, marked_encoding, utf_16_of

UNREADABLE = "\ufdd0"
"""Stands for bytes that are not in the file's encoding; no text of a person holds it."""
_BEGINNING = 1_024
_BY_THEIR_MARK = ("utf-16", "utf-32")
"""Encodings whose declaration cannot be read a byte at a time, as it was."""
_UNFINISHED = re.compile(r"&[^;&]{0,31}$|<[!\[CDAT]{0,8}$|\]{1,2}$")
"""What may go on in the bytes to come: a reference, or the mark at either end of CDATA."""
_LONGEST_UNFINISHED = 32
_CDATA = re.compile(r"(<!\[CDATA\[|\]\]>)")
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_ESCAPED = re.compile("[\udc80-\udcff]+")
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NUMBERED = re.compile("&#(?:([0-9]{1,7})|x([0-9a-fA-F]{1,6}));")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)(?:([a-zA-Z][a-zA-Z0-9]{1,30});)?")


class XmlText:
    """A file as UTF-8, with what XML does not allow put right: "&" alone, "&nbsp;", control characters, "&#11;"."""

    def __init__(self, source: IO[bytes], path: str, file: FileRules) -> None:
        self._source = source
        self._told: list[Notice] = []
        self._encoding = _encoding_of(path, file, self._told)
        self._fallback = file.fallback_encoding
        self._decoder = codecs.getincrementaldecoder(self._encoding)("surrogateescape")
        self._kept = ""
        self._begins = True
        self._is_cdata = False
        self._since = 0
        self._ampersands = 0

    @property
    def told(self) -> list[Notice]:
        if not self._ampersands:
            return self._told
        reason = f"stands {self._ampersands} times where XML wants &amp;; it was read as it was meant"
        return [*self._told, Notice("", "&", reason, "Ask the college to mend its export.")]

    def rest(self) -> None:
        """Nothing that was read so far has to be held any longer."""
        self._since = 0

    def read(self, size: int = -1, /) -> bytes:
        while True:
            raw = self._source.read(size)
            self._since += len(raw)
            if self._since > ITEM_LIMIT:
                message = f"One element of the file is larger than {ITEM_LIMIT // 1_000_000} MB."
                raise NotReadable("too_large", f"{message} State it in smaller parts.")
            try:
                text = self._kept + self._decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                message = f"The file is no {self._encoding} text ({error.reason})."
                raise NotReadable("unreadable", message, STATE_ENCODING) from error
            self._kept = ""
            if raw and (unfinished := _UNFINISHED.search(text, max(len(text) - _LONGEST_UNFINISHED, 0))):
                text, self._kept = text[: unfinished.start()], unfinished[0]
            if self._begins and text:
                text, self._begins = text.lstrip("\ufeff \t\r\n"), False
            if text or not raw:
                return self._mended(text).encode()

    def _mended(self, text: str) -> str:
        if _ESCAPED.search(text):
            text = _ESCAPED.sub(self._in_fallback, text)
        if "&" in text or "]]>" in text or "<![CDATA[" in text:
            text = "".join(self._outside_cdata(text))
        return _NEVER.sub("", text)

    def _outside_cdata(self, text: str) -> Iterator[str]:
        """In CDATA "&" is one."""
        for part in _CDATA.split(text):
            if _CDATA.fullmatch(part):
                self._is_cdata = part != "]]>"
            yield part if self._is_cdata or "&" not in part else self._references(part)

    def _references(self, text: str) -> str:
        return _AMPERSAND.sub(self._meant, _NUMBERED.sub(_letter, text))

    def _in_fallback(self, found: re.Match[str]) -> str:
        if not self._fallback:
            return UNREADABLE
        return found[0].encode("ascii", "surrogateescape").decode(self._fallback, "replace")

    def _meant(self, found: re.Match[str]) -> str:
        meant = html.unescape(found[0]) if found[1] else found[0]
        if meant != found[0] and meant not in "<&":
            return meant
        self._ampersands += 1
        return "&amp;" + found[0][1:]


def _letter(found: re.Match[str]) -> str:
    """A letter by its number, unless it is one that may not stand in XML: it would cost the whole file."""
    number = int(found[1]) if found[1] else int(found[2], 16)
    is_one = number in (9, 10, 13) or 31 < number < 0xD800 or 0xDFFF < number < 0xFFFE or 0xFFFF < number < 0x110000
    return found[0] if is_one else ""


def _encoding_of(path: str, file: FileRules, told: list[Notice]) -> str:
    """As the profile says; else a mark, the declaration, UTF-8."""
    if file.encoding is not None:
        return stated_encoding(path, file, told)
    marked = marked_encoding(path)
    if marked:
        return marked
    declared = declared_encoding(path)
    if codecs.lookup(declared).name in _BY_THEIR_MARK:
        reason = f"the file declares {declared}, but has no mark of it; it was read as {UTF_8}"
        told.append(Notice("", "", reason, "Ask the college to export it as UTF-8 and to say so."))
        return UTF_8
    return declared


def declared_encoding(path: str) -> str:
    """As the declaration says, or its first letter in UTF-16; else UTF-8. Raises NotReadable where it names none."""
    with open(path, "rb") as source:  # noqa: PTH123 -- a path as text, from the spool
        begins = source.read(_BEGINNING)
    if begins.startswith((b"<\0", b"\0<")):
        return utf_16_of(begins[:2])
    declared = _DECLARED.match(begins)
    name = declared[1].decode() if declared else UTF_8
    if not is_encoding(name):
        message = f"The file declares the encoding {name!r}, which is none. Ask the college to mend its export."
        raise NotReadable("unreadable", message, "Or state encoding under [file] in the profile.")
    return name
