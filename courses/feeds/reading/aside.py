"""What does a reader state beside records: which ids are gone, and whether all else is as it was?"""

from collections.abc import Iterable, Iterator
from typing import IO

import msgspec

from courses.feeds.exchange import ChangesOnly, Notice, Row, Told
from courses.feeds.mapping import as_text
from courses.feeds.reading.texts import identifier


class Aside:
    """Takes out of the rows what is no record; the ids of deleted ones go to `output`, a JSON text a line.

    `deleted_at`: of those whose source says when it deleted them, the last time.
    """

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self.deleted_at: dict[str, str] = {}
        self.only_changes = False

    def records(self, rows: Iterable[Told]) -> Iterator[Row | Notice]:
        for row in rows:
            if isinstance(row, ChangesOnly):
                self.only_changes = True
            elif isinstance(row, Row) and row.is_deleted and (record_id := _id_of(row)):
                self._output.write(msgspec.json.encode(record_id) + b"\n")
                if row.stated_at:
                    self.deleted_at[record_id] = max(row.stated_at, self.deleted_at.get(record_id, ""))
            else:
                yield row  # what is deleted without an id is refused as any row without one


def _id_of(row: Row) -> str:
    return identifier(as_text(row.values.get("id")))
