"""Numbers, days and comparators in words, the same on paper, on screen and read aloud."""

from datetime import date
from decimal import Decimal

from monitoring.charts.points import Band, ChartValue, Position

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WORDS = {
    Position.BELOW: "below target",
    Position.IN_TARGET: "in target",
    Position.ABOVE: "above target",
    Position.AT_OR_OVER_LIMIT: "at or over the limit",
    Position.UNDECIDABLE: "cannot tell",
}
_ALOUD = {"": "", "<": "less than ", ">": "more than "}


def day(on: date) -> str:
    """A day with its month in letters, so that it cannot be read two ways: 16-Nov-2026."""
    return f"{on.day:02}-{_MONTHS[on.month - 1]}-{on.year}"


def month(on: date) -> str:
    """A month with its year: Nov-2026."""
    return f"{_MONTHS[on.month - 1]}-{on.year}"


def plain(amount: Decimal) -> str:
    """A number without trailing zeros and without an exponent."""
    return f"{amount.normalize():f}"


def weekly(dose_mg: Decimal) -> str:
    """A weekly dose in mg with at least one decimal, so that 1.0 is not read as 10."""
    text = plain(dose_mg)
    return text if "." in text else f"{text}.0"


def aloud(value: ChartValue) -> str:
    """A result as it is spoken: `<15` is "less than 15"."""
    return _ALOUD[value.comparator] + value.text.lstrip("<> ")


def goal(band: Band) -> str:
    """A goal in a few words, and whose it is: "target 20–40", "target 10 or more", "below 54"."""
    return ", ".join(part for part in (_ends(band), band.moved_by) if part)


def _ends(band: Band) -> str:
    if band.under is not None:
        return f"below {plain(band.under)}"
    if band.at_least is not None and band.at_most is not None:
        return f"target {plain(band.at_least)}–{plain(band.at_most)}"
    if band.at_least is not None:
        return f"target {plain(band.at_least)} or more"
    return f"target up to {plain(band.at_most)}" if band.at_most is not None else ""


def status(value: ChartValue, band: Band) -> str:
    """Where a result lies, in words that stand beside its shape."""
    if value.position is Position.NEAR:
        return _near(value, band)
    if value.position is Position.AT_OR_OVER_LIMIT and band.under is not None:
        return f"at or over {plain(band.under)}"
    return _WORDS[value.position]


def _near(value: ChartValue, band: Band) -> str:
    if band.zone and band.zone[0] <= value.amount <= band.zone[1]:
        return "in target, bone-risk zone"
    if band.under is not None:
        return f"near limit {plain(band.under)}"
    return "in target, near a limit"
