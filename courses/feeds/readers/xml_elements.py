"""Which elements of an XML file are asked for, one at a time and however large the file is?"""

import codecs
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError, iterparse

from courses.feeds.exchange import Fault, Notice, NotReadable
from courses.feeds.profile import FileRules
from courses.feeds.readers.encodings import settle_encoding
from courses.feeds.readers.text import UTF_8, marked_encoding
from courses.feeds.readers.xml_text import UNREADABLE, XmlText, declared_encoding
from courses.feeds.readers.xml_words import hand_down, language_of

DEPTH_LIMIT = 64
_END_IS_MISSING = ("no element found", "unclosed token", "unclosed CDATA", "partial character")
_REMEDY = "Ask the college to export the file in the encoding that it declares."
_BY_PROFILE = "Or state encoding in the profile."


def elements_of(text: XmlText, is_one: Callable[[list[Any]], bool]) -> Iterator[Any]:
    """Every element that `is_one` of the elements open around it, itself the last. None lies inside another.

    What an element holds is gone once the next is asked for. Raises NotReadable.
    """
    open_elements: list[Any] = []
    wanted: Any = None
    for event, element in events_of(text):
        if event == "start":
            open_elements.append(element)
            if len(open_elements) > DEPTH_LIMIT:
                raise NotReadable("unreadable", f"The file is nested more than {DEPTH_LIMIT} deep. Export it flat.")
            if wanted is None and is_one(open_elements):
                wanted = element
            continue
        open_elements.pop()
        if wanted is None or element is wanted:
            if element is wanted:
                wanted = None
                yield element
            text.rest()
            if open_elements:
                del open_elements[-1][:]


def events_of(text: XmlText) -> Iterator[tuple[str, Any]]:
    """The "start" and the "end" of every element. Raises NotReadable."""
    with _named_failures():
        parser = DefusedXMLParser(target=TreeBuilder(), encoding="utf-8", forbid_dtd=True)
        yield from iterparse(text, ("start", "end"), parser)


class XmlFile:
    """An XML file of a format that says how it is to be read; its encoding is the declared one, unless that is wrong.

    `told` is what had to be assumed or mended, known once all elements were read.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self.told: list[Notice] = []
        self._file = self._settled()

    def elements(self, *names: str) -> Iterator[Any]:
        """The elements of these names ("{namespace}name"), none of them inside another."""
        wanted = frozenset(names)
        yield from self.chosen(lambda open_elements: open_elements[-1].tag in wanted)

    def chosen(self, is_one: Callable[[list[Any]], bool]) -> Iterator[Any]:
        """Those elements; whatever lies in one says itself in which language it is, where anything around it does."""
        language = ""

        def is_chosen(open_elements: list[Any]) -> bool:
            nonlocal language
            language = language_of(open_elements)
            return is_one(open_elements)

        with Path(self._path).open("rb") as source:
            text = XmlText(source, self._path, self._file)
            for element in elements_of(text, is_chosen):
                hand_down(element, language)
                yield element
            self.told += [notice for notice in text.told if notice not in self.told]

    def _settled(self) -> FileRules:
        if marked := marked_encoding(self._path):
            return FileRules(encoding=marked)
        declared = declared_encoding(self._path)
        found, fallback = settle_encoding(self._path, FileRules(), lambda *_: None)
        if codecs.lookup(declared).name == UTF_8:
            if found != UTF_8:
                self._tell(f"declares {declared}, but its letters are {found}, and so it was read")
            elif fallback:
                self._tell(f"holds bytes that are no {UTF_8}; they were read as {fallback}")
            return FileRules(encoding=found, fallback_encoding=fallback)
        if found == UTF_8 and not fallback and not _is_ascii(self._path):
            self._tell(f"declares {declared}, but its letters are {UTF_8}, and so it was read")
            return FileRules(encoding=UTF_8)
        return FileRules(encoding=found if found.startswith("utf-16") else declared)

    def _tell(self, what: str) -> None:
        self.told.append(Notice("", "", f"the file {what}", "Ask the college to export it as UTF-8 and to say so."))


def fault_of(element: Any) -> Fault | None:
    """Where an element holds bytes that are not in the encoding of its file."""
    broken = next((part for part in element.itertext() if UNREADABLE in part), None)
    if broken is None:
        return None
    shown = broken.strip().replace(UNREADABLE, "\ufffd")[:200]
    reason = "holds bytes that are not in the file's encoding (UTF-8 where none is declared)"
    return Fault("", shown, reason, _REMEDY, "record", _BY_PROFILE)


def _is_ascii(path: str) -> bool:
    with Path(path).open("rb") as source:
        return all(block.isascii() for block in iter(lambda: source.read(1_048_576), b""))


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except DefusedXmlException as error:
        message = "The file declares a document type or entities of its own, which is not read. Export it without."
        raise NotReadable("unreadable", message) from error
    except ParseError as error:
        raise _failure(error) from error


def _failure(error: Exception) -> NotReadable:
    said = str(error)
    if any(words in said for words in _END_IS_MISSING):
        return NotReadable("truncated", "The file ends in the middle of an element. Nothing was changed.")
    return NotReadable(
        "unreadable", f"The file is no XML that can be read ({said}). Ask the college to mend its export."
    )
