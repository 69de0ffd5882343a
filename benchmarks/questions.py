"""What do people ask of a search page? Always the same questions: one to three words and up to two choices."""

import random
from urllib.parse import urlencode

from benchmarks.catalogue import COLLEGES, Record

SEED = 7
_FEW = set("the of and in for to with a on by from through this course students will learn about".split())
# Of a hundred: how many words are typed, and how many facets are chosen.
_WORDS = {0: 4, 1: 38, 2: 38, 3: 20}
_CHOICES = {0: 40, 1: 35, 2: 25}
_TYPES = {
    "Course": "course",
    "Elective": "elective",
    "Rotation": "rotation",
    "Programme": "programme",
    "CME": "continuing",
}
_MODES = {"On site": "onsite", "Online": "online", "Blended": "blended", "Clinical": "clinical"}
_LANGUAGES = {"English": "en", "Gujarati": "gu", "Hindi": "hi"}
_OPEN_TO = {"Own college": "own", "Member colleges": "members", "Anyone": "anyone"}


def questions(records: list[Record], count: int) -> list[str]:
    """Query strings, made of words and facts of these records."""
    chance = random.Random(SEED)
    latin = [record for record in records if record["language"] == "English"]
    return [_question(chance.choice(latin), chance) for _ in range(count)]


def _question(record: Record, chance: random.Random) -> str:
    words = [*record["title"].split(), *record["about"].split()[:30]]
    typed = [word.strip(".,").casefold() for word in words if len(word) > 3 and word.casefold() not in _FEW]
    asked = [("q", " ".join(chance.choice(typed) for _ in range(_one_of(_WORDS, chance))))]
    facets = {
        "college": (chance.choice(COLLEGES).casefold(), [college.casefold() for college in COLLEGES]),
        "type": (_TYPES[record["type"]], list(_TYPES.values())),
        "mode": (_MODES[record["mode"]], list(_MODES.values())),
        "language": (_LANGUAGES[record["language"]], list(_LANGUAGES.values())),
        "open_to": (_OPEN_TO[record["open to"]], list(_OPEN_TO.values())),
    }
    for name in chance.sample(sorted(facets), _one_of(_CHOICES, chance)):
        own, others = facets[name]
        chosen = {own} | ({chance.choice(others)} if chance.random() < 0.4 else set())
        asked += [(name, value) for value in sorted(chosen)]
    return urlencode(asked)


def _one_of(shares: dict[int, int], chance: random.Random) -> int:
    return chance.choices(list(shares), list(shares.values()))[0]
