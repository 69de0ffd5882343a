"""In which of our formats is a file, by what is in it and not by its name?"""

import re
from pathlib import Path

from courses.feeds.exchange import NotReadable
from courses.feeds.readers.tables.kinds import kind_of

_SAMPLE = 65_536


def format_by_content(path: str) -> str:
    """csv, xlsx, json, jsonl or xml; raises NotReadable where it is none of them."""
    with Path(path).open("rb") as source:
        sample = source.read(_SAMPLE)
    text = sample.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe").lstrip()
    if text[:1] in (b"{", b"[") and re.match(rb'[\[{]\s*["{\[\]}]', text):
        return "jsonl" if _is_lines(text) else "json"
    try:
        return "csv" if kind_of(path) == "text" else "xlsx"
    except NotReadable:
        if text.startswith((b"<?xml", b"<!")) or re.match(rb"<[A-Za-z_]", text):
            return "xml"
        raise


def _is_lines(text: bytes) -> bool:
    """One object after another, each on a line of its own."""
    lines = [line.strip() for line in text.splitlines()[:3] if line.strip()]
    return len(lines) > 1 and all(line.startswith(b"{") and line.endswith((b"}", b"},")) for line in lines[:2])
