"""The documents of the demo's curricula are PDFs by the book."""

import re

from search.demo.pdf import MARGIN, PAGE_HEIGHT, PAGE_WIDTH, Line, pdf

TEXT = "Dry and look: the chest must rise, or six steps follow. "


def test_the_table_says_where_each_object_begins():
    written = pdf("Newborns", [Line("Newborns", "title"), Line(TEXT)])
    begins = [int(found) for found in re.findall(rb"^(\d{10}) 00000 n $", written, re.MULTILINE)]
    assert begins
    for number, begin in enumerate(begins, start=1):
        assert written[begin:].startswith(b"%d 0 obj" % number)
    start = re.search(rb"startxref\n(\d+)\n%%EOF\n$", written)
    assert start
    assert written[int(start[1]) :].startswith(b"xref\n")


def test_a_long_text_goes_on_on_further_pages_and_stays_between_the_margins():
    written = pdf("Long", [Line(TEXT * 8) for _ in range(40)])
    pages = re.search(rb"/Count (\d+)", written)
    assert pages
    assert int(pages[1]) > 2
    places = [(int(x), int(y)) for x, y in re.findall(rb"(\d+) (\d+) Td", written)]
    assert all(MARGIN <= x < PAGE_WIDTH and MARGIN <= y <= PAGE_HEIGHT - MARGIN for x, y in places)
    lines = re.findall(rb"Td \((.*)\) Tj", written)
    assert max(len(line) for line in lines) < 130


def test_brackets_and_typographic_letters_are_written_as_readers_expect():
    written = pdf("(a) \\ – “b”", [Line("(a) \\ – “b”")])
    assert rb"(\(a\) \\ " + b"\x96 \x93b\x94)" in written
