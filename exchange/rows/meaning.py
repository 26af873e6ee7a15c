"""What a result that was sent means, and what keeps it out before its cells are read.

Of a code only LOINC is understood, of a status only a word that says how firm the value is.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

from exchange.codes.aliases import NO_ALIASES, Aliases
from exchange.codes.lookup import analyte_of_loinc, measure_of_loinc
from exchange.codes.tables import LOINC, LabCode
from exchange.files.csv_reading import shortened
from exchange.files.social_numbers import MASK
from exchange.rows.fields import Fields
from exchange.rows.identity import normal_number
from exchange.rows.kinds import NOT_FOLLOWED, Kind
from exchange.sent.moments import read_moment
from exchange.sent.result import Code, Person, RecordNumber, SentResult
from exchange.sent.statements import Status
from protocols.targets.analytes import BY_SLUG

STATUSES = {
    "P": Status.PRELIMINARY,
    "R": Status.PRELIMINARY,
    "S": Status.PRELIMINARY,
    "F": Status.FINAL,
    "U": Status.FINAL,
    "C": Status.CORRECTED,
    "D": Status.WITHDRAWN,
    "W": Status.WITHDRAWN,
    "X": Status.WITHDRAWN,
    "preliminary": Status.PRELIMINARY,
    "final": Status.FINAL,
    "amended": Status.CORRECTED,
    "corrected": Status.CORRECTED,
    "cancelled": Status.WITHDRAWN,
    "entered-in-error": Status.WITHDRAWN,
}
"""HL7 table 0085 and FHIR's observation-status; what is not here says nothing of how firm."""

ANNOUNCED = frozenset({"I", "N", "O", "registered"})
WOMEN = frozenset({"f", "female"})
"""HL7 table 0001 and FHIR's administrative gender. No result of hers is a man's."""


class OfSomebody(Protocol):
    """Anything that was sent about a person."""

    @property
    def person(self) -> Person:
        """The person as the sender describes him."""


_LOINC_OID = "2.16.840.1.113883.6.1"
_LOINC_NAMES = {"LN", "LOINC", _LOINC_OID, f"URN:OID:{_LOINC_OID}", LOINC.upper()}
_LONGEST_NUMBER = 200
_LONGEST_ORDER = 250


def numbers_of(sent: OfSomebody) -> list[RecordNumber]:
    """The record numbers of a man that are no social security number written over."""
    return [each for each in sent.person.numbers if each.number.strip(f"{MASK}-")]


def record_number_of(sent: OfSomebody) -> str:
    """The one by which what is said of a man is brought together; empty where it is not one."""
    numbers = numbers_of(sent)
    return normal_number(numbers[0].number) if len(numbers) == 1 else ""


def code_of(sent: SentResult, aliases: Aliases = NO_ALIASES) -> LabCode | None:
    """The LOINC code of a result, if it has one that is known here and no second meaning.

    Without any, what the clinic noted about a code of that laboratory.
    """
    found = _by_loinc(sent.codes)
    if found:
        return found[0] if len({each.analyte for each in found}) == 1 else None
    return _noted(sent, aliases)


@lru_cache(maxsize=1024)  # a laboratory sends a few codes, again and again
def _by_loinc(codes: tuple[Code, ...]) -> list[LabCode]:
    return [
        known
        for each in codes
        if each.system.upper() in _LOINC_NAMES and (known := analyte_of_loinc(each.code))
    ]


def _noted(sent: SentResult, aliases: Aliases) -> LabCode | None:
    """What the clinic has noted about a code of this laboratory; never about a bone scan's."""
    if any(measure_of_loinc(each.code) for each in sent.codes):
        return None
    noted = aliases.code(sent.laboratory, sent.codes)
    if noted is None or noted[1] not in BY_SLUG:
        return None
    return LabCode(noted[0].code, "", noted[1], (), "noted about the laboratory")


