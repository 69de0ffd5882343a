"""Which formats are stated? Sheets by what kind they are of, all others by the names that feeds have."""

FILES = (
    "csv", "json", "jsonl", "xml", "xlsx", "ods", "moodle-csv", "oneroster-csv", "xcri-cap", "medbiq-ci",
)  # fmt: skip
SERVERS = ("moodle", "openedx", "oai-pmh", "schema-org", "ooapi-v5", "oeapi-v6")
FORMATS = (*FILES, *SERVERS)
