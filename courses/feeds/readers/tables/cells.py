"""What does a cell of a sheet say: text, a number, a date, a truth or nothing?"""

import datetime as dt
from typing import Any

ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "Err:502", "Err:508")
)
"""What programs write where a formula has no value."""
_DIGITS = 15
"""As many of a number are true: it is stored in binary, and 0.1 + 0.2 is shown as 0.3."""


def cells_of(row: list[Any]) -> list[Any]:
    """The cells of a row: text without spaces around it, whole numbers without ".0", none in scientific notation."""
    return [
        (cell if cell.isalnum() else _text(cell)) if type(cell) is str else "" if cell is None else _value(cell)
        for cell in row
    ]


def name_of_column(number: int) -> str:
    """A for 0, AA for 26."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _text(cell: str) -> str:
    text = cell.strip()
    if text.startswith("'") and text[1:].isdecimal():
        return text[1:]  # the mark of a number that is kept as text
    return "" if text in ERRORS else text


def _value(cell: Any) -> Any:
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, dt.datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date()
    if isinstance(cell, dt.timedelta):
        return _span(cell)
    return cell


def _number(cell: float) -> Any:
    if cell.is_integer():
        return int(cell)
    if cell != cell or cell in (float("inf"), float("-inf")):
        return ""
    text = f"{cell:.{_DIGITS}g}"
    return float(text) if "e" not in text else f"{cell:.20f}".rstrip("0")


def _span(cell: dt.timedelta) -> str:
    """Hours and minutes, as a cell of the form [h]:mm shows them."""
    minutes = round(cell.total_seconds() / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"
