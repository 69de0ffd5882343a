"""How would a course that is in no table look in a list of results?"""

import msgspec

from consortium.pages.clock import today
from consortium.vocabulary.profile import consortium_vocabulary
from courses.feeds.trying.cards import Drawn
from search import builders
from search.asking import Query
from search.builders import Built, CourseFacts, OfferingFacts, OwnerFacts
from search.models import Entry, EntryDate
from search.results import Row
from search.showing import show_unwritten


def row_of(drawn: Drawn) -> Row | None:
    """The same row that the search page shows of a course, without anything being written."""
    built = _built(drawn)
    entry = Entry(
        kind=built.kind,
        key=built.key,
        title=built.title,
        summary=built.summary,
        language=built.language,
        payload=msgspec.to_builtins(built.payload),
        stated_at=drawn.course.stated_at,
        organisation=drawn.organisation,
    )
    windows = [
        EntryDate(opens_on=w.opens_on, closes_on=w.closes_on, starts_on=w.starts_on, applies=w.applies)
        for w in built.windows
    ]
    return show_unwritten(entry, windows, Query(today=today()))


def _built(drawn: Drawn) -> Built:
    course, owner = drawn.course, drawn.organisation
    columns = {name: getattr(course, name) for name in CourseFacts.__struct_fields__ if name not in ("id", "source_id")}
    facts = CourseFacts(**{**columns, "id": 0, "source_id": 0, "public_id": str(course.public_id)})
    offerings = [
        OfferingFacts(**{name: getattr(one, name) for name in OfferingFacts.__struct_fields__})
        for one in drawn.offerings
    ]
    owned = OwnerFacts(0, owner.slug, owner.label, owner.name, owner.place, owner.kind, owner.university, True)
    return builders.build_course(facts, owned, offerings, consortium_vocabulary(), "")
