"""How is a table sent as a workbook while it is still being written?

The parts of an XLSX that one sheet of texts needs (ECMA-376, parts 1 and 2), in a zip that is never whole in memory.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CELL_LIMIT = 32_767
_SHEET_ROWS = 1_048_576
_PIECE = 64 * 1024
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="Run" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}


class _Sent:
    """What the zip writes into; it never looks back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self.size = 0

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        self.size += len(piece)
        return len(piece)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        found = b"".join(self._pieces)
        self._pieces, self.size = [], 0
        return found


def pieces(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The file. Rows behind what a sheet can hold are left out."""
    sent = _Sent()
    with ZipFile(sent, "w", ZIP_DEFLATED) as book:  # type: ignore[call-overload]  # it asks for no more than write and flush
        for name, text in _PARTS.items():
            book.writestr(name, _XML + text)
        with book.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for _, row in zip(range(_SHEET_ROWS), rows, strict=False):
                sheet.write(f"<row>{''.join(map(_cell, row))}</row>".encode())
                if sent.size >= _PIECE:
                    yield sent.taken()
            sheet.write(b"</sheetData></worksheet>")
    yield sent.taken()


def _cell(text: str) -> str:
    shown = escape(_NOT_IN_XML.sub("", text)[:_CELL_LIMIT])
    return f'<c t="inlineStr"><is><t xml:space="preserve">{shown}</t></is></c>'
