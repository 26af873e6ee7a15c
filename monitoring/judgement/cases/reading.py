"""From the text of a case file to plain values: numbers exact, nothing lost on the way.

What JSON lets pass and a case can't mean is kept, so that it is refused where it stands and the
other cases still run: a field given twice, NaN, a number of any size.
"""

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal, DecimalException
from typing import Any

from monitoring.judgement.refusals import Refused

FILE = "file"
"""The path of a refusal that concerns the file as a whole."""

MOST_DIGITS_OF_A_WHOLE = 100
"""A whole number with more digits is never read as one: that would take very long."""

NO_NUMBER = Decimal("NaN")


class Repeating(dict[str, Any]):
    """An object of the file in which a field is given more than once; `twice` names one."""

    twice: str = ""


def read_document(text: bytes) -> object:
    """The values of a case file; refuses (`Refused`) what is no JSON in UTF-8."""
    try:
        return json.loads(
            text.decode("utf-8-sig"),
            parse_int=_whole,
            parse_float=_exact,
            parse_constant=lambda _: NO_NUMBER,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as fault:
        raise Refused(FILE, f"is not written in UTF-8 (byte {fault.start})") from None
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        raise Refused(FILE, f"is no JSON: {fault.msg}, {where}") from None
    except RecursionError:
        raise Refused(FILE, "is nested too deeply") from None


def _whole(digits: str) -> int | Decimal:
    return int(digits) if len(digits) <= MOST_DIGITS_OF_A_WHOLE else _exact(digits)


def _exact(digits: str) -> Decimal:
    try:
        return Decimal(digits)
    except DecimalException:
        return NO_NUMBER


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) == len(pairs):
        return fields
    repeating = Repeating(fields)
    repeating.twice = _first_repeated(name for name, _ in pairs)
    return repeating


def _first_repeated(names: Iterable[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return ""
