"""What the search page, the API and the command show: one frozen answer, the same for every engine.

The page `search/search.html` is rendered with `page` (a SearchPage) and nothing else of ours. Texts are plain and
must be escaped as usual; only fields of type SafeString hold HTML, already escaped, with <mark> around found words.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from django.utils.safestring import SafeString

from courses.catalogue.freshness import day_of

PLACES_SHOWN = 4


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One checkbox: `<input type=checkbox name=FACET value=VALUE>`. Zero counts appear only where selected.

    `children` are the narrower disciplines; `language` is set where the label is in another script.
    """

    value: str
    label: str
    count: int
    selected: bool = False
    language: str = ""
    children: tuple["FacetValue", ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of checkboxes; counts are of rows and leave out the facet's own choice.

    `values` come selected first, then by count. Show `first` and put `rest` behind "N more".
    """

    name: str
    label: str
    values: tuple[FacetValue, ...]
    is_tree: bool = False

    @property
    def first(self) -> tuple[FacetValue, ...]:
        return tuple(v for n, v in enumerate(self.values) if n < 8 or v.selected)

    @property
    def rest(self) -> tuple[FacetValue, ...]:
        return tuple(v for n, v in enumerate(self.values) if n >= 8 and not v.selected)

    @property
    def selected_count(self) -> int:
        return sum(v.selected + sum(child.selected for child in v.children) for v in self.values)


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who owns a result; `slug` and `dye` draw the seal. `url` is empty where it has no public page.

    `called` names it in a sentence: "the college", "the hospital".
    """

    slug: str
    label: str
    place: str = ""
    dye: int = 1
    url: str = ""
    called: str = "its owner"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How current a result is. `stated`: its feed last stated it then; `edited`: a person last published it then.

    `is_stale`: it was silent for too long (courses/catalogue/freshness.py): say "Confirm dates with the college".
    Of a course also when it last changed at its source, and when a person last confirmed it.
    """

    kind: Literal["stated", "edited"]
    at: dt.datetime | None
    is_stale: bool = False
    changed_at: dt.datetime | None = None
    confirmed_at: dt.datetime | None = None

    @property
    def unchanged_since(self) -> dt.datetime | None:
        """When it last changed, where that was on an earlier day than it was stated."""
        if self.at is None or self.changed_at is None or day_of(self.changed_at) >= day_of(self.at):
            return None
        return self.changed_at


@dataclass(frozen=True, slots=True)
class Timing:
    """What the dates say today. `state` is open, soon (closes within 14 days), later (opens later), closed or "".

    `days_left` counts to `closes_on` and is set only where state is soon; `starts_on` is the next start.
    """

    state: Literal["open", "soon", "later", "closed", ""] = ""
    opens_on: dt.date | None = None
    closes_on: dt.date | None = None
    days_left: int | None = None
    starts_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """One college's own entry inside a row that many colleges share."""

    title: str
    url: str
    organisation: Organisation
    code: str = ""
    intake: int | None = None
    numbers_stated_on: dt.date | None = None
    freshness: Freshness | None = None
    timing: Timing = field(default_factory=Timing)


@dataclass(frozen=True, slots=True)
class Row:
    """One result. Where `members` is not empty it stands for `member_count` entries of as many colleges: show
    "at N colleges" and their `places`, open into `members` (seats and place), and link to `members_url`, which lists
    each entry, where there are more than shown; `url` and `organisation` are then None.

    `member_count` counts entries and `college_count` colleges: they differ where a college states a title twice, and
    the members then differ by `code`. `facts` are short plain phrases in order ("3 credits", "200 seats a year");
    `language` is that of title and summary ("" where not known); `code` is the college's own.
    """

    kind: str
    kind_label: str
    id: str
    title: str
    title_marked: SafeString
    summary: str
    summary_marked: SafeString
    url: str | None
    organisation: Organisation | None
    code: str = ""
    by: str = ""
    language: str = ""
    facts: tuple[str, ...] = ()
    timing: Timing = field(default_factory=Timing)
    freshness: Freshness | None = None
    members: tuple[Member, ...] = ()
    member_count: int = 0
    college_count: int = 0
    members_url: str = ""

    @property
    def stated_since(self) -> dt.datetime | None:
        """The oldest statement of the members that are shown; None where one of them says itself that it is stale."""
        dates = [member.freshness.at for member in self.members if member.freshness and not member.freshness.is_stale]
        known = [at for at in dates if at is not None]
        return min(known) if known and len(known) == len(self.members) else None

    @property
    def starts_on(self) -> dt.date | None:
        """The next start at any of the members that are shown."""
        return min((member.timing.starts_on for member in self.members if member.timing.starts_on), default=None)

    @property
    def places(self) -> tuple[str, ...]:
        """Of the members, at most PLACES_SHOWN."""
        return self._all_places[:PLACES_SHOWN]

    @property
    def is_elsewhere_too(self) -> bool:
        return len(self._all_places) > PLACES_SHOWN or self.member_count > len(self.members)

    @property
    def _all_places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m.organisation.place for m in self.members if m.organisation.place))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. `total` and pages count rows.

    `words` says which set the list is: `all` (rows that have all the words; `more` others have some of them),
    `any` (too few have all: all matches are listed) or "" (no words were asked for).
    `suggestion` is the query with its misspelt words put right; when `is_corrected`, the rows are those of it.
    `limited`: the engine of this installation did not answer, the database did.
    """

    total: int
    more: int
    words: Literal["all", "any", ""]
    rows: tuple[Row, ...]
    facets: tuple[Facet, ...]
    engine: str
    limited: bool = False
    suggestion: str = ""
    is_corrected: bool = False
    more_is_capped: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the page; `is_current` marks the present page, tab or order. `count` is shown where not None."""

    label: str
    url: str
    count: int | None = None
    is_current: bool = False
    value: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice that is on; `url` takes it off."""

    label: str
    url: str
    facet: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class FacetShown:
    """A group of checkboxes in its place on the page; a folded one is opened by its reader."""

    facet: Facet
    is_folded: bool


@dataclass(frozen=True, slots=True)
class Switch:
    """One checkbox of its own, about dates."""

    name: str
    value: str
    label: str
    is_on: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Everything that the search page shows.

    `q` is what was typed. `hidden` are (name, value) pairs to carry as hidden inputs in the search-box form
    (all choices, without q and page); `facet_hidden` the same for the facets' form (q, kind, sort and what has no
    checkbox). `tabs` are the kinds, "All" first; `chips` the choices that are on; `facets` and `switches` all that may
    be chosen; `orders` the choices of sort=.
    `pages` holds the numbered page links, None where pages are left out; `messages` say what was not understood.
    `more_url` lists rows that have only some words; `exact_url` searches for the typed words without correction,
    `corrected_url` for the corrected ones where the typed were insisted on.
    """

    q: str
    answer: Answer
    page: int
    page_count: int
    first: int
    last: int
    tabs: tuple[Link, ...]
    chips: tuple[Chip, ...]
    facets: tuple[FacetShown, ...]
    switches: tuple[Switch, ...]
    orders: tuple[Link, ...]
    pages: tuple[Link | None, ...]
    previous_url: str = ""
    next_url: str = ""
    clear_url: str = ""
    more_url: str = ""
    exact_url: str = ""
    corrected_url: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    facet_hidden: tuple[tuple[str, str], ...] = ()
    messages: tuple[str, ...] = ()
    group_label: str = ""
