"""The other checks of a case file: calendar arithmetic, entry limits, calculated testosterone."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from labs.free_testosterone import free_testosterone
from labs.plausibility import judge_entry
from monitoring.judgement.cases.answers import number
from monitoring.judgement.cases.facts import ANALYTES, read_measurement
from monitoring.judgement.cases.fields import Fields
from monitoring.judgement.day import add_months
from monitoring.judgement.refusals import Refused
from protocols.targets.quantity import Quantity

FREE_NMOL, FREE_NG, PERCENT, BIOAVAILABLE = 4, 2, 2, 1


def calendar(check: object, path: str) -> str:
    """A date some months later."""
    fields = Fields(check, path, ("date", "add_months", "expected"))
    months = _needed(fields, "add_months")
    if months != int(months):
        raise Refused(fields.at("add_months"), "must be a whole number")
    try:
        return add_months(fields.day("date"), int(months)).isoformat()
    except (ValueError, OverflowError):
        raise Refused(fields.at("add_months"), "leads out of the calendar") from None


def entry(check: object, path: str) -> dict[str, Any]:
    """What entering a value would do: accepted, to be confirmed, or rejected."""
    fields = Fields(check, path, ("analyte", "value", "unit", "comparator", "method", "expected"))
    measured = read_measurement(fields.word("analyte", tuple(ANALYTES)), fields)
    return {"outcome": judge_entry(measured).outcome, "canonical": measured.quantity.value}


def vermeulen(check: object, path: str) -> dict[str, Any]:
    """Free and bioavailable testosterone, calculated."""
    fields = Fields(check, path, ("tt_ng_dl", "shbg_nmol_l", "albumin_g_dl", "expected"))
    albumin = fields.number("albumin_g_dl")
    free = free_testosterone(
        Quantity(_needed(fields, "tt_ng_dl")),
        Quantity(_needed(fields, "shbg_nmol_l")),
        None if albumin is None else Quantity(albumin),
    )
    if free is None:
        raise Refused(fields.at("tt_ng_dl"), "must be above 0")
    return {
        "free_nmol_l": number(Fraction(free.free_nmol_l), FREE_NMOL),
        "free_ng_dl": number(Fraction(free.free_ng_dl), FREE_NG),
        "free_pct": number(Fraction(free.free_percent), PERCENT),
        "bio_ng_dl": number(Fraction(free.bioavailable_ng_dl), BIOAVAILABLE),
    }


def _needed(fields: Fields, name: str) -> Decimal:
    fields.needed(name)
    return fields.number(name) or Decimal(0)


CHECKS: dict[str, Callable[[object, str], Any]] = {
    "calendar": calendar,
    "entry": entry,
    "vermeulen": vermeulen,
}
