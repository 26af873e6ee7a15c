"""Assembling what the judgement reads: the current facts of some men, in recorded order.

Every query serves all men at once, so that the number of statements never depends on how many
men, draws or results there are. Values are converted from the text that was typed; no rounded
column comes between the laboratory's digits and a rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.row_reading import KeptQuery
from labs.models import DexaScan
from monitoring.judgement import Refused
from monitoring.judgement import snapshot as judged
from monitoring.status.drawn import DrawNote, load_draws
from monitoring.status.in_force import Reports, reports_and_overrides, targeted
from patients.facts import Fact
from patients.models import Patient, PatientDetails, SymptomReport
from protocols.models import Drug, TherapyEvent
from protocols.targets.book import OutOfRange
from protocols.targets.overriding import UNMOVED, InForce, Override

Keyed = Mapping[int, list[Any]]


@dataclass
class Course:
    """One man's current facts: the details that name him and the snapshot that is judged.

    `therapy` holds everything that he takes, of which the judgement reads a part.
    """

    patient: Patient
    details: PatientDetails
    snapshot: judged.Snapshot
    notes: Mapping[str, DrawNote]
    in_force: InForce
    therapy: Sequence[TherapyEvent] = ()

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
    therapy = _by_man(_therapy_of([man.pk for man in patients]))
    drawn = load_draws(patients)
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
                draws=tuple(drawn[man.pk].draws),
                symptoms=tuple(_report(row) for row in symptoms.get(man.pk, [])),
                scans=tuple(scans.get(man.pk, [])),
            ),
            drawn[man.pk].notes,
            UNMOVED,
            therapy.get(man.pk, ()),
        )
        for man in patients
    ]


def _current(model: type[Fact], men: Sequence[int]) -> Any:
    current = model._default_manager.current()
    return current.filter(patient__among=men).order_by("patient_id", "position", "pk")


@KeptQuery
def _therapy_of(men: Sequence[int]) -> QuerySet[TherapyEvent]:
    found: QuerySet[TherapyEvent] = _current(TherapyEvent, men)
    return found


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


@KeptQuery
def _scans_of(men: Sequence[int]) -> QuerySet[DexaScan, tuple[Any, ...]]:
    found: QuerySet[DexaScan, tuple[Any, ...]] = _current(DexaScan, men).values_list(*SCAN_COLUMNS)
    return found


def _scans(patients: Sequence[Patient]) -> dict[int, list[judged.Scan]]:
    rows = _scans_of([man.pk for man in patients])
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
