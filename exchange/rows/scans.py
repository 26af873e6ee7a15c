"""What a measure of a bone scan means: which site, which side, which number. Pure.

Of the words of a sender only those are understood in which the product itself writes a place and
a maker. A femur that is not said to be its neck, a scanner without a maker, and a number that a
person would be asked about are left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from exchange.codes.lookup import measure_of_loinc, unit_of_measure
from exchange.codes.tables import ScanCode
from exchange.files.csv_reading import shortened
from exchange.rows.kinds import Kind
from exchange.rows.plausible_facts import NotTaken
from exchange.sent.facts import SentMeasure
from labs.models import DexaScan, Manufacturer, SiteName
from protocols.targets.entry import BMD, LSC, SCORE

VALUE, PLACE, DEVICE, STATUS, NOTE = "value", "bodySite", "device", "status", "note"
COMPARED_WITH = "Reference data: "
SMALLEST_CHANGE = "Least significant change of the facility: "
"""How an export begins a note beside a score or a density."""

FIRM = frozenset({"final", "amended", "corrected"})
TAKEN_BACK = frozenset({"cancelled", "entered-in-error"})
COLUMNS = {"bmd": "bmd_g_cm2", "t": "t_score", "z": "z_score"}

_LIMITS = {"bmd": BMD, "t": SCORE, "z": SCORE}
_PLACES = {"bmd": 4, "t": 2, "z": 2}
_OTHER_SCORE = {"t": re.compile(r"\bz.?score", re.I), "z": re.compile(r"\bt.?score", re.I)}
_NUMBER = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]+)?")
_VERTEBRAE = re.compile(r"L[1-5](?:-L[1-5])?(?:,L[1-5])*")
_MAKERS = {label.casefold(): value for value, label in Manufacturer.choices}
_SIDES = ("left", "right")


@dataclass(frozen=True, slots=True)
class Measured:
    """One number of one site of one scan, with what was told beside it."""

    site: str
    column: str
    number: Decimal
    side: str = ""
    vertebrae: str = ""
    lsc: Decimal | None = None
    compared_with: str = ""


def meant(sent: SentMeasure) -> Measured:
    """What was measured; raises NotTaken."""
    _refuse_status(sent)
    code = measure_of_loinc(sent.code.code)
    if code is None:
        raise NotTaken("code", "The code names no measure of a bone scan.", Kind.UNKNOWN_CODE)
    site, side, vertebrae = _placed(sent, code)
    number = _number(sent, code)
    smallest = _noted(sent, SMALLEST_CHANGE).removesuffix(" g/cm2")
    return Measured(
        site,
        COLUMNS[code.measure],
        number,
        side,
        vertebrae,
        _smallest_change(smallest) if smallest and code.measure == "bmd" else None,
        _noted(sent, COMPARED_WITH),
    )


def scanner(sent: SentMeasure) -> dict[str, str]:
    """The scanner's maker, model and name; raises NotTaken. Other scanners do not compare."""
    maker = _MAKERS.get(sent.device.manufacturer.casefold())
    if maker is None or not sent.device.name:
        raise NotTaken(
            DEVICE,
            "It is not said which scanner of which maker measured it, and only scans of one "
            "scanner are compared. Enter the scan on his page.",
        )
    told = {"manufacturer": maker, "model": sent.device.model, "device": sent.device.name}
    told["facility"] = sent.facility
    for name, text in told.items():
        _refuse_long(DexaScan, name, text)
    return told


def _refuse_long(model: type[DexaScan], name: str, text: str) -> None:
    longest = getattr(model._meta.get_field(name), "max_length", None) or 0
    if len(text) > longest:
        reason = f"“{shortened(text)}” has {len(text)} characters, at most {longest} are kept."
        raise NotTaken(DEVICE, reason, Kind.MALFORMED)


def _refuse_status(sent: SentMeasure) -> None:
    if sent.status in TAKEN_BACK:
        reason = "The sender took it back. Where it stands on his page, mark it there."
        raise NotTaken(STATUS, reason)
    if sent.status not in FIRM:
        said = f"“{shortened(sent.status)}”" if sent.status else "without a status"
        raise NotTaken(STATUS, f"It is {said}, and a scan is taken once it is final.")


def _placed(sent: SentMeasure, code: ScanCode) -> tuple[str, str, str]:
    """Site, side and vertebrae: what the code says, and what the body site adds to it."""
    named = {label: value for value, label in SiteName.choices}
    label = next((each for each in named if _begins(sent.body_site, each)), "")
    stated, rest = named.get(label, ""), _parts(sent.body_site[len(label) :] if label else "")
    if code.site and stated and code.site != stated:
        raise NotTaken(PLACE, "Code and body site name two places.", Kind.CONFLICT)
    if not code.site and stated != SiteName.FEMORAL_NECK:
        reason = "The code says femur and not which part of it. Enter the scan on his page."
        raise NotTaken(PLACE, reason)
    side = next((each for each in rest if each in _SIDES), "")
    if code.side and side and code.side != side:
        raise NotTaken(PLACE, "Code and body site name two sides.", Kind.CONFLICT)
    vertebrae = next((each for each in rest if _VERTEBRAE.fullmatch(each)), "")
    return code.site or stated, code.side or side, vertebrae


def _begins(words: str, label: str) -> bool:
    return words == label or words.startswith(f"{label}, ")


def _parts(rest: str) -> list[str]:
    return [each.strip() for each in rest.split(", ")]


def _number(sent: SentMeasure, code: ScanCode) -> Decimal:
    """The number, within what a scan can show; what a person would be asked about is refused."""
    if sent.typed is None:
        raise NotTaken(VALUE, sent.no_value)
    _refuse_unit(sent, code)
    if not _NUMBER.fullmatch(sent.typed):
        raise NotTaken(VALUE, f"“{shortened(sent.typed)}” is no single number.")
    number, places = Decimal(sent.typed), _PLACES[code.measure]
    if number != round(number, places):
        raise NotTaken(VALUE, f"{sent.typed} has more than {places} decimals. Nothing is rounded.")
    limits = _LIMITS[code.measure]
    if doubt := limits.refusal(number) or limits.question(number):
        raise NotTaken(VALUE, f"{doubt} If it is right, enter the scan.", Kind.IMPLAUSIBLE)
    return number


def _refuse_unit(sent: SentMeasure, code: ScanCode) -> None:
    """Unit, unit text and the code's own name have to speak of the same measure."""
    if not sent.units or not all(unit_of_measure(each, code.measure) for each in sent.units):
        units = " ".join(map(shortened, sent.units)) or "no unit"
        raise NotTaken(VALUE, f"{units} is not the unit of this measure.", Kind.UNKNOWN_UNIT)
    other = _OTHER_SCORE.get(code.measure)
    if other and other.search(sent.code.text):
        raise NotTaken("code", "Its code and its name are those of two scores.", Kind.CONFLICT)


def _noted(sent: SentMeasure, beginning: str) -> str:
    noted: Iterator[str] = (each for each in sent.notes if each.startswith(beginning))
    return next(noted, "").removeprefix(beginning)


def _smallest_change(written: str) -> Decimal | None:
    """The facility's least significant change, where an export wrote it."""
    if not _NUMBER.fullmatch(written) or LSC.refusal(number := Decimal(written)):
        raise NotTaken(NOTE, "The least significant change cannot be read.", Kind.MALFORMED)
    return number
