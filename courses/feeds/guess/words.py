"""Which words of sheets mean nothing, a language, or one of our closed words, beyond those that the checks know?"""

import re

from consortium.vocabulary.languages import language_tag

_NAMES = "english hindi gujarati marathi sanskrit urdu punjabi bengali tamil telugu kannada malayalam sindhi odia"
LANGUAGES = {
    **{name: language_tag(name) or name for name in _NAMES.split()},
    "अंग्रेजी": "en",
    "अंग्रेज़ी": "en",
    "इंग्लिश": "en",
    "हिन्दी": "hi",
    "हिंदी": "hi",
    "गुजराती": "gu",
    "मराठी": "mr",
    "संस्कृत": "sa",
    "અંગ્રેજી": "en",
    "ઇંગ્લિશ": "en",
    "ગુજરાતી": "gu",
    "હિન્દી": "hi",
    "હિંદી": "hi",
    "મરાઠી": "mr",
    "સંસ્કૃત": "sa",
    "eng": "en",
    "guj": "gu",
    "hin": "hi",
    "en": "en",
    "gu": "gu",
    "hi": "hi",
}
YES_NO = {
    "हाँ": "yes",
    "हां": "yes",
    "नहीं": "no",
    "હા": "yes",
    "ના": "no",
    "required": "yes",
    "not required": "no",
    "needed": "yes",
    "not needed": "no",
}
TYPES = {
    "degree course": "programme",
    "pg degree": "programme",
    "ug degree": "programme",
    "diploma": "programme",
    "core": "course",
    "core course": "course",
    "compulsory": "course",
    "mandatory": "course",
    "practical": "course",
    "optional course": "elective",
    "elective course": "elective",
    "electives": "elective",
    "open elective": "elective",
    "posting": "rotation",
    "clinical": "rotation",
    "clinical rotation": "rotation",
    "internship": "rotation",
    "cme programme": "continuing",
    "seminar": "continuing",
    "fdp": "continuing",
    "add on": "continuing",
    "short course": "continuing",
    "certificate course": "continuing",
    "value added": "continuing",
    "ડિગ્રી": "programme",
    "अनिवार्य": "course",
    "वैकल्पिक": "elective",
    "ફરજિયાત": "course",
    "વૈકલ્પિક": "elective",
    "कार्यशाला": "continuing",
    "કાર્યશાળા": "continuing",
    "डिग्री": "programme",
}
MODES = {
    "ऑनलाइन": "online",
    "ઓનલાઇન": "online",
    "ઓનલાઈન": "online",
    "ऑफलाइन": "onsite",
    "ઓફલાઇન": "onsite",
    "ઓફલાઈન": "onsite",
    "full-time": "onsite",
    "physical": "onsite",
    "zoom": "online",
    "webinar": "online",
    "both": "blended",
    "theory + clinical": "blended",
    "bed side": "clinical",
    "bedside teaching": "clinical",
    "opd": "clinical",
}
LEVELS = {
    "स्नातक": "undergraduate",
    "स्नातकोत्तर": "postgraduate",
    "સ્નાતક": "undergraduate",
    "અનુસ્નાતક": "postgraduate",
    "डिप्लोमा": "diploma",
    "ડિપ્લોમા": "diploma",
    "प्रमाणपत्र": "certificate",
    "પ્રમાણપત્ર": "certificate",
}
OPEN_TO = {
    "all students": "anyone",
    "all colleges": "anyone",
    "any college": "anyone",
    "others": "anyone",
    "own college students": "own",
    "only own students": "own",
    "inhouse": "own",
    "in house": "own",
    "consortium colleges": "members",
    "all member colleges": "members",
    "member": "members",
    "members only": "members",
}
UNITS = {
    "hours": ("hour", "hr", "hrs", "घंटा", "घंटे", "घण्टे", "કલાક", "કલાકો"),
    "days": ("day", "दिन", "दिवस", "દિવસ", "દિવસો"),
    "weeks": ("week", "wk", "wks", "सप्ताह", "हफ्ता", "हफ्ते", "અઠવાડિયું", "અઠવાડિયા", "અઠવાડિયાં", "સપ્તાહ"),
    "months": ("month", "mth", "mths", "महीना", "महीने", "माह", "मास", "મહિનો", "મહિના", "માસ"),
    "years": ("year", "yr", "yrs", "वर्ष", "साल", "વર્ષ", "વર્ષો"),
}
MOST_OF = {"hours": 20_000, "days": 4_000, "weeks": 600, "months": 150, "years": 15}
"""Above these a number is no length: 2026 below "Year" is a year, not so many of them."""
MAPS = {
    "languages": LANGUAGES,
    "type": TYPES,
    "modes": MODES,
    "level": LEVELS,
    "open_to": OPEN_TO,
    "letter_needed": YES_NO,
    "is_open": YES_NO,
}
_ENDED = frozenset(
    {
        "inactive", "not active", "discontinued", "cancelled", "canceled", "dropped", "suspended", "withdrawn",
        "stopped", "not running", "not offered", "not started", "deleted", "proposed", "abolished",
        "बंद", "रद्द", "निरस्त", "બંધ", "રદ", "રદ્દ", "સ્થગિત",
    }
)  # fmt: skip
_BLANK = frozenset(
    {
        "-",
        "--",
        "---",
        "–",
        "—",
        "_",
        ".",
        "na",
        "n/a",
        "n.a.",
        "n.a",
        "#n/a",
        "nil",
        "none",
        "null",
        "nan",
        "tbd",
        "tba",
        "to be decided",
        "not applicable",
        "not available",
        "xx",
        "?",
        "लागू नहीं",
        "शून्य",
        "નથી",
        "લાગુ નથી",
        "નીલ",
        "not stated",
        "blank",
        "na.",
        "nil.",
        "#ref!",
        "#value!",
    }
)


def is_blank_word(text: str) -> bool:
    """A word that registrars write where there is nothing to say."""
    return text.strip().casefold() in _BLANK


def says_ended(text: str) -> bool:
    """A word for a course that is not, or not yet, taught."""
    return " ".join(text.split()).casefold() in _ENDED


def language_of(word: str) -> str:
    """The tag of a language's name in English, Hindi or Gujarati; "" for any other word, two letters too."""
    return LANGUAGES.get(re.sub(r"[\s.]+", " ", word).strip().casefold(), "")
