"""What is asked of a search, as one frozen value."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from search.words import query_words

Sort = Literal["", "starts", "closes", "fresh"]
FACETS = ("kind", "type", "college", "network", "place", "discipline", "level", "mode", "language", "open_to")
KINDS = ("course", "curriculum", "research", "faculty", "college", "network")
PAGE_SIZE = 20
LAST_PAGE = 500
MEMBERS_SHOWN = 30  # of the only row
MEMBERS_SHOWN_OF_EACH = 8  # of several: twenty rows with thirty colleges each would be a long page, and a slow one
FRESH_DAYS = 30
SOON_DAYS = 14


@dataclass(frozen=True, slots=True)
class Query:
    """One state of the search page. `choices` has only facets that are on; several values of one mean "or".

    `group` asks for the members of one row; `any_words` for all that have some of the words; `exact` for no
    correction of spelling; `starts` is the first and last day of a start.
    """

    today: dt.date
    q: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    open: bool = False
    fresh: bool = False
    starts: str = ""
    starts_between: tuple[dt.date, dt.date] | None = None
    sort: Sort = ""
    page: int = 1
    group: int | None = None
    any_words: bool = False
    exact: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        return query_words(self.q)

    @property
    def first(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    @property
    def seed(self) -> int:
        """Ties are broken by it: the same for all of a day, so that pages follow each other."""
        return self.today.toordinal()

    @property
    def has_choices(self) -> bool:
        return bool(self.choices or self.open or self.fresh or self.starts)
