"""Which categories and courses does a Moodle show, and which of them would be read by what is chosen?"""

from collections import Counter
from collections.abc import Iterable, Sequence

import msgspec

from courses.feeds.readers.moodle_batches import Batches, Copy
from courses.feeds.readers.moodle_options import Choice, Chosen, Path

MOST = 200
"""So many of each kind are named; all are counted."""

Steps = tuple[tuple[str, str], ...]


class ListedCourse(msgspec.Struct, frozen=True):
    """A course that students of the Moodle see; `path` are id and name of each category above it, topmost first."""

    id: str
    name: str
    path: Path
    age: tuple[int, int]


class Category(msgspec.Struct, frozen=True):
    """`path` ends with itself; `courses` are those in it and in all below it."""

    path: Steps
    courses: int

    @property
    def name(self) -> str:
        return self.path[-1][1]

    @property
    def value(self) -> str | int:
        """As the options name it: by its number, which stays when it is renamed; else by its path."""
        number = self.path[-1][0]
        return int(number) if number.isdecimal() else " / ".join(name for _, name in self.path)


class Listing(msgspec.Struct, frozen=True):
    """Categories in the order of the tree."""

    categories: tuple[Category, ...]
    courses: tuple[ListedCourse, ...]


class Folded(msgspec.Struct, frozen=True):
    """Copies that become one course: what each is called among them, the newest first."""

    title: str
    copies: tuple[str, ...]


class Out(msgspec.Struct, frozen=True):
    """A course that is not read, where it stands, and why."""

    name: str
    where: str
    why: str


class SortedOut(msgspec.Struct, frozen=True):
    """What the options give. `folded_copies` are all copies of the `folded_count` courses."""

    single_count: int
    folded_count: int
    folded_copies: int
    out_count: int
    singles: tuple[str, ...]
    folded: tuple[Folded, ...]
    out: tuple[Out, ...]

    @property
    def courses(self) -> int:
        return self.single_count + self.folded_count


def listing_of(paths: Iterable[Path], courses: Sequence[ListedCourse]) -> Listing:
    """`paths` are those of all categories that are told, empty ones too."""
    amounts: Counter[Steps] = Counter()
    first_seen: dict[Steps, int] = {}
    for path in paths:
        _see(path, first_seen)
    for course in courses:
        amounts.update(_see(course.path, first_seen))
    in_order = sorted(first_seen, key=lambda steps: [first_seen[steps[:end]] for end in range(1, len(steps) + 1)])
    return Listing(tuple(Category(steps, amounts[steps]) for steps in in_order), tuple(courses))


def sort_out(listing: Listing, chosen: Chosen) -> SortedOut:
    choice = Choice(chosen)
    out = [
        Out(course.name, " / ".join(name for _, name in course.path), why)
        for course in listing.courses
        if (why := choice.why_not(course.name, course.path))
    ]
    taken = [course for course in listing.courses if not choice.why_not(course.name, course.path)]
    batches = Batches(choice.batches, ())
    copies: dict[str, list[Copy]] = {}
    for course in taken:
        copies.setdefault(batches.key(course.name), []).append(Copy(course.id, course.name, course.age, {}))
    singles = [copy.name for copy in copies.pop("", [])]
    return SortedOut(
        single_count=len(singles),
        folded_count=len(copies),
        folded_copies=len(taken) - len(singles),
        out_count=len(out),
        singles=tuple(singles[:MOST]),
        folded=tuple(_folded(batches, same) for same in list(copies.values())[:MOST]),
        out=tuple(out[:MOST]),
    )


def _see(path: Path, first_seen: dict[Steps, int]) -> list[Steps]:
    """The category and all above it, each noted when it is first met."""
    steps = tuple((number, name) for number, name in path)
    met = [steps[:end] for end in range(1, len(steps) + 1)]
    for one in met:
        first_seen.setdefault(one, len(first_seen))
    return met


def _folded(batches: Batches, copies: list[Copy]) -> Folded:
    newest_first = sorted(copies, key=lambda copy: copy.age, reverse=True)
    return Folded(batches.shared(newest_first[0].name), tuple(batches.label(copy.name) for copy in newest_first))
