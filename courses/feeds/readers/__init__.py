"""Every format that feeds are read in: one file and one line each (docs/add-a-format.md)."""

from courses.feeds.exchange import Reader
from courses.feeds.readers import (
    csv,
    json,
    jsonl,
    medbiq_ci,
    moodle,
    moodle_csv,
    oai_pmh,
    oeapi_v6,
    oneroster_csv,
    ooapi_v5,
    openedx,
    records,
    schema_org,
    xcri_cap,
    xlsx,
    xml,
)

READERS: dict[str, Reader] = {
    "csv": csv,
    "json": json,
    "jsonl": jsonl,
    "medbiq-ci": medbiq_ci,
    "moodle": moodle,
    "moodle-csv": moodle_csv,
    "oai-pmh": oai_pmh,
    "oeapi-v6": oeapi_v6,
    "oneroster-csv": oneroster_csv,
    "ooapi-v5": ooapi_v5,
    "openedx": openedx,
    "records": records,
    "schema-org": schema_org,
    "xcri-cap": xcri_cap,
    "xlsx": xlsx,
    "xml": xml,
}


class UnknownFormat(ValueError):
    """Names the known formats."""


def reader_of(name: str) -> Reader:
    """The reader of a format; raises UnknownFormat."""
    try:
        return READERS[name]
    except KeyError:
        raise UnknownFormat(f"There is no format {name!r}. Known are: {', '.join(sorted(READERS))}.") from None
