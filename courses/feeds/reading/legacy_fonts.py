"""Is a text typed in a font of before Unicode, whose Latin letters only look like those of another script?

Colleges typed Gujarati and Hindi for decades in fonts such as LMG-Arun or Kruti Dev. In such a font "U]HZFT" looks like
"ગુજરાત", and "fpfdRlk" like "चिकित्सा"; everywhere else it is gibberish. English words under a heading in Gujarati
are none.
"""

import re

from courses.feeds.reading.wrong import Wrong

_SCRIPTS = {
    "gu": "\u0a80-\u0aff",
    "pa": "\u0a00-\u0a7f",
    "bn": "\u0980-\u09ff",
    "as": "\u0980-\u09ff",
    "or": "\u0b00-\u0b7f",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "kn": "\u0c80-\u0cff",
    "ml": "\u0d00-\u0d7f",
    **dict.fromkeys(("hi", "mr", "ne", "sa", "kok", "mai", "bho", "doi"), "\u0900-\u097f"),
}
_NAMES = {"gu": "Gujarati", "hi": "Hindi", "mr": "Marathi", "sa": "Sanskrit", "pa": "Punjabi", "bn": "Bengali"}

# Letters that follow each letter in words of English, medicine's among them.
_FOLLOW = {
    "a": "bcdefghiklmnprstuvwxy", "b": "aeilorsu", "c": "acehiklorstuy", "d": "adeilmorsuy",
    "e": "abcdefghiklmnopqrstuvwxy", "f": "aefilortuy", "g": "aeghilmnorsuy", "h": "aeimnortuy",
    "i": "abcdefgklmnoprstuvxz", "j": "aeou", "k": "aeiosu", "l": "acdefilmopstuvy", "m": "abeimopsuy",
    "n": "acdefgiklmnostuvy", "o": "abcdefghiklmnoprstuvwx", "p": "aehiloprstuy", "q": "u",
    "r": "abcdefghiklmnoprstuvy", "s": "acehiklmnopstuwy", "t": "acehilmoprstuwy", "u": "abcdefgilmnprst",
    "v": "aeio", "w": "aehinors", "x": "aceipt", "y": "aceimnopst", "z": "ae",
}  # fmt: skip

_WORD = re.compile(r"[A-Za-z]+")
_INSIDE = re.compile(r"[A-Za-z][\[\]{};:|\\^~`+=<>@#$*_\"/%][A-Za-z]|(?:^|\s)['\[\]{};|\\^~`+=<>@#$*_][A-Za-z]")
_LAST_SIGN = re.compile(r"[A-Za-z0-9]\\(?=\s|$)")
"""A backslash that ends a word is a vowel there, and nothing in English."""
_INNER_CAPITAL = re.compile(r"[a-z][A-Z]")
_HIGH = re.compile("[\u0080-\u00ff\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_FEWEST_LETTERS = 5
_ABBREVIATION = 4
_MANY_ODD = 0.34
_SOME_ODD = 0.2
_MOSTLY_HIGH = 0.3


def is_gibberish(text: str, language: str) -> bool:
    """The text is said to be in a language with a script of its own, has no letter of it, and is no English either."""
    script = _SCRIPTS.get(language.partition("-")[0])
    if script is None or re.search(f"[{script}]", text) or "Latn" in language:
        return False
    letters = [letter for letter in text if not letter.isspace() and not letter.isdigit()]
    if len(letters) < _FEWEST_LETTERS:
        return False
    if len(_HIGH.findall(text)) > _MOSTLY_HIGH * len(letters):
        return True
    words = [word for word in _WORD.findall(text) if not (word.isupper() and len(word) <= _ABBREVIATION)]
    pairs = [pair for word in words for pair in zip(word.lower(), word.lower()[1:], strict=False)]
    odd = sum(second not in _FOLLOW[first] for first, second in pairs)
    marks = len(_INSIDE.findall(text)) + sum(len(_INNER_CAPITAL.findall(word)) for word in words)
    marks += 2 * len(_LAST_SIGN.findall(text))
    if len(pairs) < _FEWEST_LETTERS - 1:
        return marks > 1 or (marks > 0 and odd > 0)
    return odd > _MANY_ODD * len(pairs) or (odd > _SOME_ODD * len(pairs) and marks > 0)


def wrong_of(language: str) -> Wrong:
    """What to say of it."""
    name = _NAMES.get(language.partition("-")[0], f"the language {language}")
    return Wrong(
        f"is typed in an old font in which Latin letters look like {name}; anywhere else it cannot be read",
        "Convert it to Unicode before the export.",
        by_profile="Or give a table for the font under [convert] in the profile.",
    )
