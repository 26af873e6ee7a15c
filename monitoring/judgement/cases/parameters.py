"""Numbers of the rule book that a case file moves."""

import re
from decimal import Decimal

from monitoring.judgement.cases.fields import Fields, exact_number
from monitoring.judgement.refusals import Refused
from protocols.targets.book import PLACES, OutOfRange, Targets

_DIGITS = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def read_targets(document: Fields, targets: Targets) -> Targets:
    """The rule book with the parameters of a document; refuses unknown and impossible ones."""
    if not document.has("parameters"):
        return targets
    numbers = {
        name: _number(raw, path)
        for name, path, raw in document.members("parameters", tuple(PLACES))
    }
    try:
        return targets.moved(numbers)
    except OutOfRange as fault:
        raise Refused(f"{document.at('parameters')}.{fault.parameter}", fault.why) from None


def _number(raw: object, path: str) -> Decimal:
    """A number, or the text of one: "0.5" keeps its digits where a file's own number may not."""
    if not isinstance(raw, str):
        return exact_number(raw, path)
    if not _DIGITS.fullmatch(raw):
        raise Refused(path, "must be a number")
    return exact_number(Decimal(raw), path)
