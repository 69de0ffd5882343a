"""Who teaches what in the invented consortium, as the table of faculty has it?"""

from functools import cache

from consortium.people.orcid import check_character
from search.demo.tables import Row, rows, words

# ORCID gives out 0000-0001-5000-0007 to 0000-0003-5000-0001 and 0009-0000-… to 0009-0010-…; nobody has one of ours.
_UNASSIGNED = "0099000100"


@cache
def all_faculty() -> tuple[Row, ...]:
    return rows("faculty")


def orcid_of(row: Row) -> str:
    """A well-formed iD that belongs to nobody, numbered by the place in the table."""
    digits = f"{_UNASSIGNED}{all_faculty().index(row) + 1:05}"
    whole = digits + check_character(digits)
    return "-".join(whole[start : start + 4] for start in range(0, 16, 4))


@cache
def _by_subject() -> dict[tuple[str, str], list[tuple[str, str]]]:
    found: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for row in all_faculty():
        for subject in words(row["teaches"]):
            found.setdefault((row["college"], subject.casefold()), []).append(
                (f"{row['honorific']} {row['name']}", orcid_of(row))
            )
    return found


def teachers_of(college: str, subject: str) -> list[tuple[str, str]]:
    """Names with their iDs; none where the table has nobody for the subject."""
    return _by_subject().get((college, subject.casefold()), [])
