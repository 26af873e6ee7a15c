"""Whether the recorded events can have happened in the order they are dated.

Checked over the whole history, in (date, recorded) order, also after a
back-dated entry. Facts dated in the future count as well.
"""

from collections.abc import Iterator, Sequence

from monitoring.judgement.refusals import Refused
from monitoring.judgement.snapshot import (
    CHANGE,
    FERTILITY,
    HOLD,
    LONG_TERM,
    RESUME,
    SHORT_TERM,
    START,
    STOP,
    TRT,
    AnastrozoleEvent,
    Snapshot,
    TestosteroneEvent,
)

NEVER, ACTIVE, HELD, STOPPED = "never started", "active", "held", "stopped"

# state -> event -> next state; an event that is missing cannot happen in that state.
_COURSE = {
    NEVER: {START: ACTIVE},
    ACTIVE: {CHANGE: ACTIVE, HOLD: HELD, STOP: STOPPED},
    HELD: {RESUME: ACTIVE, STOP: STOPPED},
    STOPPED: {START: ACTIVE},
}
_TESTOSTERONE = {
    NEVER: {START: ACTIVE},
    ACTIVE: {START: ACTIVE, CHANGE: ACTIVE, STOP: STOPPED},
    STOPPED: {START: ACTIVE},
}


def validate(snapshot: Snapshot) -> None:
    """Refuse (`Refused`) a history whose events cannot follow one another."""
    _validate_order("anastrozole", "anastrozole", snapshot.anastrozole, _COURSE)
    for place, event in _in_order(snapshot.anastrozole):
        _validate_step(f"anastrozole[{place}]", event)
    _validate_order("testosterone", "testosterone", snapshot.testosterone, _TESTOSTERONE)


def _in_order[E: AnastrozoleEvent | TestosteroneEvent](
    events: Sequence[E],
) -> Iterator[tuple[int, E]]:
    return iter(sorted(enumerate(events), key=lambda numbered: numbered[1].on))


def _validate_order(
    path: str,
    what: str,
    events: Sequence[AnastrozoleEvent] | Sequence[TestosteroneEvent],
    moves: dict[str, dict[str, str]],
) -> None:
    state = NEVER
    for place, event in _in_order(events):
        if event.kind not in moves[state]:
            raise Refused(
                f"{path}[{place}]",
                f"{event.kind} on {event.on} is not possible: {what} is {state} then",
            )
        state = moves[state][event.kind]


def _validate_step(path: str, event: AnastrozoleEvent) -> None:
    _validate_amounts(path, event)
    if event.kind == START:
        _validate_start(path, event)
    elif event.indication is not None or event.planned is not None:
        raise Refused(path, "indication and planned length belong to the start of a course")
    elif event.kind in (HOLD, STOP) and _names_a_dose(event):
        raise Refused(path, f"a {event.kind} names neither dose nor schedule")


def _validate_amounts(path: str, event: AnastrozoleEvent) -> None:
    if event.per_week is not None and event.every_days is not None:
        raise Refused(f"{path}.schedule", "name doses per week or days between doses, not both")
    amounts = {
        "dose_mg": event.dose_mg,
        "schedule.per_week": event.per_week,
        "schedule.every_days": event.every_days,
    }
    for name, amount in amounts.items():
        if amount is not None and amount <= 0:
            raise Refused(f"{path}.{name}", "must be above 0")


def _validate_start(path: str, event: AnastrozoleEvent) -> None:
    if event.dose_mg is None:
        raise Refused(f"{path}.dose_mg", "a start needs a dose")
    if event.per_week is None and event.every_days is None:
        raise Refused(f"{path}.schedule", "a start needs a schedule")
    if event.indication not in (TRT, FERTILITY):
        raise Refused(f"{path}.indication", f"a start needs an indication: {TRT} or {FERTILITY}")
    if event.planned not in (None, LONG_TERM, SHORT_TERM):
        raise Refused(f"{path}.planned", f"must be {LONG_TERM} or {SHORT_TERM}")


def _names_a_dose(event: AnastrozoleEvent) -> bool:
    return any(part is not None for part in (event.dose_mg, event.per_week, event.every_days))
