"""How long flags waited, read from the history of findings and of what people decided.

A flag is a line: one topic of one man. It waits while a finding of it is not covered by the
decision that stands, exactly as on the worklist: new evidence, a further finding, a higher
severity, the decision's own day or a reopening bring it back, and it waits anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from monitoring.models import Severity
from monitoring.models.findings import SETTLING

ACT = ""
"""What a line that asks to act is named by, among the rules of its findings."""


class Shown(NamedTuple):
    """One row of the findings' history."""

    rule: str
    severity: int
    mark: str
    written_at: datetime
    closed_at: datetime | None


class Decided(NamedTuple):
    """A decision about a line or its reopening; `ends_at` is when the day set with it begins."""

    at: datetime
    kind: str
    reason: str
    marks: dict[str, list[Any]]
    ends_at: datetime | None = None


class Wait(NamedTuple):
    """One time that a line or a finding waited; `decided` is what ended it, if a person did."""

    man: int
    rule: str
    since: datetime
    ended_at: datetime | None = None
    decided: Decided | None = None


Mark = tuple[int, str]


class Line:
    """One topic of one man as time goes by: what stands, what is settled, what waits."""

    def __init__(self, man: int) -> None:
        self.man = man
        self.standing: dict[str, Mark] = {}
        self.settled: dict[str, list[Mark]] = {}
        self.waiting: dict[str, datetime] = {}
        self.decision: Decided | None = None

    def appears(self, rule: str, mark: Mark) -> None:
        """A finding stands from now on."""
        self.standing[rule] = mark

    def goes(self, rule: str) -> None:
        """A finding stands no more."""
        self.standing.pop(rule, None)

    def decide(self, decision: Decided) -> None:
        """Somebody decided: all that stands is settled, or nothing is any more."""
        self.decision = decision
        settles = decision.kind in SETTLING
        self.settled = {rule: [mark] for rule, mark in self.standing.items()} if settles else {}
        for rule, (severity, mark) in decision.marks.items() if settles else ():
            self.settled.setdefault(rule, []).append((int(severity), mark))

    def lapse(self, decision: Decided) -> None:
        """The day of a decision has come: it settles nothing more, unless another one stands."""
        if self.decision is decision:
            self.settled = {}

    def end(self) -> None:
        """The man is followed no more: nothing about him waits."""
        self.standing = {}

    def turn(self, at: datetime, by: Decided | None) -> Iterator[Wait]:
        """What waits from this moment on, and the waits that it ended."""
        waits = self._waits()
        for rule in [rule for rule in self.waiting if rule not in waits]:
            yield Wait(self.man, rule, self.waiting.pop(rule), at, by)
        for rule in waits:
            self.waiting.setdefault(rule, at)

    def _waits(self) -> set[str]:
        top = min((severity for severity, _mark in self.standing.values()), default=Severity.INFO)
        open_rules = {rule for rule in self.standing if not self._is_settled(rule)}
        if top == Severity.INFO or not open_rules:
            return set()
        asking = {rule for rule in open_rules if self.standing[rule][0] < Severity.INFO}
        return asking | {ACT} if top == Severity.ALERT else asking

    def _is_settled(self, rule: str) -> bool:
        severity, mark = self.standing[rule]
        return any(
            mark == settled and severity >= weight for weight, settled in self.settled.get(rule, ())
        )


def waits_of(
    man: int,
    shown: Iterable[Shown],
    decisions: Iterable[Decided],
    now: datetime,
    left_at: datetime | None = None,
) -> Iterator[Wait]:
    """Every wait of one topic of one man up to `now`, those that go on last.

    From `left_at` on he is followed no more.
    """
    line = Line(man)
    happened = [each for each in _happenings(line, shown, decisions) if each[0] <= now]
    if left_at and left_at <= now:
        happened = [each for each in happened if each[0] < left_at]
        happened.append((left_at, 0, line.end, None))
    happened.sort(key=itemgetter(0, 1))
    for at, together in groupby(happened, itemgetter(0)):
        by = None
        for _at, _order, happen, decision in together:
            happen()
            by = decision or by
        yield from line.turn(at, by)
    yield from (Wait(man, rule, since) for rule, since in line.waiting.items())


Happening = tuple[datetime, int, Any, Decided | None]
"""When, in which order at that moment, what, and the decision that it is, if it is one."""


def _happenings(
    line: Line, shown: Iterable[Shown], decisions: Iterable[Decided]
) -> Iterator[Happening]:
    for row in shown:
        if row.closed_at:
            yield row.closed_at, 0, partial(line.goes, row.rule), None
        yield row.written_at, 1, partial(line.appears, row.rule, (row.severity, row.mark)), None
    for decision in decisions:
        yield decision.at, 2, partial(line.decide, decision), decision
        if decision.ends_at:
            yield decision.ends_at, 3, partial(line.lapse, decision), None
