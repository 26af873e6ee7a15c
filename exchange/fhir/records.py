"""The records of men, read a few men at a time and told as the entries of one bundle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from exchange.exports.whole_clinic import one_moment
from exchange.fhir.drugs import statements
from exchange.fhir.labs import values_of_draw
from exchange.fhir.men import patient
from exchange.fhir.observations import observations
from exchange.fhir.parts import Resource, entry, headed, named, subject
from exchange.fhir.scans import values_of_scan
from exchange.fhir.writing import streamed
from labs.models import DexaScan, DexaSite, Draw, Result
from patients.facts import FactQuerySet, Part
from patients.models import PatientDetails
from protocols.models import TherapyEvent

MEN_AT_A_TIME = 50

Versions = dict[int, list[list[tuple[Any, list[Any]]]]]
"""By man: his documents, each with its versions in order, each with its parts."""


@dataclass(frozen=True)
class Told:
    """The facts about a handful of men."""

    draws: Versions
    scans: Versions
    events: dict[int, list[TherapyEvent]]


def bundle(men: FactQuerySet[PatientDetails], at: datetime) -> Iterator[str]:
    """The records of men, by their current details, as JSON that is written while it is read.

    The state is that of one moment. `at` is when it is told.
    """
    head = {"resourceType": "Bundle", "type": "collection", "timestamp": at.isoformat()}
    with one_moment():
        yield from streamed(head, map(entry, _resources(men, at)))


def _resources(men: FactQuerySet[PatientDetails], at: datetime) -> Iterator[Resource]:
    last = 0
    while some := _next(men, last):
        told = _told([details.patient_id for details in some])
        for details in some:
            yield from _record(details, told, at)
        last = some[-1].pk


def _next(men: FactQuerySet[PatientDetails], last: int) -> list[PatientDetails]:
    following = men.filter(pk__gt=last).select_related("patient", "clinic")
    return list(following.order_by("pk")[:MEN_AT_A_TIME])


def _record(details: PatientDetails, told: Told, at: datetime) -> Iterator[Resource]:
    man, zone = details.patient, ZoneInfo(details.clinic.time_zone)
    yield patient(details)
    for versions in told.draws[man.pk]:
        yield from observations(
            [(draw, values_of_draw(man, zone, draw, results)) for draw, results in versions]
        )
    for versions in told.scans[man.pk]:
        yield from observations(
            [(scan, values_of_scan(man, scan, sites)) for scan, sites in versions]
        )
    yield from statements(man, told.events[man.pk])
    yield _provenance(details, at)


def _provenance(details: PatientDetails, at: datetime) -> Resource:
    """Which clinic told this about him, and when."""
    return headed(
        "Provenance",
        uuid5(details.patient.opaque_id, at.isoformat()),
        target=[subject(details.patient)],
        recorded=at.isoformat(),
        agent=[{"who": named(details.clinic.name)}],
    )


def _told(men: list[int]) -> Told:
    events = defaultdict(list)
    for event in TherapyEvent.objects.filter(patient__in=men, is_current=True):
        events[event.patient_id].append(event)
    draws = Draw.objects.select_related("laboratory")
    return Told(
        _versions(men, draws, Result), _versions(men, DexaScan.objects.all(), DexaSite), events
    )


def _versions(men: list[int], facts: FactQuerySet[Any], part: type[Part]) -> Versions:
    """Every version of every document of one kind about these men."""
    parts = defaultdict(list)
    for each in part._default_manager.filter(**{f"{part.WHOLE}__patient__in": men}).order_by("pk"):
        parts[getattr(each, f"{part.WHOLE}_id")].append(each)
    documents: dict[Any, list[Any]] = {}
    for fact in facts.filter(patient__in=men).order_by("position", "document", "version"):
        documents.setdefault((fact.patient_id, fact.document), []).append((fact, parts[fact.pk]))
    by_man: Versions = defaultdict(list)
    for (man, _document), versions in documents.items():
        by_man[man].append(versions)
    return by_man
