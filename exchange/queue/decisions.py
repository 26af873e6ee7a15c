"""What can be said about a row that waits: which decisions there are, for which reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exchange.files.formats import CSV
from exchange.models import Outcome, WaitingRow
from exchange.rows.kinds import Kind


@dataclass(frozen=True)
class Group:
    """Rows that wait for the same kind of answer."""

    code: str
    label: str
    kinds: frozenset[str]


GROUPS = (
    Group("who", "Whose is it?", frozenset({Kind.UNKNOWN_PATIENT, Kind.NOT_ACCEPTED})),
    Group("what", "What is it?", frozenset({Kind.UNKNOWN_CODE, Kind.UNKNOWN_UNIT})),
    Group("agree", "Does it agree?", frozenset({Kind.CONFLICT})),
    Group("right", "Can it be right?", frozenset({Kind.IMPLAUSIBLE, Kind.UNLIKELY})),
    Group("none", "Is it a result?", frozenset({Kind.MALFORMED, Kind.NOT_A_RESULT})),
)

FOR_MANY = frozenset({Kind.MALFORMED, Kind.NOT_A_RESULT, Kind.UNKNOWN_CODE})
"""Rows of these kinds may be dismissed together: no value of a known man is in them."""


@dataclass(frozen=True)
class Act:
    """A decision about one row. One that takes it shows first what would follow."""

    code: str
    title: str
    button: str
    kinds: frozenset[str]
    hint: str = ""
    outcome: Outcome | None = None
    overrules: bool = False
    asks_reason: bool = True
    asks_unit: bool = False

    @property
    def key(self) -> str:
        """The key that presses its button: y takes it, n does not, e says more about it."""
        if self.asks_unit:
            return "e"
        return "y" if self.takes else "n"

    @property
    def takes(self) -> bool:
        """Whether it writes a result."""
        return self.outcome is None


ACTS = (
    Act(
        "accept",
        "Accept it",
        "Look at what follows",
        frozenset({Kind.NOT_ACCEPTED}),
        "The number and the birth date are his. Hold the rest against the report.",
        asks_reason=False,
    ),
    Act(
        "amend",
        "The file is right",
        "Look at what follows",
        frozenset({Kind.CONFLICT}),
        "It replaces the value on record in a new version; the old one stays in the history.",
        overrules=True,
    ),
    Act(
        "stand-by",
        "The value is right",
        "Look at what follows",
        frozenset({Kind.UNLIKELY}),
        "It is recorded as confirmed by you.",
        overrules=True,
    ),
    Act(
        "unit",
        "The report shows a unit",
        "Look at what follows",
        frozenset({Kind.UNKNOWN_UNIT, Kind.IMPLAUSIBLE}),
        "Read it on the report. It counts for this result alone.",
        asks_unit=True,
    ),
    Act(
        "keep",
        "The record is right",
        "Leave the record as it is",
        frozenset({Kind.CONFLICT}),
        outcome=Outcome.KEPT,
    ),
    Act(
        "refuse",
        "The value is wrong",
        "Refuse this value",
        frozenset({Kind.IMPLAUSIBLE, Kind.UNLIKELY}),
        outcome=Outcome.REFUSED,
    ),
    Act(
        "dismiss",
        "It is nothing to record",
        "Dismiss this row",
        frozenset(
            {
                Kind.UNKNOWN_PATIENT,
                Kind.NOT_ACCEPTED,
                Kind.UNKNOWN_CODE,
                Kind.UNKNOWN_UNIT,
                Kind.MALFORMED,
                Kind.NOT_A_RESULT,
            }
        ),
        outcome=Outcome.DISMISSED,
    ),
)


def acts_for(row: WaitingRow) -> list[Act]:
    """The decisions that a row can meet. A table's units are declared with its columns."""
    fitting = [act for act in ACTS if row.kind in act.kinds]
    return [act for act in fitting if not (act.asks_unit and row.format == CSV)]


def act_named(row: WaitingRow, code: str) -> Act | None:
    """A decision by its code, if the row can meet it."""
    return next((act for act in acts_for(row) if act.code == code), None)


def group_of(kind: str) -> Group:
    """What kind of answer a row waits for."""
    return next(group for group in GROUPS if kind in group.kinds)


def group_named(code: str) -> Group | None:
    """A group by its code."""
    return next((group for group in GROUPS if group.code == code), None)


def counted(kinds: Iterable[tuple[str, int]]) -> dict[str, int]:
    """How many rows wait in each group, of counts by kind."""
    found = dict.fromkeys((group.code for group in GROUPS), 0)
    for kind, count in kinds:
        found[group_of(kind).code] += count
    return found
