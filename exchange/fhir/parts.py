"""The small parts that every resource is made of: references, codes, quantities, days."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from exchange.codes.lookup import UCUM
from exchange.fhir.writing import Value, filled
from patients.facts import Fact
from patients.models import Patient

Resource = dict[str, Value]


def subject(man: Patient) -> Resource:
    """The man, as every other resource names him."""
    return {"reference": f"urn:uuid:{man.opaque_id}"}


def named(name: str) -> Resource:
    """Somebody or something that has no resource of its own here; empty where it has no name."""
    return filled(display=name)


def concept(text: str, system: str = "", code: str = "", name: str = "") -> Resource:
    """A meaning in words, with its code where one was checked."""
    coding: list[Value] = [filled(system=system, code=code, display=name)] if code else []
    return filled(coding=coding, text=text)


def quantity(value: Decimal, code: str, label: str, comparator: str = "") -> Resource:
    """A number with its unit in UCUM, with all its digits; below or above a limit, as reported."""
    return filled(value=value, comparator=comparator, unit=label, system=UCUM, code=code)


def day_or_moment(on: date, at: time | None, zone: ZoneInfo) -> str:
    """The clinic's day; where the time is known, the moment with the offset of that day."""
    if at is None:
        return on.isoformat()
    return datetime.combine(on, at, zone).isoformat(timespec="seconds")


def meta(fact: Fact) -> Resource:
    """Which version of the document this is, and since when it stands."""
    return {"versionId": str(fact.version), "lastUpdated": fact.recorded_at.isoformat()}


def entry(resource: Resource) -> Resource:
    """A resource in its bundle, under the address that the others use."""
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def headed(kind: str, key: UUID, **fields: Value | None) -> Resource:
    """A resource of a kind under its own identifier, which never changes."""
    return {"resourceType": kind, "id": str(key), **filled(**fields)}
