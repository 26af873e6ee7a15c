"""Assembling what the judgement reads: the current facts of some men, in recorded order.

Every query serves all men at once, so that the number of statements never depends on how many
men, draws or results there are. Values are converted from the text that was typed; no rounded
column comes between the laboratory's digits and a rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from labs.models import DexaScan, Draw
from labs.units import measure
from monitoring.judgement import Refused
from monitoring.judgement import snapshot as judged
from monitoring.status.in_force import Reports, reports_and_overrides, targeted
from patients.facts import Fact
from patients.models import Patient, PatientDetails, SymptomReport
from protocols.models import Drug, TherapyEvent
from protocols.targets.analytes import BY_SLUG
from protocols.targets.book import OutOfRange
from protocols.targets.overriding import UNMOVED, InForce, Override

Keyed = Mapping[int, list[Any]]


@dataclass(frozen=True)
class DrawNote:
    """What a page says about a draw beside its values, and no rule reads."""

    laboratory: str
    version: int
    recorded_at: datetime
    is_awaited: bool
    unconfirmed: tuple[str, ...] = ()
    laboratory_id: int | None = None
    preliminary: tuple[str, ...] = ()

    @property
    def preliminary_words(self) -> str:
        """Which of its values their laboratory has not called final yet; empty where none."""
        named = ", ".join(BY_SLUG[slug].label for slug in self.preliminary)
        return f"Preliminary: {named}" if named else ""


@dataclass
class Course:
    """One man's current facts: the details that name him and the snapshot that is judged."""

    patient: Patient
    details: PatientDetails
    snapshot: judged.Snapshot
    notes: Mapping[str, DrawNote]
    in_force: InForce

    def under(self, in_force: InForce, today: date) -> Course:
        """The same facts judged by other overrides, as of a day."""
        laboratories = {key: note.laboratory_id for key, note in self.notes.items()}
        snapshot = targeted(self.snapshot, in_force, laboratories, today)
        return replace(self, snapshot=snapshot, in_force=in_force)

    def adding(self, today: date, *overrides: Override) -> Course:
        """The same facts as if further overrides had been recorded."""
        return self.under(self.in_force.adding(*overrides), today)


def load_courses(patients: Sequence[Patient], today: date) -> list[Course]:
    """The courses of these men, in the order given; each man carries his current details.

    Each is judged by the targets in force: today's own, each draw by those of its day.
    """
    symptoms, in_force = reports_and_overrides(patients)
    courses = _recorded(patients, symptoms)
    return [_under(course, in_force[course.patient.pk], today) for course in courses]


def _under(course: Course, in_force: InForce, today: date) -> Course:
    """The course by its targets; Refused where they contradict one another on any day."""
    try:
        in_force.check()
    except OutOfRange as contradiction:
        why = f"The targets would contradict one another: {contradiction}."
        raise Refused("targets", why) from None
    return course.under(in_force, today)


def _recorded(patients: Sequence[Patient], symptoms: Reports) -> list[Course]:
    """The courses by the rule book as stated."""
    therapy = _by_man(_current(TherapyEvent, patients))
    draws, notes = _draws(patients)
    scans = _scans(patients)
    return [
        Course(
            man,
            man.details,
            judged.Snapshot(
                born_on=man.details.born_on,
                fragility_fracture=man.details.fragility_fracture,
                glucocorticoids_3m=man.details.glucocorticoids_3m,
                anastrozole=tuple(_anastrozole(therapy.get(man.pk, []))),
                testosterone=tuple(_testosterone(therapy.get(man.pk, []))),
                draws=tuple(draws.get(man.pk, [])),
                symptoms=tuple(_report(row) for row in symptoms.get(man.pk, [])),
                scans=tuple(scans.get(man.pk, [])),
            ),
            notes,
            UNMOVED,
        )
        for man in patients
    ]


def _current(model: type[Fact], patients: Sequence[Patient]) -> Any:
    ids = [man.pk for man in patients]
    return (
        model._default_manager.current()
        .filter(patient_id__in=ids)
        .order_by("patient_id", "position", "pk")
    )


def _by_man(rows: Iterable[Any]) -> Keyed:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.patient_id].append(row)
    return grouped


def _anastrozole(events: Iterable[TherapyEvent]) -> Iterable[judged.AnastrozoleEvent]:
    for event in events:
        if event.drug == Drug.ANASTROZOLE:
            yield anastrozole_event(event)


