"""How many lines ask to act, for the time that men are followed: the load on who answers them.

Replayed from what is on record now, on the days that the facts are dated: a line begins where a
topic of a man asks to act and did not the day before. New evidence for a line that stands makes no
second one, and what stood when the window opened began before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, pairwise

from monitoring.judgement import Snapshot, evaluate
from monitoring.judgement.day import days
from monitoring.judgement.rules.rule import Severity
from monitoring.quality.counting import left
from monitoring.status.snapshots import Course

DAYS_OF_A_YEAR, MONTHS_OF_A_YEAR = 365, 12


@dataclass(frozen=True)
class Load:
    """Lines that began to ask to act, and the days that the men were followed."""

    lines: int = 0
    followed_days: int = 0
    men: int = 0

    def __add__(self, other: Load) -> Load:
        return Load(
            self.lines + other.lines,
            self.followed_days + other.followed_days,
            self.men + other.men,
        )

    @property
    def patient_months(self) -> float:
        """The time followed, in twelfths of a year."""
        return self.followed_days * MONTHS_OF_A_YEAR / DAYS_OF_A_YEAR

    @property
    def per_100_patient_months(self) -> float | None:
        """The load; None where nobody was followed."""
        return 100 * self.lines / self.patient_months if self.followed_days else None


def load_of(courses: Iterable[Course], first: date, last: date) -> Load:
    """The load of these men from one day to another, both included."""
    return sum((_of_man(course, first, last) for course in courses), Load())


def _of_man(course: Course, first: date, last: date) -> Load:
    known = fact_days(course.snapshot)
    left_on = left(course.details)
    until = min(last, left_on - days(1)) if left_on else last
    since = max(first, known[0]) if known else until + days(1)
    if since > until:
        return Load()
    return Load(lines_begun(course, since, until), (until - since).days + 1, 1)


def lines_begun(course: Course, since: date, until: date) -> int:
    """How many lines of a man began to ask to act after `since`, up to `until`.

    What a man brings with his first facts began with them; so his first day counts as well.
    """
    begins_here = fact_days(course.snapshot)[0] == since
    before = frozenset[str]()
    asked = chain([before] if begins_here else [], _asking(course, since, until))
    return sum(len(now - then) for then, now in pairwise(asked))


def _asking(course: Course, since: date, until: date) -> Iterator[frozenset[str]]:
    """The topics that ask to act, each time that the judgement may be another one."""
    known, day = fact_days(course.snapshot), since
    while day <= until:
        judged = evaluate(course.under(course.in_force, day).snapshot, day)
        yield frozenset(line.topic for line in judged.topics if line.severity is Severity.ALERT)
        changes = [judged.changes_on] if judged.changes_on else []
        moved = course.in_force.changes_after(day)
        later = [*changes, *([moved] if moved else []), *(on for on in known if on > day)]
        day = min(later, default=until + days(1))


def fact_days(snapshot: Snapshot) -> list[date]:
    """Every day of which something is on record, the earliest first."""
    found = {each.on for each in snapshot.anastrozole} | {each.on for each in snapshot.testosterone}
    found |= {each.on for each in snapshot.draws} | {each.on for each in snapshot.symptoms}
    found |= {each.on for each in snapshot.scans} | {each.set_on for each in snapshot.set_dates}
    return sorted(found)
