"""What an OBX segment gives as its value, as one text such as "31", "<5" or "747.4 H". Pure.

A value is read by its declared type only. The code of a coded value is never taken for a number,
and of a range, a ratio or a list nothing is picked out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from exchange.files.csv_reading import shortened
from exchange.hl7.segments import Segment, nth
from exchange.sent.result import NoValue

NUMERIC = "NM"
TEXT_TYPES = ("ST", "TX", "FT")
CODED_TYPES = ("CWE", "CE", "CNE", "CF")
STRUCTURED = "SN"
_ORIGINAL_TEXT = 9
_SIGNED = re.compile(r"\+([0-9]*\.?[0-9]+)|\+?([0-9]+)\.")


def sent_value(obx: Segment) -> str:
    """The value as text; raises NoValue."""
    values, kind = obx.repetitions(5), obx.text(2).upper()
    if not values:
        raise NoValue("No value was sent.")
    if not kind:
        raise NoValue("The type of the value (OBX-2) is missing, so that it cannot be read.")
    if len(values) > 1:
        raise NoValue(f"{len(values)} values were sent for one result.")
    components = obx.marks.components(values[0])
    if kind == STRUCTURED:
        return _structured(components)
    if kind in CODED_TYPES:
        return _coded(components)
    if kind == NUMERIC:
        return _without_sign(_single(components))
    if kind in TEXT_TYPES:
        return _single(components)
    raise NoValue(f"A value of type {shortened(kind)} is no number.")


def _single(components: Sequence[str]) -> str:
    if any(components[1:]):
        raise NoValue(f"“{_shown(components)}” is not one value.")
    return components[0]


def _without_sign(number: str) -> str:
    """A number as its type allows it: after a plus sign, or with a point that nothing follows."""
    signed = _SIGNED.fullmatch(number)
    return signed[1] or signed[2] if signed else number


def _structured(components: Sequence[str]) -> str:
    """Comparator, number, separator, second number: only the first two make one result."""
    if any(components[2:]) or not nth(components, 2):
        raise NoValue(f"“{_shown(components)}” is a range, a ratio or a series, not one value.")
    comparator = components[0].replace("=", "") if components[0] == "=" else components[0]
    return f"{comparator}{components[1]}"


def _coded(components: Sequence[str]) -> str:
    """A coded value is words; only where no code stands may its text be a number."""
    words = nth(components, _ORIGINAL_TEXT) or nth(components, 2)
    if components[0] or not words:
        raise NoValue(f"“{shortened(words or components[0])}” is a coded value, not a number.")
    return words


def _shown(components: Sequence[str]) -> str:
    return shortened(" ".join(each for each in components if each))