def status_of(sent: SentResult) -> Status | None:
    """How firm a result is; None where its word does not say so."""
    return STATUSES.get(sent.status)


Refusals = Iterator[tuple[str, str, Kind]]


def refusals(
    sent: SentResult,
    fields: Fields,
    code: LabCode | None,
    aliases: Aliases = NO_ALIASES,
    *,
    is_his: bool = False,
) -> Refusals:
    """What keeps a result with that code out before its cells are read: field, reason, kind.

    With `is_his` it is known already whose it is, and of which day.
    """
    if code is None:
        yield _unknown_code(sent, fields, aliases)
        return
    yield from _status_refusals(sent, fields)
    if not is_his:
        yield from _draw_refusals(sent, fields)
    numbers = max(len(sent.placer), len(sent.filler))
    if numbers > _LONGEST_NUMBER or len(sent.order) > _LONGEST_ORDER:
        yield fields.order, "The order number is far too long to be one.", Kind.MALFORMED


def _draw_refusals(sent: SentResult, fields: Fields) -> Refusals:
    yield from person_refusals(sent, fields)
    if read_moment(sent.collected) is None:
        yield fields.collected, _no_date(sent.collected, "when blood was drawn"), Kind.MALFORMED


def _unknown_code(sent: SentResult, fields: Fields, aliases: Aliases) -> tuple[str, str, Kind]:
    if any(measure_of_loinc(each.code) for each in sent.codes):
        reason = "A measure of a bone scan. Scans are not read from messages: enter it on his page."
        return fields.code, reason, Kind.NOT_A_RESULT
    noted = aliases.code(sent.laboratory, sent.codes)
    if noted is not None and noted[1] == NOT_FOLLOWED:
        reason = "The clinic does not follow what this laboratory means by this code."
        return fields.code, reason, Kind.NOT_FOLLOWED
    codes = ", ".join(
        f"“{shortened(each.code)}” ({shortened(each.system) or 'no system'})"
        for each in sent.codes
        if each.code
    )
    known = f"No analyte is known by the code {codes}." if codes else "It came without a code."
    reason = f"{known} Nothing is told from its name."
    return fields.code, reason, Kind.UNKNOWN_CODE


def _status_refusals(sent: SentResult, fields: Fields) -> Refusals:
    status = status_of(sent)
    if sent.status in ANNOUNCED:
        yield fields.status, "The result is announced and not there yet.", Kind.NOT_A_RESULT
    elif status is None:
        stated = f"“{shortened(sent.status)}” is none" if sent.status else "It is missing"
        reason = f"Whether the result is final is not said. {stated}: it may be cut off or damaged."
        yield fields.status, reason, Kind.MALFORMED
    elif status is not Status.WITHDRAWN and sent.typed is None:
        yield fields.value, sent.no_value, Kind.NOT_A_RESULT


def person_refusals(sent: OfSomebody, fields: Fields) -> Refusals:
    """Why the man whom something was sent about cannot be looked for."""
    numbers = numbers_of(sent)
    if not numbers:
        reason = "No medical record number (type MR) that counts here was sent with it."
        yield fields.number, reason, Kind.UNKNOWN_PATIENT
    elif len(numbers) > 1:
        reason = "It came with several record numbers. Say whose count."
        yield fields.number, reason, Kind.UNKNOWN_PATIENT
    elif len(numbers[0].authority) > _LONGEST_NUMBER:
        yield fields.number, "The authority's name is far too long to be one.", Kind.MALFORMED
    if sent.person.sex.casefold() in WOMEN:
        reason = "It was sent as a woman's, and only men are followed here. Is the number his?"
        yield fields.sex, reason, Kind.UNKNOWN_PATIENT
    if read_moment(sent.person.born) is None:
        yield fields.born, _no_date(sent.person.born, "when he was born"), Kind.UNKNOWN_PATIENT


def _no_date(written: str, what: str) -> str:
    if not written:
        return f"It is not said {what}."
    return f"“{shortened(written)}” does not say to the day {what}."
