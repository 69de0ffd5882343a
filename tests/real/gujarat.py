"""What the file of Gujarat's programmes states, worked out from the file alone."""

import csv
from collections import defaultdict
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from consortium.organisations.models import Organisation
from consortium.organisations.naming import suggest_slug
from consortium.people.admission import Admission, admit
from courses.feeds.connecting import Connection, connect
from courses.feeds.models import Feed

FILE = "india-medical/gujarat_programs.csv"
PROFILE = Path(__file__).parents[1] / "samples" / "csv" / "gujarat.toml"
REGISTER = "list"
"""The scheme of the file's own numbers of colleges, among the codes of bodies."""
Row = dict[str, str]


class College(NamedTuple):
    """A college as the file names it."""

    number: str
    name: str
    city: str


class Programmes:
    """The rows of the file, and what follows from them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            self.columns = list(reader.fieldnames or ())
            self.rows: list[Row] = list(reader)

    @cached_property
    def colleges(self) -> list[College]:
        named = ((row["college_id"], row["college"], row["city"]) for row in self.rows)
        return [College(*college) for college in dict.fromkeys(named)]

    @cached_property
    def keys(self) -> dict[tuple[str, str], list[Row]]:
        """The rows of each college and programme."""
        found: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            found[row["college_id"], row["program"]].append(row)
        return found

    @cached_property
    def disputed(self) -> dict[tuple[str, str], list[Row]]:
        """Those whose rows do not state the same."""
        return {key: rows for key, rows in self.keys.items() if any(row != rows[0] for row in rows)}

    def seats(self, program: str) -> dict[str, int]:
        """Number of the college to seats a year, for one programme; disputed ones are left out."""
        return {
            college: int(rows[0]["seats"])
            for (college, stated), rows in self.keys.items()
            if stated == program and (college, stated) not in self.disputed
        }

    def write_reversed(self, path: Path) -> None:
        """The same rows in another order: other bytes that state the same."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, self.columns)
            writer.writeheader()
            writer.writerows(reversed(self.rows))


def admit_all(programmes: Programmes) -> dict[str, Organisation]:
    """Every college of the file, by its number there."""
    return {
        college.number: admit_one(college, suggest_slug(college.name, college.city)).organisation
        for college in programmes.colleges
    }


def admit_one(college: College, slug: str) -> Admission:
    return admit(slug, name=college.name, place=college.city, codes=[(REGISTER, college.number)])


def connect_one(organisation: Organisation, number: str, file: Path) -> Feed:
    """The feed that reads one college's rows out of the file of all."""
    connection = Connection("csv", path=str(file), profile=PROFILE.read_text(), where={"college_id": number})
    feed, _ = connect(organisation, "programmes", connection)
    return feed
