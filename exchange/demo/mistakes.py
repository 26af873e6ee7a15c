"""What was wrong when it was first entered, and how it was put right.

The demo's draws are generated right; a mistake takes one of them, makes the version that was typed
first, and keeps the right one as its amendment.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from exchange.demo.plans import OF_ANOTHER_MAN, Mistake
from exchange.demo.records import Amendment, Blood, Happening, Value
from protocols.targets.analytes import BY_SLUG


def point_lost(value: Value) -> Value:
    """The decimal point was not typed."""
    return replace(value, typed=value.typed.replace(".", ""))


def digits_swapped(value: Value) -> Value:
    """The first two digits were typed in the wrong order."""
    return replace(value, typed=value.typed[1] + value.typed[0] + value.typed[2:])


def unit_mixed_up(value: Value) -> Value:
    """The number of one unit was entered under the other."""
    analyte = BY_SLUG[value.analyte]
    other = next(unit for unit in analyte.units if unit.code != value.unit)
    right = analyte.unit(value.unit) or analyte.canonical
    number = other.from_canonical(right.to_canonical(Decimal(value.typed)))
    return replace(value, typed=f"{round(number)}")


def sample_clotted(value: Value) -> Value:
    """The laboratory measured a bad sample and later reported another value."""
    right = Decimal(value.typed)
    return replace(value, typed=f"{(right * 85 / 100).quantize(right):f}")


MADE: dict[str, tuple[Callable[[Value], Value], str]] = {
    "point lost": (point_lost, "Decimal point missing; checked against the report."),
    "digits swapped": (digits_swapped, "Two digits swapped; checked against the report."),
    "unit mixed up": (unit_mixed_up, "Report is in another unit than the one chosen."),
    "sample clotted": (sample_clotted, "Corrected report received from the laboratory."),
}
WITHDRAWN = "Report belongs to another patient."


def with_mistakes(
    happenings: list[Happening], mistakes: tuple[Mistake, ...]
) -> tuple[tuple[Happening, ...], tuple[Amendment, ...]]:
    """The happenings as first recorded, and the amendments that made them right."""
    first, amendments = list(happenings), []
    places = [place for place, each in enumerate(happenings) if isinstance(each, Blood)]
    for mistake in mistakes:
        place = places[mistake.draw]
        amendments.append(_amendment(first, place, mistake))
    return tuple(first), tuple(amendments)


def _amendment(first: list[Happening], place: int, mistake: Mistake) -> Amendment:
    right = first[place]
    assert isinstance(right, Blood)  # noqa: S101 - places hold draws alone
    if mistake.kind == OF_ANOTHER_MAN:
        return Amendment(place, WITHDRAWN, None)
    spoil, reason = MADE[mistake.kind]
    first[place] = replace(
        right,
        values=tuple(
            spoil(value) if value.analyte == mistake.analyte else value for value in right.values
        ),
    )
    return Amendment(place, reason, right)
