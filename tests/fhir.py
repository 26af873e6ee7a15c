"""Reading back what went out as FHIR, and holding it against two readings of the standard."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from exchange.fhir.export import record_told
from patients.models import Patient

SCHEMA = Path(__file__).parents[2] / "shared/samples/fhir/fhir-r4.schema.json.gz"
"""The official JSON schema of R4, where it is at hand."""


def told(man: Patient) -> dict[str, Any]:
    """A man's record as it goes out, with every number as a decimal."""
    men = man.clinic.patient_details.current().select_related("patient", "clinic")
    return read(record_told(men.get(patient=man), by=None))


def read(pieces: Iterable[str]) -> dict[str, Any]:
    return json.loads("".join(pieces), parse_float=Decimal, parse_int=Decimal)


def resources(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in bundle.get("entry", [])]
    return [each for each in found if each["resourceType"] == kind]


def named(bundle: dict[str, Any], text: str) -> list[dict[str, Any]]:
    """The observations whose code is called this, in words."""
    return [each for each in resources(bundle, "Observation") if each["code"]["text"] == text]


needs_schema = pytest.mark.skipif(not SCHEMA.exists(), reason="The schema is not at hand.")


@cache
def _validator(kind: str) -> Any:
    """The official schema for one kind of resource."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(gzip.decompress(SCHEMA.read_bytes()))
    return jsonschema.Draft6Validator(schema | {"oneOf": [{"$ref": f"#/definitions/{kind}"}]})


def against_schema(resource: dict[str, Any]) -> list[str]:
    """What the official schema has against one resource."""
    errors = _validator(resource["resourceType"]).iter_errors(_plain(resource))
    return [error.message for error in errors]


def against_models(resource: dict[str, Any]) -> list[str]:
    """What the models of fhir.resources have against one resource."""
    pytest.importorskip("fhir.resources")
    from fhir.resources.R4B import get_fhir_model_class

    model = get_fhir_model_class(resource["resourceType"])
    try:
        model.model_validate(_plain(resource))
    except ValueError as refused:
        return [str(refused)]
    return []


def faults(resource: dict[str, Any]) -> Iterator[str]:
    """What either reading has against a resource; one alone where the schema is not at hand."""
    if SCHEMA.exists():
        yield from against_schema(resource)
    yield from against_models(resource)


def _plain(value: Any) -> Any:
    """The same with the numbers that Python's own JSON would have read."""
    return json.loads(json.dumps(value, default=_number))


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
