"""What do the values of one column look like: dates, numbers, addresses, words that we know?"""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import msgspec

from consortium.vocabulary.words import Vocabulary
from courses.feeds.guess.dates import Dates, dates_in
from courses.feeds.guess.headings import folded_words
from courses.feeds.guess.words import is_blank_word, language_of, says_ended
from courses.feeds.mapping import AMOUNT, as_text
from courses.feeds.reading import values as read
from courses.feeds.reading.wrong import WrongValue

SEPARATORS = (";", "|", "\n", " / ", ",", "/", " & ", " and ")
_MAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]{2,}$")
_COUNTED = re.compile(r"(?!00)(\d{1,6})(?:\.0+)?\.?")
_PHONE = r"\+\d[\d\s()-]{8,16}|(?:\+?\d{1,3}[\s-]?|0)?[6-9]\d{4}[\s-]?\d{5}|0\d{2,4}[\s-]\d{6,8}"
_REACHED = re.compile(rf"[^@\s]+@[^@\s]+\.[^@\s]{{2,}}|(?<!\d)(?:{_PHONE})(?!\d)")
_FEW_WORDS = 12
_RUNS = frozenset({"active", "running", "offered", "live"})
_NO = frozenset({"n", "no", "0", "false"})
_SCRIPTS = {"gu": re.compile(r"[\u0a80-\u0aff]"), "hi": re.compile(r"[\u0900-\u097f]"), "en": re.compile(r"[A-Za-z]")}


class Shares(msgspec.Struct, frozen=True):
    """What share of the filled values is such a thing, from 0 to 1."""

    dates: float = 0
    times: float = 0
    whole: float = 0
    numbers: float = 0
    yes_no: float = 0
    mails: float = 0
    addresses: float = 0
    languages: float = 0
    awards: float = 0
    levels: float = 0
    disciplines: float = 0
    types: float = 0
    kinds: float = 0
    modes: float = 0
    open_to: float = 0
    admission: float = 0


class Column(msgspec.Struct, frozen=True):
    """One column as its first values show it. `parts` are what the separator cuts the values into; `amounts` are the
    values that are numbers and nothing else, `contacts` those that hold an address or a telephone number, `ended` those
    that say that a course is not taught."""

    name: str
    samples: tuple[str, ...]
    filled: int
    empty: int
    distinct: int
    length: float
    shares: Shares
    dates: Dates
    separator: str
    blanks: tuple[str, ...]
    script: str
    parts: tuple[str, ...]
    is_running: bool
    amounts: tuple[float, ...] = ()
    contacts: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()

    @property
    def is_unique(self) -> bool:
        return self.filled > 0 and self.distinct == self.filled and not self.empty


def look_at_column(name: str, cells: Iterable[Any], vocabulary: Vocabulary) -> Column:
    cells = list(cells)
    texts = [text for cell in cells if (text := as_text(cell).strip())]
    blanks = tuple(dict.fromkeys(text for text in texts if is_blank_word(text)))
    filled = [cell for cell in cells if as_text(cell).strip() and not is_blank_word(as_text(cell))]
    words = [as_text(cell).strip() for cell in filled]
    knows = _judges(vocabulary)
    separator = _separator(words, knows)
    parts = [part.strip() for text in words for part in (text.split(separator) if separator else [text])]
    dates = dates_in(filled)
    return Column(
        name=name,
        samples=tuple(dict.fromkeys(text[:80] for text in words))[:3],
        filled=len(words),
        empty=len(cells) - len(words),
        distinct=len(set(words)),
        length=sum(map(len, words)) / len(words) if words else 0,
        shares=_shares(words, [part for part in parts if part], knows, dates),
        dates=dates,
        separator=separator,
        blanks=blanks,
        script=_script(words),
        parts=tuple(dict.fromkeys(parts))[:500],
        is_running=is_running(words),
        amounts=tuple(float(found[1].replace(",", ".")) for word in words if (found := AMOUNT.match(word))),
        contacts=tuple(word for word in words if _REACHED.search(word)),
        ended=_ended(name, words),
    )


