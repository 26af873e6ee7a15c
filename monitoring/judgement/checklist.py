"""The start checklist: what was done, overridden or is still missing. Never a finding."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from monitoring.judgement.anastrozole import Anastrozole, planned_length
from monitoring.judgement.day import add_months, age_on
from monitoring.judgement.snapshot import LONG_TERM, Snapshot
from protocols.targets.starting import Entries, Entry, Situation, StartItem, items_for


class State(StrEnum):
    """Where one item stands."""

    DONE = "done"
    OVERRIDDEN = "overridden"
    MISSING = "missing"


class Checked(NamedTuple):
    """One item with its state, the day or the words recorded, and whether it warns.

    It warns where anastrozole is given against a known reason not to: aromatase deficiency,
    tamoxifen beside it, an age below eighteen; an override does not silence the warning.
    """

    item: StartItem
    state: State
    on: date | None = None
    words: str = ""
    warns: bool = False


@dataclass(frozen=True, slots=True)
class StartRecord:
    """What the start event keeps, and whether tamoxifen is in force beside the course."""

    entries: Entries = field(default_factory=dict)
    on_tamoxifen: bool = False


def checklist(snapshot: Snapshot, as_of: date, record: StartRecord) -> tuple[Checked, ...]:
    """The items of the current course's start; before any start, those that a start will need.

    A course that has ended asks nothing any more.
    """
    course = Anastrozole(event for event in snapshot.anastrozole if event.on <= as_of)
    if course.stopped:
        return ()
    on = course.start.on if course.started else as_of
    situation = Situation(
        age_years=age_on(snapshot.born_on, on),
        on_tamoxifen=record.on_tamoxifen,
        is_long_term=not course.started or planned_length(course.start) == LONG_TERM,
    )
    scanned_on = baseline_scan_on(snapshot, as_of, on)
    return tuple(
        _checked(item, record.entries.get(item, Entry()), scanned_on)
        for item in items_for(situation)
    )


def baseline_scan_on(snapshot: Snapshot, as_of: date, started_on: date) -> date | None:
    """The newest scan that serves as baseline of a start: recent enough before it, or after it."""
    earliest = add_months(started_on, -snapshot.targets.dexa.lookback_months)
    return max((s.on for s in snapshot.scans if earliest <= s.on <= as_of), default=None)


def _checked(item: StartItem, entry: Entry, scanned_on: date | None) -> Checked:
    warns = item in {StartItem.AGE, StartItem.TAMOXIFEN}
    if item is StartItem.DEXA and scanned_on:
        return Checked(item, State.DONE, scanned_on)
    if entry.done_on:
        return Checked(item, State.DONE, entry.done_on, entry.words)
    if entry.override:
        warns = warns or item is StartItem.DEFICIENCY
        return Checked(item, State.OVERRIDDEN, None, entry.override, warns)
    return Checked(item, State.MISSING, warns=warns)
