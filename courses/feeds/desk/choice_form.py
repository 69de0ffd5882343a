"""What is chosen of a system that tells its categories and courses, as a form and as options of its feed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst

from courses.feeds.readers.moodle_listing import Category, Listing
from courses.feeds.readers.moodle_options import Chosen, is_called

_OWN = "own"
FOLDS = {
    "year": r"^(?P<course>.+?)[\s(,:–-]+(?P<batch>(?:19|20)\d\d.*?)\)?$",
    "year_first": r"^(?P<batch>(?:19|20)\d\d(?:[-–/]\d+)?)[\s,:–-]+(?P<course>.+)$",
    "batch": r"^(?P<course>.+?)[\s(,:–-]+(?P<batch>(?i:batch|section|group|division)\b.*?)\)?$",
}
"""Ways in which the names of copies differ, by what a registrar chooses."""

_FOLD_CHOICES = (
    ("", "There are none: each stands by itself"),
    ("year", "A year at the end: Anatomy 2025"),
    ("year_first", "A year before it: 2025 Anatomy"),
    ("batch", "A batch, section or group: Anatomy Batch B"),
    (_OWN, "By a pattern of my own"),
)
_PATTERNS = ("names", "without_names", "batches")


class ChoiceForm(forms.Form):
    """Categories are ticked where a look told which there are; else they are typed, one a line."""

    typed = forms.CharField(
        required=False,
        label="Only these categories",
        help_text="One a line, by name, number or path such as First year / Anatomy, with all below. Empty: all.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    typed_without = forms.CharField(
        required=False,
        label="All but these categories",
        help_text="One a line, in the same way.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    names = forms.CharField(
        required=False,
        label="Only courses whose name holds",
        help_text="A word or a pattern (regular expression): Anatomy|Physiology is either. Empty: any name.",
    )
    without_names = forms.CharField(
        required=False,
        label="No courses whose name holds",
        help_text="In the same way: (?i)test|template is either, in capitals or not.",
    )
    fold = forms.ChoiceField(required=False, label="By what do copies of one course differ?", choices=_FOLD_CHOICES)
    batches = forms.CharField(
        required=False,
        label="Pattern of my own",
        help_text="Only for the last answer. The group “course” is what copies share, “batch” what each is called.",
    )

    def __init__(self, typed: QueryDict | None = None, *, chosen: Chosen) -> None:
        fold = next((name for name, pattern in FOLDS.items() if pattern == chosen.batches), "")
        initial = {
            "typed": "\n".join(map(str, chosen.categories)),
            "typed_without": "\n".join(map(str, chosen.without_categories)),
            "names": chosen.names,
            "without_names": chosen.without_names,
            "fold": fold or (_OWN if chosen.batches else ""),
            "batches": "" if fold else chosen.batches,
        }
        super().__init__(typed, initial=initial)
        self._ticks = typed if typed is not None else QueryDict()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        fold = found.get("fold", "")
        if fold == _OWN and not found.get("batches"):
            self.add_error("batches", "Write the pattern, or choose another answer above.")
        found["batches"] = found.get("batches", "") if fold == _OWN else FOLDS.get(fold, "")
        for name in _PATTERNS:
            try:
                Chosen(**{name: found.get(name, "")})
            except ValueError as error:
                self.add_error(name, capfirst(str(error).removeprefix(f"{name}: ")))
        return found

    def options(self) -> dict[str, Any]:
        """Once it is valid: as they stand under [options]."""
        stated = self.cleaned_data
        patterns = {name: stated[name] for name in _PATTERNS}
        if "ticks" in self._ticks:
            ticked = self.ticked()
            return {
                "categories": list(ticked.categories),
                "without_categories": list(ticked.without_categories),
                **patterns,
            }
        return {
            "categories": _named(stated["typed"].splitlines()),
            "without_categories": _named(stated["typed_without"].splitlines()),
            **patterns,
        }

    def ticked(self) -> Chosen:
        """The categories that are ticked, whether or not the rest is valid."""
        return Chosen(
            categories=tuple(_named(self._ticks.getlist("category"))),
            without_categories=tuple(_named(self._ticks.getlist("without"))),
        )


@dataclass
class Branch:
    """A category to tick, with those below it."""

    category: Category
    is_ticked: bool
    below: list["Branch"]

    @property
    def opens(self) -> bool:
        """Whether something below it is ticked."""
        return any(one.is_ticked or one.opens for one in self.below)


@dataclass(frozen=True)
class Tree:
    """`top` are the topmost categories, `gone` what is chosen and no longer there; both can be ticked as `name`."""

    name: str
    legend: str
    top: list[Branch]
    gone: list[str | int]

    @property
    def is_used(self) -> bool:
        return bool(self.gone) or any(one.is_ticked or one.opens for one in self.top)


def trees_of(listing: Listing, chosen: Chosen) -> tuple[Tree, Tree]:
    """Of what is read, and of what is left out of it."""
    return (
        _tree("category", "Only these", listing, chosen.categories),
        _tree("without", "Not these, although they are below one that is ticked", listing, chosen.without_categories),
    )


def _tree(name: str, legend: str, listing: Listing, ticked: tuple[str | int, ...]) -> Tree:
    gone = [one for one in ticked if not any(is_called(one, category.path) for category in listing.categories)]
    return Tree(name, legend, _branches(listing, ticked), gone)


def _branches(listing: Listing, ticked: tuple[str | int, ...]) -> list[Branch]:
    top: list[Branch] = []
    known: dict[tuple[tuple[str, str], ...], Branch] = {}
    for category in listing.categories:
        branch = Branch(category, any(is_called(one, category.path) for one in ticked), [])
        known[category.path] = branch
        above = known.get(category.path[:-1])
        (above.below if above else top).append(branch)
    return top


def _named(lines: list[str]) -> list[str | int]:
    """Numbers as such: a category that is renamed keeps its own."""
    words = dict.fromkeys(" ".join(line.split()) for line in lines)
    return [int(word) if word.isdecimal() else word for word in words if word]
