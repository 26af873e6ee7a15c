"""Whether what a man takes, on record and in the file, can have gone this way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from exchange.moving_in.faults import Fault
from exchange.moving_in.on_record import OnRecord
from exchange.moving_in.reading import Row
from exchange.moving_in.stated import Stated
from monitoring.judgement import Refused, validate
from monitoring.judgement.snapshot import Snapshot
from monitoring.status.snapshots import anastrozole_event, testosterone_event
from protocols.models import Drug, TherapyEvent

Events = list[tuple[TherapyEvent, Row | None]]


def order_faults(known: OnRecord | None, new: Sequence[Stated]) -> Iterator[Fault]:
    """The steps that cannot follow one another; of each drug the first."""
    recorded = known.of_kind(TherapyEvent) if known else ()
    events: Events = [(fact, None) for fact in recorded if isinstance(fact, TherapyEvent)]
    events += [(s.fact, s.row) for s in new if isinstance(s.fact, TherapyEvent)]
    for drug in (Drug.ANASTROZOLE, Drug.TESTOSTERONE):
        of_drug = [each for each in events if each[0].drug == drug]
        if any(row for _, row in of_drug):
            yield from _order_fault(drug, of_drug)


def _order_fault(drug: Drug, events: Events) -> Iterator[Fault]:
    try:
        validate(_snapshot(drug, [event for event, _ in events]))
    except Refused as refused:
        place = re.search(r"\[([0-9]+)\]", refused.path)
        rows = [row for _, row in events]
        row = rows[int(place[1])] if place else None
        row = row or next(each for each in rows if each)
        what = f"His treatment cannot have gone this way: {refused.why}. Correct step or date."
        yield row.fault("step", what)


def _snapshot(drug: Drug, events: Sequence[TherapyEvent]) -> Snapshot:
    if drug == Drug.ANASTROZOLE:
        return Snapshot(born_on=date.min, anastrozole=tuple(map(anastrozole_event, events)))
    return Snapshot(born_on=date.min, testosterone=tuple(map(testosterone_event, events)))
