"""Small bundles of results, and the shortest way to bring them in."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from accounts.models import Clinic
from exchange.fhir.writing import as_json
from exchange.intake.importing import Order, ReceivedFile, import_files
from exchange.intake.report import Report
from tests.intake.messages import ESTRADIOL, TODAY

Json = dict[str, Any]

UCUM = "http://unitsofmeasure.org"
LOINC = "http://loinc.org"
HIM = "urn:uuid:6f0e7b52-3f5c-4a57-9d0c-0d9a3c3c1f01"
TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"


def identifier(kind: str, value: str, **more: Any) -> Json:
    """A number of a person, typed."""
    return {"type": {"coding": [{"system": TYPES, "code": kind}]}, "value": value, **more}


def patient(**changes: Any) -> Json:
    """The man of the bundles."""
    usual = {
        "resourceType": "Patient",
        "identifier": [identifier("MR", "007", assigner={"display": "HARBOR"})],
        "name": [{"family": "Adler", "given": ["Bert"]}],
        "birthDate": "1970-03-01",
    }
    return without_nothing(usual | changes)


def quantity(value: str, unit: str = "pg/mL", **changes: Any) -> Json:
    """A value in UCUM, with the digits that are written here."""
    usual = {"value": Decimal(value), "unit": unit, "system": UCUM, "code": unit}
    return without_nothing(usual | changes)


def coded(code: str, system: str = LOINC) -> Json:
    return {"coding": [{"system": system, "code": code, "display": "what it is called"}]}


def observation(
    value: str = "31", loinc: str = ESTRADIOL, unit: str = "pg/mL", **more: Any
) -> Json:
    """One result; what is given as None is left out."""
    usual = {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": coded(loinc),
        "subject": {"reference": HIM},
        "effectiveDateTime": "2026-11-16T08:10:00+00:00",
        "issued": "2026-11-17T12:00:00Z",
        "performer": [{"display": "Quay Laboratory"}],
        "valueQuantity": quantity(value, unit),
    }
    return without_nothing(usual | more)


def without_nothing(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value is not None}


def bundle(*resources: Json, man: Json | None = None, **more: Any) -> str:
    """A bundle of a man and what is said of him."""
    entries = [{"fullUrl": HIM, "resource": man or patient()}]
    entries += [{"resource": each} for each in resources]
    return as_json({"resourceType": "Bundle", "type": "collection", "entry": entries, **more})


def lines(*resources: Json) -> str:
    """The same as NDJSON, the man under his own id."""
    return "\n".join(as_json(each) for each in resources)


def bring(clinic: Clinic, *files: str | bytes, **order: Any) -> Report:
    """Import files of resources; new men are allowed unless said otherwise."""
    contents = [each.encode() if isinstance(each, str) else each for each in files]
    received = [ReceivedFile("lab.json", content) for content in contents]
    return import_files(received, Order(clinic, TODAY, **{"create_patients": True} | order))


def kept(content: bytes | memoryview) -> Any:
    """A file that was kept, as JSON."""
    return json.loads(bytes(content))
