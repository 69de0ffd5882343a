"""Which rows in our words does a table hold, as a feed profile says?"""

from collections.abc import Iterator, Mapping

from courses.feeds.exchange import Notice, Row
from courses.feeds.mapping import Mapper
from courses.feeds.profile import FeedProfile
from courses.feeds.readers.filter import passes
from courses.feeds.readers.tables.table import Table


def rows_of_table(table: Table, profile: FeedProfile, where: Mapping[str, str]) -> Iterator[Row | Notice]:
    """The rows that the filters let through, then what the table tells of itself."""
    mapper = Mapper(profile, table.getter)
    wanted = passes(table.getter, profile.rows.where, where)
    for place, cells, fault in table.lines():
        if fault is None and not wanted(cells):
            continue
        values, faults = mapper.values(cells)
        yield Row(place, values, faults if fault is None else [fault, *faults])
    yield from table.told
