"""What every entry takes from the organisation that owns it."""

from functools import lru_cache

import msgspec
from django.utils.text import slugify

NOT_LISTED_AS_COLLEGE = ("network", "office")


class OwnerFacts(msgspec.Struct, frozen=True):
    """An organisation, as entries know it."""

    id: int
    slug: str
    label: str
    name: str
    place: str
    kind: str
    university: str
    is_public: bool

    def facets(self) -> list[str]:
        """`owner` is every organisation's and never shown; networks are asked by it at query time."""
        values = [f"owner={self.slug}"]
        if self.kind not in NOT_LISTED_AS_COLLEGE:
            values.append(f"college={self.slug}")
            if place := _slug(self.place):
                values.append(f"place={place}")
        return values

    def words(self) -> list[str]:
        return [self.label, self.place, self.university]


@lru_cache(maxsize=2_000)
def _slug(place: str) -> str:
    return slugify(place, allow_unicode=True)
