"""What does a request ask of a list, in the words of the specification?"""

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import QueryDict

SIZES = (10, 20, 50, 100, 250)
MOST_PAGES = 1_000_000


class WrongParameter(ValueError):
    """The message names the parameter and what it may be."""


class Sheet(NamedTuple):
    """Which page of a list."""

    size: int
    number: int


def check_texts(asked: QueryDict) -> None:
    """Raises WrongParameter where one holds NUL, which no text of a database can."""
    for name, texts in asked.lists():
        if any("\0" in text for text in [name, *texts]):
            raise WrongParameter(f"{name.replace(chr(0), '')} holds the character NUL. Leave it out.")


def sheet_of(asked: QueryDict) -> Sheet:
    """Raises WrongParameter."""
    size, number = _whole(asked, "pageSize", SIZES[0]), _whole(asked, "pageNumber", 1)
    if size not in SIZES:
        raise WrongParameter(f"pageSize must be one of {', '.join(map(str, SIZES))}.")
    if not 1 <= number <= MOST_PAGES:
        raise WrongParameter(f"pageNumber must be from 1 to {MOST_PAGES}.")
    return Sheet(size, number)


def sorting(asked: QueryDict, fields: dict[str, str], default: str) -> list[str]:
    """Fields to order by, the primary key last so that no two pages share a row. Raises WrongParameter."""
    order = []
    for name in (asked.get("sort") or default).split(","):
        field = fields.get(name.removeprefix("-"))
        if field is None:
            raise WrongParameter(f"sort must be made of {', '.join(fields)}, each with or without a minus sign.")
        order.append(f"-{field}" if name.startswith("-") else field)
    return [*order, "pk"]


def date(asked: QueryDict, name: str) -> dt.date | None:
    """Raises WrongParameter."""
    if not (text := asked.get(name)):
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise WrongParameter(f"{name} must be a date such as 2026-11-24.") from None


def page_of(rows: QuerySet[Any], sheet: Sheet) -> tuple[dict[str, Any], list[Any]]:
    """The frame of the answer, and the rows of the page that was asked for; a page behind the last is empty."""
    pages = max(1, -(-rows.count() // sheet.size))
    first = (sheet.number - 1) * sheet.size
    frame = {
        "pageSize": sheet.size,
        "pageNumber": sheet.number,
        "hasPreviousPage": sheet.number > 1,
        "hasNextPage": sheet.number < pages,
        "totalPages": pages,
    }
    return frame, list(rows[first : first + sheet.size])


def _whole(asked: QueryDict, name: str, default: int) -> int:
    text = asked.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise WrongParameter(f"{name} must be a whole number.")
    return int(text)
