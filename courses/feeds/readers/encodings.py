"""In which encoding is a text file: by its mark, by its bytes, by the statistics of its letters?"""

from collections.abc import Callable, Iterator

from courses.feeds.exchange import Notice
from courses.feeds.profile import AUTO, FileRules
from courses.feeds.readers.text import UTF_8, encoding_of, is_utf_16, marked_encoding, utf_16_of

Tell = Callable[[str, str, str, str], None]

_BLOCK = 1_048_576
_SAMPLE = 262_144
_USUAL = "cp1252"
_LIKELY = [_USUAL, "cp1250", "cp1251", "mac_roman", "cp850"]
_AS_GOOD = 0.1
_NEARLY = 10
"""Letters that are UTF-8 for each that is none, and the file is UTF-8 with a few cells pasted in."""


def settle_encoding(path: str, file: FileRules, tell: Tell) -> tuple[str, str]:
    """The encoding of a file and that of cells which are not in it; what had to be assumed is told."""
    if file.encoding not in (None, AUTO):
        return encoding_of(path, str(file.encoding)), file.fallback_encoding
    marked = marked_encoding(path)
    if marked:
        return marked, file.fallback_encoding
    found, fallback = _found(path)
    if found != UTF_8:
        tell(_NAMES.get(found, found), "was assumed to be the encoding of the file", *_REMEDY)
    return found, file.fallback_encoding or fallback


def stated_encoding(path: str, file: FileRules, told: list[Notice]) -> str:
    """Of a format that is UTF-8 unless its profile says otherwise; what had to be assumed is added to `told`."""
    if file.encoding == AUTO:
        return settle_encoding(path, file, lambda *words: told.append(Notice("", *words)))[0]
    return encoding_of(path, file.encoding or UTF_8)


def found_encoding(raw: bytes) -> str:
    """Of text without a mark that is no UTF-8."""
    if is_utf_16(raw):
        return utf_16_of(raw)
    from charset_normalizer import from_bytes

    odd = _lines_with_odd_letters(raw)
    best = from_bytes(odd, cp_isolation=_LIKELY, enable_fallback=False)
    usual = next((match for match in best if match.encoding == _USUAL), None)
    first = best.best()
    if first is None or _USUAL in first.could_be_from_charset:
        return _USUAL
    if usual is not None and usual.chaos <= first.chaos + _AS_GOOD:
        return _USUAL
    return first.encoding


def _found(path: str) -> tuple[str, str]:
    good, bad, sample = 0, 0, b""
    for block in _blocks(path):
        if block.isascii() and not block.count(0):
            continue
        letters, broken = _counted(block)
        good, bad = good + letters, bad + broken
        if len(sample) < _SAMPLE:
            sample += block[:_SAMPLE]
    if sample and is_utf_16(sample):
        return found_encoding(sample), ""
    if not bad:
        return UTF_8, ""
    return (UTF_8, _USUAL) if good >= bad * _NEARLY else (found_encoding(sample), "")


def _blocks(path: str) -> Iterator[bytes]:
    """Blocks that end with a line, or where a line is longer than a block, anywhere."""
    with open(path, "rb") as source:  # noqa: PTH123 -- a path as text, from the spool
        while block := source.read(_BLOCK):
            yield block + source.readline(_BLOCK)


def _counted(block: bytes) -> tuple[int, int]:
    """Bytes that UTF-8 adds to its letters, and bytes that are none."""
    text = block.decode(errors="ignore")
    size = len(text.encode())
    return size - len(text), len(block) - size


def _lines_with_odd_letters(raw: bytes) -> bytes:
    odd = [line for line in raw.splitlines() if not line.isascii()]
    return b"\n".join(odd)[:65_536]


_NAMES = {_USUAL: "windows-1252"}
_REMEDY = ("Export the file as UTF-8.", "Or state encoding under [file] in the profile if it is another.")
