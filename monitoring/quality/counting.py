"""Asking the measures of every man of a clinic, on the days that the months are counted at.

The past is read from what is on record now: a draw counts from the day it was taken, as it stands
after every correction, by the targets of its day. What was known on a past day cannot be said of
facts that were put right since; a page that shows these numbers says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from accounts.models import Clinic
from monitoring.judgement.history import History
from monitoring.judgement.standing import Standing
from monitoring.models import Decision, DecisionKind
from monitoring.obligations.set_dates import set_dates
from monitoring.quality.measures import Measure
from monitoring.quality.shares import Share, share_of
from monitoring.replay import clinic_courses
from monitoring.status.snapshots import Course
from patients.models import PatientDetails

Shares = Mapping[tuple[str, date], Share]
"""A share by the key of its measure and the day that it was counted at."""


def shares_on(
    clinic: Clinic, today: date, counted_on: Sequence[date], measures: Sequence[Measure]
) -> Shares:
    """Each measure on each of these days, over all men of the clinic."""
    answers: dict[tuple[str, date], list[tuple[int, bool | None]]] = defaultdict(list)
    for course in courses_of(clinic, today):
        for man in standings(course, counted_on):
            for measure in measures:
                answer = course.patient.pk, measure.asks(man)
                answers[measure.key, man.day.on].append(answer)
    return {key: share_of(given) for key, given in answers.items()}


def standings(course: Course, counted_on: Iterable[date]) -> Iterator[Standing]:
    """The man on each of these days on which he was followed, by the targets of that day."""
    left_on = left(course.details)
    for day in counted_on:
        if left_on is None or day < left_on:
            snapshot = replace(course.snapshot, targets=course.in_force.on(day))
            yield Standing(History(snapshot, day), day)


def left(details: PatientDetails) -> date | None:
    """From which day on the clinic followed him no more, if it does not."""
    ends = (details.deceased_on, details.discharged_on)
    return min((day for day in ends if day), default=None)


def courses_of(clinic: Clinic, today: date) -> Iterator[Course]:
    """Every man's course with the earlier dates that were set for him."""
    chosen = _set_dates(clinic)
    for course in clinic_courses(clinic, today):
        own = set_dates(chosen.get(course.patient.pk, ()))
        yield replace(course, snapshot=replace(course.snapshot, set_dates=own))


def _set_dates(clinic: Clinic) -> Mapping[int, list[Decision]]:
    found = Decision.objects.current().filter(
        patient__clinic=clinic, kind=DecisionKind.EARLIER_DATE
    )
    by_man: dict[int, list[Decision]] = defaultdict(list)
    for row in found.order_by("position"):
        by_man[row.patient_id].append(row)
    return by_man
