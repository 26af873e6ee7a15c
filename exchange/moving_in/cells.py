"""One cell of a spreadsheet as text that a form can read; nothing is calculated or guessed.

Pure. A number keeps the digits that the spreadsheet shows in its entry line, a date becomes
2026-08-27, and what cannot be taken (a formula, an error, a length of time) says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

SHOWN_DIGITS = 15
"""How many digits a spreadsheet keeps; what stands behind them is noise of binary numbers."""

FORMULA = (
    "The cell holds a formula; formulas are not calculated here. Copy the column, paste it as "
    "values, and save the file again."
)
BROKEN = "The cell holds an error ({}), no value. Correct it, or empty it."
SPAN = "The cell holds a length of time, no value. Format the column as text and type it again."
TOO_LONG = (
    "The number has more than 15 digits, and a spreadsheet does not keep more. Format the column "
    "as text and type it again."
)


class Holds(StrEnum):
    """What the spreadsheet says a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    TIME = "time"
    NOTHING_USABLE = "nothing usable"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as text; where it holds nothing usable, the text says why and what to do."""

    text: str = ""
    holds: Holds = Holds.TEXT


EMPTY = Cell()


def cell_of(value: Any, kind: str, number_format: str) -> Cell:
    """A cell of a workbook, from its value, its data type (`f` formula, `e` error) and format."""
    if value is None:
        return EMPTY
    if kind == "f":
        return Cell(FORMULA, Holds.NOTHING_USABLE)
    if kind == "e":
        return Cell(BROKEN.format(value), Holds.NOTHING_USABLE)
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, str):
        return Cell(value.strip())
    if isinstance(value, int | float):
        return _number(value, number_format)
    return _moment(value)


def _number(value: float, number_format: str) -> Cell:
    number = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.{SHOWN_DIGITS}g}")
    if not number.is_finite() or number.adjusted() >= SHOWN_DIGITS:
        return Cell(TOO_LONG, Holds.NOTHING_USABLE)
    if "%" in number_format:
        return Cell(f"{_plain(number * 100)} %", Holds.NUMBER)
    return Cell(_padded(_plain(number), number_format), Holds.NUMBER)


def _plain(number: Decimal) -> str:
    """Without exponent and without zeros that only a format would show."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _padded(text: str, number_format: str) -> str:
    """Leading zeros that the cell's format shows (00000) are part of a record number."""
    is_padding = number_format and set(number_format) == {"0"}
    return text.zfill(len(number_format)) if is_padding and text.isdigit() else text


def _moment(value: Any) -> Cell:
    if isinstance(value, datetime):
        if value.time() != time():
            return Cell(f"{value:%Y-%m-%d %H:%M}", Holds.DAY)
        return Cell(value.date().isoformat(), Holds.DAY)
    if isinstance(value, date):
        return Cell(value.isoformat(), Holds.DAY)
    if isinstance(value, time):
        return Cell(f"{value:%H:%M}", Holds.TIME)
    return Cell(SPAN, Holds.NOTHING_USABLE)
