"""What does one benchmark have to work with?"""

from pathlib import Path

import msgspec

from benchmarks import catalogue


class Stage(msgspec.Struct, frozen=True):
    """`records` and `small` are how many records a large and a small catalogue have; `floor_url` is a copy of the
    database of this process, for the floor alone; `database` says which kind both are. `formats` are those that memory
    is asked of."""

    folder: str
    records: int
    small: int
    database: str
    floor_url: str
    formats: tuple[str, ...] = ()

    def file(self, records: int, edition: int = 1) -> Path:
        """A catalogue of so many records; made once in a run."""
        path = Path(self.folder) / f"catalogue-{records}-{edition}.csv"
        if not path.exists():
            draft = catalogue.write_csv(path.with_suffix(".draft"), catalogue.records(records, edition=edition))
            draft.rename(path)
        return path
