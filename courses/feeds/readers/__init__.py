"""Every format that feeds are read in: one file and one line each (docs/add-a-format.md)."""

from importlib import import_module
from typing import cast

from courses.feeds.exchange import Reader

READERS = (
    "csv",
    "json",
    "jsonl",
    "medbiq-ci",
    "moodle",
    "moodle-csv",
    "oai-pmh",
    "oeapi-v6",
    "oneroster-csv",
    "ooapi-v5",
    "openedx",
    "records",
    "schema-org",
    "xcri-cap",
    "xlsx",
    "xml",
)


class UnknownFormat(ValueError):
    """Names the known formats."""


def reader_of(name: str) -> Reader:
    """The reader of a format, which only then is loaded with the libraries that it needs; raises UnknownFormat."""
    if name not in READERS:
        raise UnknownFormat(f"There is no format {name!r}. Known are: {', '.join(sorted(READERS))}.")
    return cast("Reader", import_module(f"{__name__}.{name.replace('-', '_')}"))
