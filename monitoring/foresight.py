"""What saving a form would bring, told before anything is saved.

Asked for, the facts are written and judged as saving would do it, and taken back in the same
transaction: there is no second way of judging that could foresee anything else. Where it comes as
it was shown before, it stands: what was confirmed is what is saved. While somebody types, the same
judgement reads the facts from memory, so that no pause holds his row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from monitoring.judgement import Finding
from monitoring.judgement.rules.rule import Severity
from monitoring.models import ObligationKind
from monitoring.status.judged import Judged
from monitoring.status.judging import judged_course, judged_men
from monitoring.status.marks import mark_of
from monitoring.status.snapshots import Course
from patients.forms.days import format_day
from patients.models import Patient

TIERS = {
    Severity.ALERT: "Act",
    Severity.WARNING: "Review",
    Severity.NOTICE: "Watch",
}
"""The tiers that ask for a decision; a note opens no flag."""


class _TakenBack(Exception):
    """Ends the trial: everything it wrote is undone."""


@dataclass(frozen=True)
class DueDate:
    """A duty whose day would be another: a missing day is a duty that is not owed."""

    label: str
    on: date | None
    was: date | None

    def __str__(self) -> str:
        on = f"due on {format_day(self.on)}" if self.on else "no longer due"
        if self.on == self.was:
            return f"{on}, as before"
        return f"{on}, was {format_day(self.was)}" if self.was else on


@dataclass(frozen=True)
class Foreseen:
    """A man's judgement as it stands, and as it would stand after saving."""

    before: Judged
    after: Judged

    @property
    def opened(self) -> list[Finding]:
        """Findings that would be new."""
        known = _by_rule(self.before)
        return [each for rule, each in _by_rule(self.after).items() if rule not in known]

    @property
    def closed(self) -> list[Finding]:
        """Findings that would no longer stand."""
        left = _by_rule(self.after)
        return [each for rule, each in _by_rule(self.before).items() if rule not in left]

    @property
    def renewed(self) -> list[Finding]:
        """Findings that would stay, resting on other facts or weighing otherwise."""
        known, left = _by_rule(self.before), _by_rule(self.after)
        return [each for rule, each in left.items() if rule in known and _differ(known[rule], each)]

    @property
    def dues(self) -> list[DueDate]:
        """The next day of every duty that is owed before or after."""
        owed = [each for each in ObligationKind if each in {*self.before.due, *self.after.due}]
        return [
            DueDate(str(kind.label), self._due(self.after, kind), self._due(self.before, kind))
            for kind in owed
        ]

    @staticmethod
    def _due(judged: Judged, kind: str) -> date | None:
        return judged.due[kind].on if kind in judged.due else None

    @property
    def effect(self) -> str:
        """What saving does to his flags, to stand behind "Save": empty where it does nothing."""
        parts = (("open", self.opened), ("close", self.closed))
        return ", ".join(f"{verb} {_counted(flags)}" for verb, flags in parts if flags)

    @property
    def done(self) -> str:
        """The same when it has happened, in one sentence."""
        parts = (("opened", self.opened), ("closed", self.closed))
        said = ", ".join(f"{_counted(flags)} {verb}" for verb, flags in parts if flags)
        return f"{said}." if said else ""

    @property
    def said(self) -> list[str]:
        """Everything foreseen as text: whoever confirms it confirms exactly this."""
        groups = (self.opened, self.closed, self.renewed)
        findings = [
            f"{n} {each.severity} {each.headline}"
            for n, group in enumerate(groups)
            for each in group
        ]
        return [*findings, *(f"{due.label} {due}" for due in self.dues)]


def foresee(
    man: Patient,
    today: date,
    write: Callable[[], None],
    stands: Callable[[Foreseen], bool] = lambda _: False,
) -> Foreseen:
    """Judge a man as `write` would leave him; what it writes is undone unless it `stands`.

    `man` carries his current details. Whatever `write` raises goes on to the caller.
    """
    (before,) = judged_men([man], today)
    try:
        with transaction.atomic():
            write()
            (after,) = judged_men([man], today)
            foreseen = Foreseen(before, after)
            if not stands(foreseen):
                raise _TakenBack
    except _TakenBack:
        pass
    return foreseen


def foretell(man: Patient, today: date, change: Callable[[Course], Course]) -> Foreseen:
    """Judge a man as `change` would leave his course, in memory: no row is locked or written.

    The same judgement as `foresee` makes, over facts that are not on record. `man` carries his
    current details.
    """
    (before,) = judged_men([man], today)
    after = judged_course(change(before.course), before.decisions, today)
    return Foreseen(before, after)


def _by_rule(judged: Judged) -> dict[str, Finding]:
    """What asks for a decision, the most severe first."""
    asking = [each for each in judged.evaluation.findings if each.severity in TIERS]
    ordered = sorted(asking, key=lambda each: -each.severity.rank)
    return {each.rule_id: each for each in ordered}


def _differ(before: Finding, after: Finding) -> bool:
    return before.severity is not after.severity or mark_of(before) != mark_of(after)


def _counted(flags: Iterable[Finding]) -> str:
    """1 Act flag, 2 Review flags, 3 flags (1 Act): the most urgent come first."""
    tiers = [TIERS[each.severity] for each in flags]
    if len(set(tiers)) > 1:
        return f"{len(tiers)} flags ({tiers.count(tiers[0])} {tiers[0]})"
    return f"{len(tiers)} {tiers[0]} flag{'s' if tiers[1:] else ''}"
