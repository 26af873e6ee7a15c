"""How long flags waited, step by step as findings come and go and people decide."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from monitoring.models import DecisionKind, Severity
from monitoring.quality.waiting import ACT, Decided, Shown, Wait, waits_of

ALERT, WARNING, NOTICE, INFO = Severity
ACK = DecisionKind.ACKNOWLEDGE
END = 30


def at(day: float) -> datetime:
    return datetime(2026, 6, 1 + int(day), int(day % 1 * 24), tzinfo=UTC)


def shown(
    rule: str, severity: int, since: float, until: float | None = None, mark: str = "a"
) -> Shown:
    return Shown(rule, severity, mark, at(since), None if until is None else at(until))


def decided(
    day: float,
    kind: str = ACK,
    until: float | None = None,
    marks: dict[str, Any] | None = None,
) -> Decided:
    ends_at = None if until is None else at(until)
    return Decided(at(day), kind, "discussed", marks or {}, ends_at)


def waits(*rows: Shown | Decided, now: float = 29, left: float | None = None) -> list[Wait]:
    findings = [row for row in rows if isinstance(row, Shown)]
    decisions = [row for row in rows if isinstance(row, Decided)]
    left_at = None if left is None else at(left)
    return sorted(waits_of(7, findings, decisions, at(now), left_at), key=lambda each: each[1:3])


def told(found: list[Wait]) -> list[tuple[str, float, float | None, bool]]:
    """Rule, from which day, to which, and whether a person ended it."""
    start = at(0)
    span = [(each.since - start, each.ended_at and each.ended_at - start) for each in found]
    days = [(a.total_seconds() / 86400, b and b.total_seconds() / 86400) for a, b in span]
    return [
        (each.rule, since, until, each.decided is not None)
        for each, (since, until) in zip(found, days, strict=True)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([shown("A", INFO, 1)], [], id="a note waits for nobody"),
        pytest.param([shown("A", NOTICE, 1)], [("A", 1, None, False)], id="waits still"),
        pytest.param(
            [shown("A", ALERT, 1)],
            [(ACT, 1, None, False), ("A", 1, None, False)],
            id="asks to act",
        ),
        pytest.param(
            [shown("A", ALERT, 1), decided(3)],
            [(ACT, 1, 3, True), ("A", 1, 3, True)],
            id="decided",
        ),
        pytest.param(
            [shown("A", ALERT, 1, 4)],
            [(ACT, 1, 4, False), ("A", 1, 4, False)],
            id="ended by new facts",
        ),
        pytest.param(
            [shown("A", WARNING, 1, 4), shown("A", ALERT, 4)],
            [(ACT, 4, None, False), ("A", 1, None, False)],
            id="became more severe while it waited",
        ),
        pytest.param(
            [shown("A", WARNING, 1, 4), decided(2), shown("A", ALERT, 4)],
            [(ACT, 4, None, False), ("A", 1, 2, True), ("A", 4, None, False)],
            id="became more severe after it was decided",
        ),
        pytest.param(
            [shown("A", ALERT, 1, 4), decided(2), shown("A", WARNING, 4)],
            [(ACT, 1, 2, True), ("A", 1, 2, True)],
            id="eased after it was decided",
        ),
        pytest.param(
            [shown("A", ALERT, 1, 4), shown("A", ALERT, 4)],
            [(ACT, 1, None, False), ("A", 1, None, False)],
            id="written anew with the same evidence",
        ),
        pytest.param(
            [shown("A", ALERT, 1, 4), shown("A", ALERT, 4, mark="b")],
            [(ACT, 1, None, False), ("A", 1, None, False)],
            id="new evidence for what waits is no second flag",
        ),
        pytest.param(
            [shown("A", ALERT, 1, 4), decided(2), shown("A", ALERT, 4, mark="b")],
            [
                (ACT, 1, 2, True),
                (ACT, 4, None, False),
                ("A", 1, 2, True),
                ("A", 4, None, False),
            ],
            id="new evidence after the decision brings it back",
        ),
        pytest.param(
            [shown("A", ALERT, 1), decided(2), shown("B", NOTICE, 5)],
            [(ACT, 1, 2, True), (ACT, 5, None, False), ("A", 1, 2, True), ("B", 5, None, False)],
            id="a further finding brings the line back",
        ),
        pytest.param(
            [shown("A", NOTICE, 1), decided(2, DecisionKind.SNOOZE, until=6)],
            [("A", 1, 2, True), ("A", 6, None, False)],
            id="the day of a snooze brings it back",
        ),
        pytest.param(
            [shown("A", NOTICE, 1), decided(2, until=6), decided(4)],
            [("A", 1, 2, True)],
            id="a later decision takes the day away",
        ),
        pytest.param(
            [shown("A", NOTICE, 1), decided(2), decided(3, DecisionKind.REOPEN)],
            [("A", 1, 2, True), ("A", 3, None, False)],
            id="reopened",
        ),
        pytest.param(
            [
                shown("A", NOTICE, 1, 2),
                decided(3, marks={"A": [3, "c"]}),
                shown("A", 3, 4, None, "c"),
            ],
            [("A", 1, 2, False)],
            id="a decision covers what its marks name",
        ),
    ],
)
def test_what_waits_follows_findings_and_decisions(
    rows: list[Shown | Decided], expected: list[Any]
) -> None:
    assert told(waits(*rows)) == expected


def test_a_man_who_is_followed_no_more_waits_for_nothing() -> None:
    row = shown("A", ALERT, 1), shown("B", NOTICE, 8)
    assert told(waits(*row, left=5)) == [(ACT, 1, 5, False), ("A", 1, 5, False)]
    assert told(waits(shown("A", NOTICE, 6), left=5)) == []


def test_a_day_that_has_not_come_changes_nothing() -> None:
    snoozed = shown("A", NOTICE, 1), decided(2, DecisionKind.SNOOZE, until=20)
    assert told(waits(*snoozed, now=10)) == [("A", 1, 2, True)]
