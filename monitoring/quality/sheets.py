"""The numbers of the quality page as rows of a spreadsheet. No man stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from monitoring.quality.board import Board, Told
from monitoring.quality.fatigue import Fatigue
from monitoring.quality.months import Month
from monitoring.quality.shares import Share
from patients.forms.days import format_day

MEASURE_HEADS = (
    "measure",
    "month",
    "counted on",
    "numerator",
    "denominator",
    "percent",
    "numerator in words",
    "denominator in words",
)
RULE_HEADS = (
    "rule",
    "findings that appeared",
    "decided",
    "acknowledged without a change",
    "percent without a change",
    "median days to the decision",
    "waiting now",
)


def measure_rows(board: Board) -> Iterator[Iterable[object]]:
    """One row for each measure and month."""
    for told in board.measures:
        for month, share in told.months:
            yield _month(told, month, share)


def _month(told: Told, month: Month, share: Share | None) -> Iterable[object]:
    numbers: tuple[object, ...] = ("", "", "")
    if share is not None:
        numbers = len(share.counted), len(share.among), share.percent
    counted_on = format_day(month.counted_on)
    return (told.title, month.name, counted_on, *numbers, told.counted, told.among)


def rule_rows(board: Board) -> Iterator[Iterable[object]]:
    """One row for each rule whose findings waited in these months."""
    return (_rule(row) for row in board.rules)


def _rule(row: Fatigue) -> Iterable[object]:
    unchanged = row.unchanged
    return (
        row.rule,
        len(row.waits),
        len(row.decided),
        len(unchanged.counted),
        unchanged.percent,
        row.median_days,
        len(row.still_waiting),
    )
