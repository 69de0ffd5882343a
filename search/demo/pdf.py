"""How does a short text become a PDF, by ISO 32000-1 and with the standard fonts that need no file?"""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

PAGE_WIDTH, PAGE_HEIGHT, MARGIN = 595, 842, 72
# The widths of Helvetica's letters from space to tilde, in thousandths of its size.
_WIDTHS = (
    *(278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278),
    *(*[556] * 10, 278, 278, 584, 584, 584, 556, 1015),
    *(667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833),
    *(722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611),
    *(278, 278, 278, 469, 556, 333),
    *(556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833),
    *(556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500),
    *(334, 260, 334, 584),
)
_OTHER_WIDTH = 556


class Style(NamedTuple):
    """How a paragraph is set: `font` is F1 upright or F2 bold, `above` the space before it."""

    font: str
    size: int
    leading: int
    above: int
    indent: int = 0


_STYLES = {
    "title": Style("F2", 20, 25, 0),
    "heading": Style("F2", 13, 18, 14),
    "text": Style("F1", 10, 15, 5),
    "point": Style("F1", 10, 15, 3, 14),
}


class Line(NamedTuple):
    """A paragraph; `style` is title, heading, text or point."""

    text: str
    style: str = "text"


class _Placed(NamedTuple):
    page: int
    x: int
    y: int
    style: Style
    text: str


def pdf(title: str, paragraphs: list[Line]) -> bytes:
    """The document in A4; letters outside of Windows-1252 are not set."""
    pages = [list(placed) for _, placed in groupby(_place(paragraphs), key=lambda one: one.page)]
    kids = " ".join(f"{number} 0 R" for number in range(6, 6 + 2 * len(pages), 2))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        _font("Helvetica"),
        _font("Helvetica-Bold"),
        b"<< /Title (" + _escaped(title) + b") >>",
    ]
    for number, placed in enumerate(pages):
        objects += [_page(7 + 2 * number), _stream(b"\n".join(_drawn(one) for one in placed))]
    return _file(objects)


def _place(paragraphs: list[Line]) -> Iterator[_Placed]:
    """Every line of the text, where it stands."""
    page, y = 0, PAGE_HEIGHT - MARGIN
    for text, name in paragraphs:
        style = _STYLES[name]
        y -= style.above
        for line in _wrapped(text, style):
            if y - style.leading < MARGIN:
                page, y = page + 1, PAGE_HEIGHT - MARGIN
            y -= style.leading
            yield _Placed(page, MARGIN + style.indent, y, style, line)


def _wrapped(text: str, style: Style) -> Iterator[str]:
    room = (PAGE_WIDTH - 2 * MARGIN - style.indent) * 1000 / style.size
    if style.font == "F2":
        room *= 0.92  # bold letters are wider than those of the table
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and _width(longer) > room:
            yield line
            longer = word
        line = longer
    yield line


def _width(text: str) -> int:
    return sum(_WIDTHS[ord(letter) - 32] if " " <= letter <= "~" else _OTHER_WIDTH for letter in text)


def _drawn(placed: _Placed) -> bytes:
    style = placed.style
    where = (style.font.encode(), style.size, placed.x, placed.y, _escaped(placed.text))
    return b"BT /%s %d Tf %d %d Td (%s) Tj ET" % where


def _escaped(text: str) -> bytes:
    written = text.encode("cp1252", "ignore")
    return written.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _font(name: str) -> bytes:
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>".encode()


def _page(content: int) -> bytes:
    return (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] /Contents {content} 0 R "
        "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
    ).encode()


def _stream(drawing: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing)


def _file(objects: list[bytes]) -> bytes:
    """The objects with the table of where each begins."""
    written, begins = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(objects, start=1):
        begins.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    count = len(objects) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\n"
        % (
            count,
            table,
            count,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(written)
    )