def _ended(name: str, words: list[str]) -> tuple[str, ...]:
    """Of a column that says how its courses stand; one of many words says something else."""
    if len(set(words)) > _FEW_WORDS:
        return ()
    is_flag = not _RUNS.isdisjoint(folded_words(name))
    return tuple(word for word in words if says_ended(word) or (is_flag and word.casefold() in _NO))


def is_running(words: list[str]) -> bool:
    """1, 2, 3 and so on down the sheet: a number of the row, not of the course. Codes such as 1001 and 1002, or 001
    and 002, follow one another too."""
    return len(words) >= 3 and begins_to_count(words[0]) and all(itertools.starmap(counts_on, pairwise(words)))


def begins_to_count(word: str) -> bool:
    found = _COUNTED.fullmatch(word)
    return found is not None and int(found[1]) <= 1


def counts_on(word: str, later: str) -> bool:
    """The later word is the number after the word."""
    one, other = _COUNTED.fullmatch(word), _COUNTED.fullmatch(later)
    return one is not None and other is not None and int(other[1]) - int(one[1]) == 1


Judge = Callable[[str], bool]


def _judges(vocabulary: Vocabulary) -> dict[str, Judge]:
    return {
        "languages": lambda word: bool(language_of(word)),
        "awards": lambda word: vocabulary.award(word) is not None,
        "levels": lambda word: vocabulary.level(word) is not None,
        "disciplines": lambda word: vocabulary.discipline(word) is not None,
        "types": _reads(read.course_type),
        "kinds": _reads(read.kind),
        "modes": _reads(read.mode),
        "open_to": _reads(read.open_to),
        "admission": _reads(read.admission),
        "yes_no": _reads(read.a_yes_or_no),
        "addresses": _reads(read.a_web_address),
        "numbers": _reads(read.a_decimal),
        "whole": _reads(read.a_whole_number),
        "times": _reads(read.a_time),
        "mails": lambda word: bool(_MAIL.match(word)),
    }


_LISTED = ("languages", "awards", "levels", "disciplines", "types", "modes")


def _reads(take: Callable[[Any], Any]) -> Judge:
    def judge(word: str) -> bool:
        try:
            take(word)
        except WrongValue:
            return False
        return True

    return judge


def _separator(words: list[str], knows: dict[str, Judge]) -> str:
    """What cuts the values into words that we know better than before; else what most often parts longer lists: a
    semicolon wherever one stands, as our templates ask for."""
    sample = words[:200]
    lists = ("languages", "disciplines", "modes")
    whole = max((_share(sample, knows[name]) for name in lists), default=0)
    best, gain = "", 0.0
    for separator in SEPARATORS:
        if not any(separator in word for word in sample):
            continue
        parts = [part.strip() for word in sample for part in word.split(separator) if part.strip()]
        known = max(_share(parts, knows[name]) for name in lists)
        if known >= 0.5 and known - whole > gain:
            best, gain = separator, known - whole
    if best:
        return best
    if any(";" in word for word in words):
        return ";"
    return next((one for one in ("|", "\n") if sum(one in word for word in sample) * 5 > len(sample)), "")


def _share(words: list[str], judge: Judge) -> float:
    if not words:
        return 0
    counts = Counter(words)
    return sum(count for word, count in counts.items() if judge(word)) / len(words)


def _shares(words: list[str], parts: list[str], knows: dict[str, Judge], dates: Dates) -> Shares:
    found = {name: _share(parts if name in _LISTED else words, judge) for name, judge in knows.items()}
    return Shares(dates=dates.share, **found)


def _script(words: list[str]) -> str:
    """The language of the script that most values are in; en for Latin letters, "" where there are no letters."""
    counts = {tag: sum(bool(pattern.search(word)) for word in words) for tag, pattern in _SCRIPTS.items()}
    most = max(counts, key=lambda tag: counts[tag])
    return most if counts[most] * 2 > len(words) else ""
