"""One measure of a bone scan, as an Observation tells it. Pure."""

from __future__ import annotations

from exchange.codes.lookup import measure_of_loinc
from exchange.fhir_reading.orders import Surroundings, refuse_other_focus
from exchange.fhir_reading.tree import Node, first, part, parts, text, words
from exchange.fhir_reading.values import sent_value
from exchange.files.csv_reading import shortened
from exchange.sent.facts import Device, SentMeasure
from exchange.sent.result import Code, NoValue, Person


def is_measure(codes: tuple[Code, ...]) -> bool:
    """Whether the codes name a measure of a bone scan."""
    return any(measure_of_loinc(each.code) for each in codes)


def read_measure(
    around: Surroundings,
    holder: Node,
    *,
    codes: tuple[Code, ...],
    person: Person,
    line: int,
    place: str,
) -> SentMeasure:
    """Read the measure that an observation, or one of its components, holds."""
    body = around.observation.body
    typed, no_value = _value(around, holder)
    quantity = part(holder, "valueQuantity")
    return SentMeasure(
        line=line,
        place=place,
        message=shortened(around.observation.id),
        person=person,
        code=next(each for each in codes if measure_of_loinc(each.code)),
        status=text(body, "status"),
        scanned=around.collected,
        facility=around.laboratory,
        device=_device(around),
        body_site=words(part(body, "bodySite")),
        typed=typed,
        no_value=no_value,
        units=tuple(filter(None, (text(quantity, "code"), text(quantity, "unit")))),
        notes=notes_of(body),
    )


def notes_of(body: Node) -> tuple[str, ...]:
    """What was noted beside a resource."""
    return tuple(filter(None, (text(each, "text") for each in parts(body, "note"))))


def _value(around: Surroundings, holder: Node) -> tuple[str | None, str]:
    try:
        refuse_other_focus(around)
        return sent_value(holder), ""
    except NoValue as why:
        return None, str(why)


def _device(around: Surroundings) -> Device:
    """The scanner where it stands as a resource; of one that is only named no part is told."""
    observation = around.observation
    found = around.pool.find(part(observation.body, "device"), observation.home)
    if text(found, "resourceType") != "Device":
        return Device()
    named = (text(each, "name") for each in parts(found, "deviceName"))
    return Device(
        text(found, "manufacturer"),
        text(found, "modelNumber"),
        text(found, "serialNumber") or first(named),
    )