def anastrozole_event(event: TherapyEvent) -> judged.AnastrozoleEvent:
    """A recorded anastrozole event as the judgement reads it."""
    return judged.AnastrozoleEvent(
        on=event.occurred_on,
        kind=event.step,
        dose_mg=event.dose_mg,
        per_week=event.per_week,
        every_days=event.every_days,
        indication=event.indication or None,
        planned=event.planned or None,
        key=str(event.document),
    )


def _testosterone(events: Iterable[TherapyEvent]) -> Iterable[judged.TestosteroneEvent]:
    for event in events:
        if event.drug == Drug.TESTOSTERONE:
            yield testosterone_event(event)


def testosterone_event(event: TherapyEvent) -> judged.TestosteroneEvent:
    """A recorded testosterone event as the judgement reads it: its regimen in one line."""
    return judged.TestosteroneEvent(
        on=event.occurred_on,
        kind=event.step,
        regimen=event.regimen_line,
        key=str(event.document),
    )


def _report(row: SymptomReport) -> judged.SymptomReport:
    return judged.SymptomReport(
        on=row.reported_on, excess=row.excess, low=row.low, key=str(row.document)
    )


DRAW_COLUMNS = (
    "pk",
    "patient_id",
    "document",
    "collected_on",
    "version",
    "awaiting_results",
    "laboratory__name",
    "laboratory_id",
    "recorded_at",
    "results__analyte",
    "results__number",
    "results__unit",
    "results__comparator",
    "results__method",
    "results__needs_confirmation",
    "results__confirmed_at",
    "results__is_preliminary",
)


def _draws(
    patients: Sequence[Patient],
) -> tuple[dict[int, list[judged.Draw]], dict[str, DrawNote]]:
    rows = _current(Draw, patients).values_list(*DRAW_COLUMNS)
    by_man: dict[int, list[judged.Draw]] = defaultdict(list)
    notes: dict[str, DrawNote] = {}
    for head, results in groupby(rows, key=lambda row: row[:9]):
        _, man, document, collected_on, version, is_awaited, laboratory, place, recorded_at = head
        measured = [row[9:] for row in results if row[9]]
        judged_results = {row[0]: judged_result(*row[:5]) for row in measured}
        by_man[man].append(
            judged.Draw(collected_on, judged_results, None, str(document), is_awaited)
        )
        states = [(analyte, row) for analyte, *row in measured]
        unconfirmed = tuple(name for name, (*_, asked, at, _) in states if asked and at is None)
        notes[str(document)] = DrawNote(
            laboratory or "",
            version,
            recorded_at,
            is_awaited,
            unconfirmed,
            place,
            tuple(name for name, (*_, is_preliminary) in states if is_preliminary),
        )
    return by_man, notes


def judged_result(
    analyte: str, number: str, unit: str, comparator: str, method: str
) -> judged.Result:
    """A result as the judgement reads it, from the digits that were typed."""
    measurement = measure(BY_SLUG[analyte].code, number, unit, comparator)
    return judged.Result(measurement.quantity, method, measurement.as_typed)


SCAN_COLUMNS = (
    "pk",
    "patient_id",
    "document",
    "scanned_on",
    "manufacturer",
    "device",
    "sites__site",
    "sites__bmd_g_cm2",
    "sites__t_score",
    "sites__z_score",
    "sites__lsc_g_cm2",
    "sites__vertebrae",
)


def _scans(patients: Sequence[Patient]) -> dict[int, list[judged.Scan]]:
    rows = _current(DexaScan, patients).values_list(*SCAN_COLUMNS)
    owner: dict[int, tuple[Any, ...]] = {}
    sites: dict[int, dict[str, judged.Site]] = defaultdict(dict)
    for pk, man, document, scanned_on, manufacturer, device, site, *measured in rows:
        owner[pk] = (man, document, scanned_on, manufacturer, device)
        if site:
            bmd, t_score, z_score, lsc, vertebrae = measured
            sites[pk][site] = judged.Site(bmd, t_score, z_score, lsc, vertebrae or None)
    by_man: dict[int, list[judged.Scan]] = defaultdict(list)
    for pk, (man, document, scanned_on, manufacturer, device) in owner.items():
        scan = judged.Scan(scanned_on, manufacturer, device, sites[pk], key=str(document))
        by_man[man].append(scan)
    return by_man
