"""From the versions of a document to its observations, each with the status that it has now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import uuid5

from exchange.fhir.parts import Resource, headed, meta
from exchange.fhir.writing import Value
from patients.facts import Fact

FINAL, AMENDED, PRELIMINARY = "final", "amended", "preliminary"
IN_ERROR = "entered-in-error"
CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"


@dataclass(frozen=True)
class Said:
    """One value in one version of its document; `key` tells it from the document's others."""

    key: str
    body: Resource
    is_open: bool = False


Version = tuple[Fact, list[Said]]


def observations(versions: list[Version]) -> Iterator[Resource]:
    """Every value that any version of a document ever held, as it stands now."""
    latest, standing = versions[-1]
    keys = {said.key: None for _fact, values in versions for said in values}
    now = {} if latest.entered_in_error else {said.key: said for said in standing}
    for key in keys:
        told = [said for _fact, values in versions for said in values if said.key == key]
        status = _status(now.get(key), told)
        yield headed(
            "Observation",
            uuid5(latest.document, key),
            meta=meta(latest),
            status=status,
            **told[-1].body,
        )


def _status(now: Said | None, told: Iterable[Said]) -> str:
    """What a value that has been told so far is worth today.

    A value that stands no longer was entered in error. One that its laboratory has not called
    final, or that is implausible and that nobody has confirmed yet, is preliminary. One that a
    version said otherwise is amended.
    """
    if now is None:
        return IN_ERROR
    if now.is_open:
        return PRELIMINARY
    return AMENDED if any(said.body != now.body for said in told) else FINAL


def category(code: str, name: str) -> list[Value]:
    """The kind of observation, as FHIR groups them."""
    return [{"coding": [{"system": CATEGORIES, "code": code, "display": name}]}]
