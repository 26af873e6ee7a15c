"""What an Observation or one of its components gives as its value, as one text. Pure.

A value is read by its declared type only, and of a range, a ratio or a list nothing is picked out.
"""

from __future__ import annotations

import re
from decimal import Decimal

from exchange.codes.lookup import UCUM, unit_of_sender
from exchange.fhir_reading.json_text import Number
from exchange.fhir_reading.tree import Node, first, part, parts, plain, text, words
from exchange.files.csv_reading import shortened
from exchange.sent.result import NoValue

_COMPARATORS = {"", "<", "<=", ">=", ">"}
_UCUM_NAMES = {UCUM, "urn:oid:2.16.840.1.113883.6.8"}
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_EXPONENT = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?[eE][+-]?[0-9]{1,2}")


def has_value(holder: Node) -> bool:
    """Whether something says what came out, or why nothing did."""
    return bool(_value_members(holder)) or "dataAbsentReason" in holder


def sent_value(holder: Node) -> str:
    """The value as text, such as "31" or "<5.0"; raises NoValue."""
    members = _value_members(holder)
    if "dataAbsentReason" in holder:
        reason = shortened(_reason(part(holder, "dataAbsentReason")))
        raise NoValue(f"No value: {reason or 'no reason is given'}.")
    if "modifierExtension" in holder:
        raise NoValue("It carries a modifier (modifierExtension) that is not understood here.")
    if not members:
        raise NoValue("No value was sent.")
    if len(members) > 1:
        raise NoValue(f"{len(members)} values were sent for one result.")
    return _single(holder, members[0])


def sent_unit(holder: Node) -> str:
    """The unit: its UCUM code, else its text. Two that contradict each other are both told.

    No table knows both together, so that such a result waits.
    """
    quantity = part(holder, "valueQuantity")
    code, label = text(quantity, "code"), text(quantity, "unit")
    named, meant = unit_of_sender(label), unit_of_sender(code)
    if named and meant and named != meant:
        return f"{code} ({label})"
    is_ucum = text(quantity, "system").rstrip("/").replace("https:", "http:") in _UCUM_NAMES
    return (code or label) if is_ucum else (label or code)


def sent_range(holder: Node) -> str:
    """The reference range as text, where there is one."""
    ranges = parts(holder, "referenceRange")
    if len(ranges) != 1:
        return ""
    low, high = part(ranges[0], "low"), part(ranges[0], "high")
    ends = [_quantity_text(low), _quantity_text(high)]
    signs = {(True, False): ">= ", (False, True): "<= "}
    sign = signs.get((bool(ends[0]), bool(ends[1])), "")
    span = sign + " - ".join(filter(None, ends))
    unit = text(low, "unit") or text(high, "unit")
    return text(ranges[0], "text") or (f"{span} {unit}".strip() if any(ends) else "")


def _value_members(holder: Node) -> list[str]:
    return [name for name in holder if name.startswith("value")]


def _reason(absent: Node) -> str:
    return words(absent) or first(text(each, "code") for each in parts(absent, "coding"))


def _single(holder: Node, member: str) -> str:
    if member == "valueQuantity":
        return _quantity(part(holder, member))
    if member == "valueInteger":
        return _digits(holder[member])
    if member == "valueString":
        return text(holder, member)
    kind = shortened(plain(member.removeprefix("value")))
    said = words(part(holder, member)) if member == "valueCodeableConcept" else ""
    raise NoValue(f"A value of type {kind} is no number{f': “{shortened(said)}”' if said else ''}.")


def _quantity(quantity: Node) -> str:
    comparator = text(quantity, "comparator")
    if comparator not in _COMPARATORS:
        raise NoValue(f"The comparator “{shortened(comparator)}” is not known.")
    if "comparator" in quantity and not comparator:
        raise NoValue("The comparator cannot be read.")
    return f"{comparator}{_digits(quantity.get('value'))}"


def _quantity_text(quantity: Node) -> str:
    value = quantity.get("value")
    return plain(value) if isinstance(value, Number) else ""


def _digits(value: object) -> str:
    """A number with the digits that were written; an exponent is written out."""
    if not isinstance(value, Number):
        raise NoValue("No number was sent as the value.")
    if _EXPONENT.fullmatch(value):
        return f"{Decimal(str(value)):f}"
    if not _NUMBER.fullmatch(value):
        raise NoValue(f"“{shortened(str(value))}” is no number that a result can be.")
    return str(value)
