"""What a man takes: each drug with its regimen and since when, as a printed page says it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from monitoring.judgement.anastrozole import Anastrozole, planned_length
from monitoring.judgement.wording import weekly_text
from monitoring.pages.course import ShownCourse, dose_in_words
from monitoring.pages.scope import Man
from protocols.models import Drug, Indication, Planned, Step, TherapyEvent


class Taken(NamedTuple):
    """One drug: what is taken of it, or that it is paused or stopped, since a day."""

    drug: str
    words: str
    since: date


def therapy_journal(man: Man) -> list[TherapyEvent]:
    """Every step of every drug, in the order in which they count."""
    events = man.patient.versions_of(TherapyEvent).current().select_related("recorded_by")
    return list(events.order_by("occurred_on", "position"))


def taken(journal: Sequence[TherapyEvent], shown: ShownCourse) -> list[Taken]:
    """What he takes today, anastrozole first; other drugs only while they are not stopped."""
    past = [event for event in journal if event.occurred_on <= shown.today]
    places = list(Drug)
    by_drug = sorted(past, key=lambda event: places.index(Drug(event.drug)))
    others = [
        _other(list(events)) for drug, events in groupby(by_drug, _drug) if drug != Drug.ANASTROZOLE
    ]
    return [*_anastrozole(_until_today(shown)), *(each for each in others if each)]


def purpose(shown: ShownCourse) -> str:
    """Why anastrozole is given, and for how long it is meant: of the last course."""
    course = _until_today(shown)
    if not course.started:
        return ""
    planned = Planned(planned_length(course.start)).label.lower()
    given = Indication(course.indication).label if course.indication else "Indication not recorded"
    return f"{given}, {planned}"


def _drug(event: TherapyEvent) -> str:
    return event.drug


def _until_today(shown: ShownCourse) -> Anastrozole:
    return Anastrozole(
        event for event in shown.course.snapshot.anastrozole if event.on <= shown.today
    )


def _anastrozole(course: Anastrozole) -> list[Taken]:
    if not course.steps:
        return []
    step = course.steps[-1]
    weekly = f" ({weekly_text(step.weekly_mg)})" if step.sets_dose else ""
    return [Taken(Drug.ANASTROZOLE.label, f"{dose_in_words(step)}{weekly}", step.on)]


def _other(events: Sequence[TherapyEvent]) -> Taken | None:
    """The last regimen that was named; a drug that was stopped is not taken."""
    last = events[-1]
    if last.step == Step.STOP:
        return None
    regimen = next((event.regimen_line for event in reversed(events) if event.regimen_line), "")
    words = "paused" if last.step == Step.HOLD else regimen or "regimen not recorded"
    return Taken(last.get_drug_display(), words, last.occurred_on)
