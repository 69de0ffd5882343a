"""Which words does a text or a query consist of?"""

import html
import re
import unicodedata
from functools import lru_cache

import nh3

# Lucene's English stop words, which Elasticsearch leaves out too. "who" is none: it is also an organisation.
# fmt: off
STOP_WORDS = frozenset((
    "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of",
    "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with",
))
# fmt: on
_POSSESSIVE = re.compile(r"['’]s\b")
_INITIALS = re.compile(r"(?<!\w)[^\W\d_]{1,3}(?:\.[^\W\d_]{1,3})+(?!\w)")
_PARAGRAPH = re.compile("<p>([^<]*)</p>")
_DOT_INSIDE = re.compile(r"\.[^\W\d_]")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
MAX_QUERY_WORDS = 24
MAX_WORD_LENGTH = 60


def query_words(text: str) -> tuple[str, ...]:
    """The words of a query to look for, in order, without stop words unless there are no others.

    Only letters, numbers and marks are left, so that no character means anything to an engine.
    """
    written = _INITIALS.sub(_joined, _POSSESSIVE.sub("", text))
    words = [word for word in split(written) if len(word) <= MAX_WORD_LENGTH]
    meant = [word for word in words if word not in STOP_WORDS] or words
    return tuple(dict.fromkeys(meant))[:MAX_QUERY_WORDS]


def split(text: str) -> list[str]:
    """The words of a text in small letters, without accents of Latin letters."""
    spaced = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in unaccented(text).casefold())
    return spaced.split()


def unaccented(text: str) -> str:
    """Latin letters without their accents; other scripts keep their marks."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", text)))


def other_spellings(text: str) -> list[str]:
    """How else its words may be typed: those with accents without them, and "M.D." as "MD"."""
    spellings = [_joined(found) for found in _INITIALS.finditer(text)] if _DOT_INSIDE.search(text) else []
    if not text.isascii():
        spellings += [plain for word in text.split() if not word.isascii() and (plain := _without_accents(word))]
    return spellings


@lru_cache(maxsize=20_000)
def _without_accents(word: str) -> str:
    """Empty where it has none."""
    plain = unaccented(word)
    return plain if plain != unicodedata.normalize("NFC", word) else ""


def _joined(initials: re.Match[str]) -> str:
    return initials[0].replace(".", "")


def plain_text(markup: str, limit: int) -> str:
    """The text of sanitised HTML, or of plain text, on one line and at most so long."""
    paragraph = _PARAGRAPH.fullmatch(markup)
    text = html.unescape(paragraph[1]) if paragraph else markup
    if not paragraph and ("<" in text or "&" in text):
        text = html.unescape(nh3.clean(text.replace("<", " <"), tags=set()))
    # Most texts are one line with one space between words already; to see that is quicker than to part them.
    is_even = text.isprintable() and "  " not in text
    return (text.strip() if is_even else " ".join(text.split()))[:limit]
