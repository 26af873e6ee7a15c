"""A man as a Patient. Only men are registered, as the banner of every page about one says."""

from __future__ import annotations

from exchange.fhir.parts import Resource, headed, meta, named
from exchange.fhir.writing import Value, filled
from patients.models import PatientDetails

IDENTIFIER_TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
NOT_KNOWN: Resource = {
    "extension": [
        {
            "url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
            "valueCode": "unknown",
        }
    ]
}
"""Stands for a birth date that was only reckoned from an age: no day can be vouched for."""


def patient(details: PatientDetails) -> Resource:
    """Who he is, under the clinic's own record number."""
    estimated = details.born_on_is_estimated
    return headed(
        "Patient",
        details.patient.opaque_id,
        meta=meta(details),
        identifier=[_record_number(details)],
        active=details.is_followed,
        name=_names(details),
        telecom=_telecom(details),
        gender="male",
        birthDate=None if estimated else details.born_on.isoformat(),
        _birthDate=NOT_KNOWN if estimated else None,
        deceasedDateTime=details.deceased_on.isoformat() if details.deceased_on else None,
        managingOrganization=named(details.clinic.name),
    )


def _record_number(details: PatientDetails) -> Resource:
    kind: Resource = {"coding": [{"system": IDENTIFIER_TYPES, "code": "MR"}]}
    return filled(type=kind, value=details.record_number, assigner=named(details.clinic.name))


def _names(details: PatientDetails) -> list[Value]:
    given: list[Value] = [details.given_name] if details.given_name.strip() else []
    name = filled(family=details.family_name, given=given)
    return [name] if name else []


def _telecom(details: PatientDetails) -> list[Value]:
    ways = (("phone", details.phone), ("email", details.email))
    return [filled(system=system, value=value) for system, value in ways if value]
