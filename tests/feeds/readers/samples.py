"""How a college's system would state courses in each format: what the contract of readers is tried on."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any, NamedTuple

ADDRESS = "https://tapi.example/v5"
"""Where every sample is read from; its answers are at this address or below it."""

Records = list[tuple[str, str]]
"""(id, title) of each course."""


class Sample(NamedTuple):
    """`state` gives the body of every address that the system knows, for these records.

    `miscount` does the same with a count that is wrong, for formats that state one.
    """

    state: Callable[[Records], dict[str, bytes]]
    profile: str = ""
    miscount: Callable[[Records], dict[str, bytes]] | None = None


MAPPED = """
id = "code"
[fields.title]
from = "name"
"""


def as_csv(records: Records) -> dict[str, bytes]:
    text = io.StringIO()
    csv.writer(text).writerows([("code", "name"), *records])
    return {ADDRESS: text.getvalue().encode()}


def as_json(records: Records) -> dict[str, bytes]:
    return {ADDRESS: _json([{"code": code, "name": name} for code, name in records])}


def as_ooapi(records: Records, more: int = 0) -> dict[str, bytes]:
    """Pages of ten; `more` is added to the number of pages that each announces."""
    courses = [{"courseId": code, "name": [{"language": "en-GB", "value": name}]} for code, name in records]
    pages = [courses[start : start + 10] for start in range(0, len(courses), 10)] or [[]]
    return {
        f"{ADDRESS}/courses?pageSize=10&pageNumber={number}": _json(
            {
                "pageSize": 10,
                "pageNumber": number,
                "hasPreviousPage": number > 1,
                "hasNextPage": number < len(pages),
                "totalPages": len(pages) + more,
                "items": page,
            }
        )
        for number, page in enumerate(pages, 1)
    }


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


SAMPLES = {
    "csv": Sample(as_csv, MAPPED),
    "json": Sample(as_json, MAPPED),
    "ooapi-v5": Sample(as_ooapi, miscount=lambda records: as_ooapi(records, more=1)),
}
"""One line for each format."""
