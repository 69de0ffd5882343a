"""What do people call the kind of file that they gave?"""

_WORDS = {
    "csv": "text in columns (CSV)",
    "text": "text in columns",
    "xlsx": "an Excel workbook",
    "xls": "an Excel workbook of before 2007",
    "ods": "a LibreOffice workbook",
    "spreadsheetml": "a workbook of Excel 2003",
    "html": "a web page with a table",
    "json": "a list in JSON",
    "jsonl": "a list in JSON, one course a line",
    "xml": "a list in XML",
}


def kind_in_words(kind: str) -> str:
    """`kind` is that of a Seen."""
    return _WORDS.get(kind, kind)
