"""A course of a drug, as a MedicationStatement or a MedicationRequest tells it. Pure."""

from __future__ import annotations

from collections.abc import Callable

from exchange.fhir_reading.json_text import Number
from exchange.fhir_reading.pool import Pool, Resource
from exchange.fhir_reading.scans import notes_of
from exchange.fhir_reading.tree import Node, part, parts, text, words
from exchange.files.csv_reading import shortened
from exchange.sent.facts import SentCourse, SentDosage
from exchange.sent.result import Code, Person

STATEMENT, REQUEST = "MedicationStatement", "MedicationRequest"
KINDS = frozenset({STATEMENT, REQUEST})

_DOSAGES = {STATEMENT: "dosage", REQUEST: "dosageInstruction"}
_READ_OF_DOSAGE = {"sequence", "text", "timing", "route", "doseAndRate", "id"}
_READ_OF_REPEAT = {"boundsPeriod", "frequency", "period", "periodUnit"}
_READ_OF_DOSE = {"doseQuantity", "type"}
_CHANGES_THE_MEANING = {"modifierExtension", "implicitRules", "doNotPerform", "partOf"}


def subject_of(resource: Resource, pool: Pool) -> tuple[Node, Node]:
    """Whom it is about: the reference, and the Patient where he stands in the file."""
    reference = part(resource.body, "subject")
    found = pool.find(reference, resource.home)
    return reference, found if text(found, "resourceType") == "Patient" else {}


def read_course(
    resource: Resource, pool: Pool, person: Person, codes_of: Callable[[Node], tuple[Code, ...]],
    line: int,
) -> SentCourse:  # fmt: skip
    """Read a course with everything that says when, how much and why."""
    body = resource.body
    drug, period = _drug(resource, pool), part(body, "effectivePeriod")
    return SentCourse(
        line=line,
        place=resource.named,
        message=shortened(resource.id),
        person=person,
        kind=resource.kind,
        status=text(body, "status"),
        codes=codes_of(drug),
        drug=words(drug),
        since=text(period, "start") or text(body, "effectiveDateTime"),
        until=text(period, "end"),
        dosages=tuple(_dosage(each) for each in parts(body, _DOSAGES[resource.kind])),
        reasons=_several(body, "reasonCode"),
        ended_for=_several(body, "statusReason"),
        notes=notes_of(body),
        unread=tuple(sorted(_CHANGES_THE_MEANING & set(body))),
    )


def _drug(resource: Resource, pool: Pool) -> Node:
    """The concept of the drug, here or in the Medication that is pointed at."""
    if concept := part(resource.body, "medicationCodeableConcept"):
        return concept
    found = pool.find(part(resource.body, "medicationReference"), resource.home)
    return part(found, "code")


def _several(body: Node, member: str) -> tuple[str, ...]:
    found = body.get(member)
    concepts = parts(body, member) if isinstance(found, list) else [part(body, member)]
    return tuple(filter(None, map(words, concepts)))


def _dosage(dosage: Node) -> SentDosage:
    timing, doses = part(dosage, "timing"), parts(dosage, "doseAndRate")
    repeat, dose = part(timing, "repeat"), doses[0] if doses else {}
    bounds, quantity = part(repeat, "boundsPeriod"), part(dose, "doseQuantity")
    return SentDosage(
        since=text(bounds, "start"),
        until=text(bounds, "end"),
        text=text(dosage, "text"),
        dose=_number(quantity, "value"),
        units=tuple(filter(None, (text(quantity, "code"), text(quantity, "unit")))),
        frequency=_number(repeat, "frequency"),
        period=_number(repeat, "period"),
        period_unit=text(repeat, "periodUnit"),
        route=words(part(dosage, "route")),
        unread=tuple(_unread(dosage, timing, repeat, doses)),
    )


def _unread(dosage: Node, timing: Node, repeat: Node, doses: list[Node]) -> list[str]:
    """Whatever else says how much or how often, so that the rest alone would not be true."""
    found = set(dosage) - _READ_OF_DOSAGE | set(timing) - {"repeat"} | set(repeat) - _READ_OF_REPEAT
    for each in doses[:1]:
        found |= set(each) - _READ_OF_DOSE
        found |= {"comparator"} & set(part(each, "doseQuantity"))
    if len(doses) > 1:
        found.add("several doses")
    return sorted(map(shortened, found))


def _number(of: Node, name: str) -> str:
    value = of.get(name)
    return str(value) if isinstance(value, Number) else ""
