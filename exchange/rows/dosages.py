"""What one dosage of a course means: dose, schedule, route and regimen, exactly or not. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.db.models import DecimalField

from exchange.files.csv_reading import shortened
from exchange.rows.kinds import Kind
from exchange.rows.plausible_facts import NotTaken
from exchange.sent.facts import SentCourse, SentDosage
from protocols.models import Drug, Route, TherapyEvent
from protocols.targets.entry import ANASTROZOLE_SINGLE_MG, ANASTROZOLE_WEEKLY_MG

DOSAGE = "dosage"
DAYS_OF_A_WEEK = 7
AS_SENT = "As sent: "

_LONGEST_REGIMEN = TherapyEvent._meta.get_field("regimen").max_length or 0
_ROUTES = {label.casefold(): value for value, label in Route.choices}


def taken(dosage: SentDosage, drug: str, sent: SentCourse) -> dict[str, object]:
    """Dose, schedule, route and regimen, exactly."""
    if dosage.unread:
        reason = f"The dosage also says {', '.join(dosage.unread)}, which is not understood here."
        raise NotTaken(DOSAGE, f"{reason} Enter the course on his page.")
    route = _ROUTES.get(dosage.route.casefold(), "")
    if dosage.route and not route:
        raise NotTaken(DOSAGE, f"The route “{shortened(dosage.route)}” is not known here.")
    taken: dict[str, object] = {"dose_mg": _dose(dosage), **_schedule(dosage), "route": route}
    if drug == Drug.ANASTROZOLE:
        _refuse_unlikely(taken)
    return taken | _regimen(dosage, drug, sent, TherapyEvent(**taken).regimen_line)


def _dose(dosage: SentDosage) -> Decimal | None:
    if not dosage.dose:
        return None
    if {each.casefold() for each in dosage.units} != {"mg"}:
        units = " ".join(map(shortened, dosage.units)) or "no unit"
        reason = f"A dose in {units} is not turned into mg. Enter the course on his page."
        raise NotTaken(DOSAGE, reason, Kind.UNKNOWN_UNIT)
    return _fitting(_number(dosage.dose), "dose_mg")


def _schedule(dosage: SentDosage) -> dict[str, Decimal | None]:
    """So many times a week, or once in so many days."""
    if not (dosage.frequency or dosage.period or dosage.period_unit):
        return {}
    times, period = _number(dosage.frequency), _number(dosage.period)
    if times <= 0 or period <= 0 or dosage.period_unit not in {"d", "wk"}:
        raise NotTaken(DOSAGE, "How often he takes it is not said in days or weeks.")
    if dosage.period_unit == "d" and times == 1:
        return {"every_days": _fitting(period, "every_days")}
    weeks = Fraction(period) / (1 if dosage.period_unit == "wk" else DAYS_OF_A_WEEK)
    return {"per_week": _fitting(_exact(Fraction(times) / weeks), "per_week")}


def _exact(number: Fraction) -> Decimal:
    """A fraction as a decimal with at most two decimals."""
    hundredths = number * 100
    if hundredths.denominator != 1:
        reason = "So many times a week is no number of at most two decimals."
        raise NotTaken(DOSAGE, f"{reason} Enter the course on his page.")
    return Decimal(hundredths.numerator) / 100


def _number(written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        raise NotTaken(DOSAGE, "A number of the dosage is missing or no number.") from None


def _fitting(number: Decimal, column: str) -> Decimal:
    """A number above nought that its column keeps without rounding."""
    field = TherapyEvent._meta.get_field(column)
    if not isinstance(field, DecimalField):
        raise TypeError(f"{column} keeps no decimals.")
    places, digits = field.decimal_places or 0, field.max_digits or 0
    if not 0 < number < Decimal(10) ** (digits - places) or number != round(number, places):
        reason = f"{shortened(str(number))} is not kept to the last digit: {places} decimals are."
        raise NotTaken(DOSAGE, reason, Kind.IMPLAUSIBLE)
    return number


def _refuse_unlikely(taken: Mapping[str, object]) -> None:
    """What an entry by hand would refuse or ask about is left to a hand."""
    dose, per_week, every = (taken.get(name) for name in ("dose_mg", "per_week", "every_days"))
    if not isinstance(dose, Decimal) or not (per_week or every):
        reason = "A course of anastrozole needs a dose in mg and how often it is taken."
        raise NotTaken(DOSAGE, reason)
    often = per_week if isinstance(per_week, Decimal) else DAYS_OF_A_WEEK / Decimal(str(every))
    limits = ANASTROZOLE_SINGLE_MG, ANASTROZOLE_WEEKLY_MG
    for limit, amount in zip(limits, (dose, dose * often), strict=True):
        if doubt := limit.refusal(amount) or limit.question(amount):
            raise NotTaken(DOSAGE, f"{doubt} If it is right, enter it.", Kind.IMPLAUSIBLE)


def _regimen(dosage: SentDosage, drug: str, sent: SentCourse, line: str) -> dict[str, object]:
    """What the words add to the numbers; for another drug than anastrozole that is the regimen."""
    text = dosage.text
    words = "" if text == line else text.removesuffix(f", {line}") if line else text
    own_name = sent.drug.casefold() in {drug, Drug(drug).label.casefold()}
    if drug == Drug.ANASTROZOLE:
        return {"note": f"{AS_SENT}{words}"} if words else {}
    is_written_here = text == line or (bool(line) and text.endswith(f", {line}"))
    named = words if own_name or is_written_here else sent.drug
    if len(named) > _LONGEST_REGIMEN:
        raise NotTaken(DOSAGE, f"The regimen is longer than {_LONGEST_REGIMEN} characters.")
    beside = {"note": f"{AS_SENT}{words}"} if words and words != named else {}
    return {"regimen": named, **beside}
