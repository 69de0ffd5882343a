"""What every entry takes from the organisation that owns it."""

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
            if place := slugify(self.place, allow_unicode=True):
                values.append(f"place={place}")
        return values

    def words(self) -> list[str]:
        return [self.label, self.place, self.university]
