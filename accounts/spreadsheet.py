"""CSV for a spreadsheet that must not take a word for a formula."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

STARTS_A_FORMULA = tuple("=+-@＝＋－＠\t\r\n|%")
NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def safe(cell: object) -> str:
    """A cell that every spreadsheet shows as it is: what would be calculated gets an apostrophe.

    A plain number stays a number, below zero as well.
    """
    text = "" if cell is None else str(cell)
    return f"'{text}" if _needs_a_sign(text) else text


def as_it_was(cell: str) -> str:
    """A cell without the apostrophe that `safe` or a spreadsheet put before it."""
    return cell[1:] if cell.startswith("'") and _needs_a_sign(cell[1:]) else cell


def _needs_a_sign(text: str) -> bool:
    """What would be calculated, and what already begins as if it had been made safe."""
    is_formula = text.lstrip(" '").startswith(STARTS_A_FORMULA)
    return is_formula and not NUMBER.fullmatch(text)


def csv_lines(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The head and each row as a line of CSV, every cell made safe."""
    writer = csv.writer(_Echo())
    yield writer.writerow(heads)
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line
