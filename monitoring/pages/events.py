"""What happened lately, newest first: doses, symptoms, scans, decisions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from monitoring.judgement.anastrozole import Anastrozole
from monitoring.models import Decision
from monitoring.obligations.wording import ABOUT_DUTIES, decided_in_words
from monitoring.pages.course import (
    ShownCourse,
    dose_in_words,
    scan_in_words,
    symptoms_in_words,
)

MOST = 8


def recent_events(shown: ShownCourse, decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """The latest events of a course."""
    return all_events(shown, decisions)[:MOST]


def all_events(shown: ShownCourse, decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """Every event of a course, the latest first."""
    events = [*_doses(shown), *_testosterone(shown), *_symptoms(shown), *_scans(shown)]
    events += [_decision(each) for each in decisions]
    return sorted(events, key=lambda event: event["on"], reverse=True)


def _doses(shown: ShownCourse) -> Iterable[dict[str, Any]]:
    for step in Anastrozole(shown.course.snapshot.anastrozole).steps:
        title = f"Anastrozole {step.event.kind}"
        yield {"kind": "dose", "on": step.on, "title": title, "note": dose_in_words(step)}


def _testosterone(shown: ShownCourse) -> Iterable[dict[str, Any]]:
    for event in shown.course.snapshot.testosterone:
        title = f"Testosterone {event.kind}"
        yield {"kind": "dose", "on": event.on, "title": title, "note": event.regimen}


def _symptoms(shown: ShownCourse) -> Iterable[dict[str, Any]]:
    for report in shown.course.snapshot.symptoms:
        title = symptoms_in_words(report.excess | report.low)
        yield {"kind": "symptom", "on": report.on, "title": title}


def _scans(shown: ShownCourse) -> Iterable[dict[str, Any]]:
    for scan in shown.course.snapshot.scans:
        yield {"kind": "scan", "on": scan.on, "title": "DEXA scan", "note": scan_in_words(scan)}


def _decision(decision: Decision) -> dict[str, Any]:
    by = decision.recorded_by or "the system"
    if decision.kind in ABOUT_DUTIES:
        title = decided_in_words(decision)
        note = f"{decision.note.rstrip('. ')}. {by}".removeprefix(". ")
        return {"kind": "decision", "on": decision.decided_on, "title": title, "note": note}
    until = f" until {decision.until:%d-%b-%Y}" if decision.until else ""
    said = decision.get_reason_code_display() if decision.reason_code else ""
    return {
        "kind": "decision",
        "on": decision.decided_on,
        "title": f"{decision.get_kind_display()}{until}".replace("until a date until", "until"),
        "note": f"{said}. {by}".strip(". "),
    }
