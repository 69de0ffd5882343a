"""Which kind of table is a file, by what is in it and not by its name?"""

import re
import zipfile
import zlib

from courses.feeds.exchange import NotReadable
from courses.feeds.first_bytes import OLE, ZIP, foreign_kind
from courses.feeds.readers.tables.compound import check_compound
from courses.feeds.readers.tables.zipped import check_archive
from courses.feeds.readers.text import is_utf_16

_SAMPLE = 65_536
_BARE_BIFF = re.compile(rb"^\x09[\x00\x02\x04\x08][\x04-\x10]\x00")
_SPREADSHEETML = re.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet", re.DOTALL)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|table|head|body|meta|style)\b", re.IGNORECASE)
_XML = re.compile(
    rb"<\?xml[^>]*>\s*(?:<!--.*?-->\s*|<\?[^>]*>\s*)*+<(?!(?:html|table|head|body|!doctype\s+html)\b)",
    re.IGNORECASE | re.DOTALL,
)
"""A page may begin as XML does; other XML may have elements that are called as those of a page are."""
_SAVE = "Open it in the program that made it and save it as a workbook (.xlsx) or as CSV."


def kind_of(path: str) -> str:
    """xlsx, xls, ods, spreadsheetml, html or text; raises NotReadable where it is no table at all."""
    with open(path, "rb") as source:  # noqa: PTH123 -- a path as text, from the spool
        sample = source.read(_SAMPLE)
    head = sample.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.strip(b"\0"):
        raise NotReadable("empty", "The file is empty. Nothing was changed.")
    if head.startswith(ZIP):
        return _kind_of_archive(path)
    if head.startswith(OLE):
        check_compound(path)
        return "xls"
    if _BARE_BIFF.match(sample):
        raise NotReadable("unreadable", f"The file is a sheet of Excel 4 or earlier. {_SAVE}")
    if what := foreign_kind(head):
        raise NotReadable("not_a_feed", f"The file is {what}, no table. {_SAVE}")
    return _kind_of_text(sample, head)


def _kind_of_text(sample: bytes, head: bytes) -> str:
    plain = sample.replace(b"\0", b"")  # UTF-16 of marks is ASCII with zeros between
    start = plain.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<"):
        if _SPREADSHEETML.search(plain):
            return "spreadsheetml"
        if _HTML.search(plain) and not _XML.match(start):
            return "html"
        if start.startswith((b"<?xml", b"<!")):
            raise NotReadable("not_a_feed", "The file is XML, but no sheet of Excel. Read it with the format xml.")
    if start.startswith((b"{", b"[")) and re.match(rb'[\[{]\s*["{\[\]}]', start):
        raise NotReadable("not_a_feed", "The file is JSON, no table. Read it with the format json.")
    if sample.count(0) and not _may_be_utf_16(sample):
        raise NotReadable("not_a_feed", f"The file is neither a workbook nor text. {_SAVE}")
    return "text"


def _may_be_utf_16(sample: bytes) -> bool:
    return sample.startswith((b"\xff\xfe", b"\xfe\xff")) or is_utf_16(sample) or sample.count(0) < 3


def _kind_of_archive(path: str) -> str:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        message = "The workbook is not whole: its end is missing. Nothing was changed; it is read again later."
        raise NotReadable("truncated", message) from error
    except (NotImplementedError, OSError, ValueError) as error:
        raise _broken(error) from error
    with archive:
        names = {name.casefold() for name in archive.namelist()}
        try:
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                check_archive(archive, "xl/")
                return "xlsx"
            if "content.xml" in names:
                check_archive(archive, "content.xml")
                return "ods"
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise _broken(error) from error
    what, remedy = "an archive", "Unpack it, or save the table as .xlsx or CSV."
    if any(name.startswith("word/") for name in names):
        what, remedy = "a document of Word", "Copy its table into a sheet, and save that as .xlsx or CSV."
    raise NotReadable("not_a_feed", f"The file is {what}, no workbook. {remedy}")


def _broken(error: Exception) -> NotReadable:
    return NotReadable("unreadable", f"The workbook is broken and cannot be unpacked ({error}). {_SAVE}")
