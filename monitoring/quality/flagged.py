"""What the clinic's flags led to, from the history of findings and decisions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Q

from accounts.models import Clinic
from monitoring.flagged import LATE_WORKING_DAYS
from monitoring.models import Decision, Finding
from monitoring.models.findings import ABOUT_FINDINGS
from monitoring.obligations.working_days import after_working_days
from monitoring.quality.counting import left
from monitoring.quality.months import Month
from monitoring.quality.shares import Share, share_of
from monitoring.quality.waiting import ACT, Decided, Shown, Wait, waits_of
from patients.models import PatientDetails

Key = tuple[int, str]
"""A line: a man and a topic."""

SHOWN = ("patient_id", "topic", "rule_id", "severity", "mark", "written_at", "closed_at")
DECIDED = ("patient_id", "topic", "recorded_at", "kind", "reason_code", "marks", "until")

KEY = "act-decided"
TITLE = f"Act flags decided in {LATE_WORKING_DAYS} working days"
COUNTED = f"Act flags decided by the end of {LATE_WORKING_DAYS} working days after they appeared"
AMONG = "Act flags that were decided, or had waited undecided for longer than that"
SOURCE = "History of findings and decisions; a flag is one topic of one patient"
NOTE = "Left out: new flags whose time is not up, and flags that new facts ended before it was."


@dataclass(frozen=True)
class Flags:
    """Every wait of every line of the clinic, and since when such history is kept."""

    clinic: Clinic
    waits: tuple[Wait, ...]
    kept_since: date | None

    @cached_property
    def acts(self) -> tuple[Wait, ...]:
        """The lines that asked to act."""
        return tuple(each for each in self.waits if each.rule == ACT)

    @cached_property
    def by_rule(self) -> Mapping[str, list[Wait]]:
        """The findings that waited, rule by rule."""
        found: dict[str, list[Wait]] = defaultdict(list)
        for each in self.waits:
            if each.rule != ACT:
                found[each.rule].append(each)
        return found

    def began_on(self, wait: Wait) -> date:
        """The clinic's day on which it began to wait."""
        return self.clinic.local_day(wait.since)

    def knows(self, month: Month) -> bool:
        """Whether anything is known of a month: nothing is of the time before the first finding."""
        return self.kept_since is not None and self.kept_since <= month.counted_on

    def decided_in_time(self, month: Month, today: date) -> Share:
        """Act flags that began to wait in a month."""
        begun = (each for each in self.acts if month.holds(self.began_on(each)))
        return share_of((each.man, self.was_in_time(each, today)) for each in begun)

    def was_in_time(self, wait: Wait, today: date) -> bool | None:
        """Whether it was decided in time; None while there is time, or where facts ended it in it.

        The day on which it appeared does not count; a flag of Friday has until Tuesday's end.
        """
        last_day = after_working_days(self.began_on(wait), LATE_WORKING_DAYS)
        ended_on = self.clinic.local_day(wait.ended_at) if wait.ended_at else today
        if wait.decided:
            return ended_on <= last_day
        return None if ended_on <= last_day else False


def flags_of(clinic: Clinic, now: datetime) -> Flags:
    """Read the history of a clinic's flags; three statements, whatever it holds."""
    shown, decided, left_at = _shown(clinic), _decided(clinic), _left_at(clinic)
    waits = (
        wait
        for (man, topic), rows in shown.items()
        for wait in waits_of(man, rows, decided.get((man, topic), ()), now, left_at.get(man))
    )
    first = min((row.written_at for rows in shown.values() for row in rows), default=None)
    return Flags(clinic, tuple(waits), first and clinic.local_day(first))


def _shown(clinic: Clinic) -> Mapping[Key, list[Shown]]:
    by_line: dict[Key, list[Shown]] = defaultdict(list)
    rows = Finding.objects.filter(clinic=clinic).order_by("pk").values_list(*SHOWN)
    for man, topic, *shown in rows.iterator():
        by_line[man, topic].append(Shown(*shown))
    return by_line


def _decided(clinic: Clinic) -> Mapping[Key, list[Decided]]:
    by_line: dict[Key, list[Decided]] = defaultdict(list)
    found = Decision.objects.current().filter(patient__clinic=clinic, kind__in=ABOUT_FINDINGS)
    rows = found.order_by("position").values_list(*DECIDED)
    for man, topic, at, kind, reason, marks, until in rows:
        ends_at = _midnight(clinic, until) if until else None
        by_line[man, topic].append(Decided(at, kind, reason, marks, ends_at))
    return by_line


def _left_at(clinic: Clinic) -> Mapping[int, datetime]:
    details = PatientDetails.objects.current().filter(patient__clinic=clinic)
    gone = details.filter(Q(deceased_on__isnull=False) | Q(discharged_on__isnull=False))
    days: Iterable[tuple[int, date | None]] = ((each.patient_id, left(each)) for each in gone)
    return {man: _midnight(clinic, day) for man, day in days if day}


def _midnight(clinic: Clinic, day: date) -> datetime:
    """When a day begins at the clinic."""
    return datetime.combine(day, time.min, ZoneInfo(clinic.time_zone))
