"""What a man takes as MedicationStatements: one for each course, its regimens one after another.

Each regimen has its own period; in a hold there is none. Nothing says that a tablet was swallowed:
a statement repeats what the clinic recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from exchange.codes.lookup import RXNORM, rxnorm_of
from exchange.fhir.observations import IN_ERROR
from exchange.fhir.parts import Resource, concept, headed, meta, quantity, subject
from exchange.fhir.writing import Value, filled
from patients.models import Patient
from protocols.models import Step, TherapyEvent

STATUS = {Step.HOLD: "on-hold", Step.STOP: "stopped"}
GOES_ON = "active"
ENDS_A_REGIMEN = (Step.HOLD, Step.STOP)
INHERITED = ("dose_mg", "regimen", "route")


@dataclass(frozen=True)
class Regimen:
    """What was to be taken from a day on; `until` is None while it goes on."""

    event: TherapyEvent
    since: date
    until: date | None = None


@dataclass
class Course:
    """From a start to its stop, if it has come."""

    events: list[TherapyEvent] = field(default_factory=list)
    regimens: list[Regimen] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether it was stopped."""
        return self.events[-1].step == Step.STOP


def statements(man: Patient, events: Iterable[TherapyEvent]) -> Iterator[Resource]:
    """Every course of every drug, and every start that was entered in error."""
    standing: dict[str, list[TherapyEvent]] = {}
    for event in sorted(events, key=lambda each: (each.occurred_on, each.position)):
        if not event.entered_in_error:
            standing.setdefault(event.drug, []).append(event)
        elif event.step == Step.START:
            yield _statement(man, event, IN_ERROR)
    for taken in standing.values():
        for course in courses(taken):
            yield _told(man, course)


def courses(events: Iterable[TherapyEvent]) -> list[Course]:
    """The courses of one drug. A start while it is taken changes it and begins no new course."""
    found: list[Course] = []
    for event in events:
        if not found or (found[-1].is_over and event.step == Step.START):
            found.append(Course())
        _follow(found[-1], event)
    return found


def _follow(course: Course, event: TherapyEvent) -> None:
    course.events.append(event)
    before = course.regimens[-1] if course.regimens else None
    if before and before.until is None:
        course.regimens[-1] = replace(before, until=event.occurred_on)
    if event.step not in ENDS_A_REGIMEN:
        taken = _carried_on(before.event, event) if before else event
        course.regimens.append(Regimen(taken, event.occurred_on))


def _carried_on(before: TherapyEvent, event: TherapyEvent) -> TherapyEvent:
    """The event with what it leaves as it was: dose and schedule are inherited one by one."""
    taken = {name: getattr(event, name) or getattr(before, name) for name in INHERITED}
    source = event if event.per_week or event.every_days else before
    return TherapyEvent(per_week=source.per_week, every_days=source.every_days, **taken)


def _told(man: Patient, course: Course) -> Resource:
    first, last = course.events[0], course.events[-1]
    dosage: list[Value] = [_dosage(*each) for each in enumerate(course.regimens, start=1)]
    ended = last.step in ENDS_A_REGIMEN and last.reason_code
    return _statement(
        man,
        first,
        STATUS.get(Step(last.step), GOES_ON),
        statusReason=[concept(last.get_reason_code_display())] if ended else [],
        effectivePeriod=_period(first.occurred_on, last.occurred_on if course.is_over else None),
        dateAsserted=max(event.recorded_at for event in course.events).isoformat(),
        reasonCode=_reasons(first),
        note=_planned(first),
        dosage=dosage,
    )


def _statement(man: Patient, start: TherapyEvent, status: str, **more: Value) -> Resource:
    """A course under the identifier of the document that began it."""
    row, name = rxnorm_of(start.drug), start.get_drug_display()
    drug = concept(name, RXNORM, row.code, row.name) if row else concept(name)
    return headed(
        "MedicationStatement",
        start.document,
        meta=meta(start),
        status=status,
        medicationCodeableConcept=drug,
        subject=subject(man),
        **more,
    )


def _reasons(start: TherapyEvent) -> list[Value]:
    told = (
        start.indication and start.get_indication_display(),
        start.reason_code and start.get_reason_code_display(),
    )
    return [concept(text) for text in told if text]


def _planned(start: TherapyEvent) -> list[Value]:
    """How long the course is meant to last: FHIR has no field for it."""
    return [{"text": f"Planned length: {start.get_planned_display()}"}] if start.planned else []


def _period(since: date, until: date | None) -> Resource:
    return filled(start=since.isoformat(), end=until.isoformat() if until else None)


def _dosage(number: int, regimen: Regimen) -> Resource:
    taken = regimen.event
    dose = quantity(_plain(taken.dose_mg), "mg", "mg") if taken.dose_mg else None
    doses: list[Value] = [{"doseQuantity": dose}] if dose else []
    repeat = {"boundsPeriod": _period(regimen.since, regimen.until), **_schedule(taken)}
    return filled(
        sequence=number,
        text=taken.regimen_line,
        timing={"repeat": repeat},
        route=concept(taken.get_route_display()) if taken.route else None,
        doseAndRate=doses,
    )


def _schedule(taken: TherapyEvent) -> Resource:
    """How often, exactly: two and a half times a week is five times in two weeks."""
    if taken.per_week:
        times, weeks = taken.per_week.as_integer_ratio()
        return {"frequency": times, "period": weeks, "periodUnit": "wk"}
    if taken.every_days:
        return {"frequency": 1, "period": _plain(taken.every_days), "periodUnit": "d"}
    return {}


def _plain(number: Decimal) -> Decimal:
    return Decimal(f"{number.normalize():f}")
