"""What a changed target would change: the findings gained and lost over a clinic's own facts.

Pure: courses go in as they are loaded, nothing is written. A number is tried before it is adopted,
by default as if it had been in force all along, because a draw keeps the target of its day and a
target from today on would say nothing about the draws there are. What is to be withdrawn is tried
as if it had never been, because that is what withdrawing does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any

from accounts.models import Clinic
from monitoring.judgement import Finding, Snapshot, evaluate
from monitoring.status.snapshots import Course, load_courses
from patients.models import PatientDetails
from protocols.targets.overriding import InForce, Override

ALWAYS = date.min
"""The first day of an override that is tried as if it had been in force all along."""

BATCH = 500


@dataclass(frozen=True)
class Shift:
    """What one man would gain and lose; a finding of another severity counts as both."""

    course: Course
    gained: tuple[Finding, ...]
    lost: tuple[Finding, ...]


@dataclass(frozen=True)
class Replay:
    """What all men together would gain and lose."""

    men: int
    shifts: tuple[Shift, ...]

    @property
    def gained(self) -> Counter[str]:
        """Findings gained, by rule."""
        return Counter(each.rule_id for shift in self.shifts for each in shift.gained)

    @property
    def lost(self) -> Counter[str]:
        """Findings lost, by rule."""
        return Counter(each.rule_id for shift in self.shifts for each in shift.lost)

    def in_words(self) -> str:
        """The difference in one sentence."""
        if not self.shifts:
            return f"no finding changes in {_men(self.men)}"
        return (
            f"findings change in {len(self.shifts)} of {_men(self.men)}: "
            f"gained {_counted(self.gained)}; lost {_counted(self.lost)}"
        )

    def as_json(self) -> dict[str, Any]:
        """The difference for another program; men by the identifier that addresses carry."""
        return {
            "men": self.men,
            "men_changed": len(self.shifts),
            "gained": dict(sorted(self.gained.items())),
            "lost": dict(sorted(self.lost.items())),
            "changed": [
                {
                    "patient": str(shift.course.patient.opaque_id),
                    "gained": [_named(each) for each in shift.gained],
                    "lost": [_named(each) for each in shift.lost],
                }
                for shift in self.shifts
            ],
        }


def replay(courses: Iterable[Course], today: date, *overrides: Override) -> Replay:
    """Judge every course as it is and with further overrides, and tell the difference.

    Raises OutOfRange where a number contradicts one that is in force for one of the men.
    """
    return _replayed(courses, today, lambda in_force: in_force.adding(*overrides))


def replay_without(courses: Iterable[Course], today: date, row: Hashable) -> Replay:
    """Judge every course as it is and as if one override of the clinic had never been.

    Raises OutOfRange where what is left contradicts itself for one of the men.
    """
    return _replayed(courses, today, lambda in_force: in_force.without(row))


def _replayed(
    courses: Iterable[Course], today: date, change: Callable[[InForce], InForce]
) -> Replay:
    men, shifts = 0, []
    for course in courses:
        men += 1
        changed = change(course.in_force)
        changed.check()
        shift = _shift(course, course.under(changed, today), today)
        if shift.gained or shift.lost:
            shifts.append(shift)
    return Replay(men, tuple(shifts))


def clinic_courses(clinic: Clinic, today: date) -> Iterator[Course]:
    """The course of every man of a clinic, some hundred at a time."""
    details = PatientDetails.objects.current().filter(patient__clinic=clinic)
    men = details.select_related("patient").order_by("patient_id")
    for batch in batched(men.iterator(chunk_size=BATCH), BATCH):
        yield from load_courses([each.with_man() for each in batch], today)


def _shift(course: Course, changed: Course, today: date) -> Shift:
    before, after = _findings(course.snapshot, today), _findings(changed.snapshot, today)
    return Shift(course, _beyond(after, before), _beyond(before, after))


def _findings(snapshot: Snapshot, today: date) -> Sequence[Finding]:
    return evaluate(snapshot, today).findings


def _beyond(found: Sequence[Finding], others: Sequence[Finding]) -> tuple[Finding, ...]:
    known = {(each.rule_id, each.severity) for each in others}
    return tuple(each for each in found if (each.rule_id, each.severity) not in known)


def _named(finding: Finding) -> dict[str, str]:
    return {"rule": finding.rule_id, "severity": finding.severity.value}


def _counted(rules: Counter[str]) -> str:
    said = [f"{rule} {count}" for rule, count in sorted(rules.items())]
    return ", ".join(said) or "none"


def _men(count: int) -> str:
    return "1 man" if count == 1 else f"{count} men"
