"""Whether what a row states is on record already: the same, something else, or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Field, ForeignKey

from exchange.files.csv_reading import shortened
from labs.models import DexaSite, Draw, Method, Result, SiteName
from labs.results import measured
from patients.facts import Fact, Part
from patients.forms.days import format_day
from protocols.models import plain
from protocols.targets.analytes import BY_SLUG

NOT_STATED = (None, "", False)
ALWAYS_STATED = {"severities"}
COLUMNS = {"per_week": "schedule", "every_days": "schedule"}
"""Fields of a fact that another column states."""

MEASURES = ("bmd_g_cm2", "t_score", "z_score", "lsc_g_cm2")


class Difference(NamedTuple):
    """A column in which the record says something else than the row."""

    column: str
    held: str
    stated: str


def differences(
    stated: Fact, parts: Sequence[Part], held: Fact, held_parts: Sequence[Part]
) -> Iterator[Difference]:
    """What the row states otherwise than the record; what it leaves empty is not compared."""
    for field in stated.content_fields():
        said, stands = getattr(stated, field.name, None), getattr(held, field.attname)
        if _is_stated(field, said) and not _agree(field, said, stands):
            column = COLUMNS.get(field.name, field.name)
            yield Difference(column, _word(getattr(held, field.name)), _word(said))
    yield from _part_differences(parts, held_parts)


def _is_stated(field: Field[Any, Any], said: object) -> bool:
    if field.name in ALWAYS_STATED:
        return True
    is_usual = field.has_default() and said == field.get_default()
    return said not in NOT_STATED and not is_usual


def _agree(field: Field[Any, Any], said: Any, stands: object) -> bool:
    return bool(said.pk == stands if isinstance(field, ForeignKey) else said == stands)


def _word(value: object) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if hasattr(value, "year"):
        return format_day(value)  # type: ignore[arg-type]
    if isinstance(value, dict):
        return ", ".join(f"{name} {said}" for name, said in value.items()) or "nothing"
    return shortened(str(value)) if value not in NOT_STATED else "nothing"


def _part_differences(parts: Sequence[Part], held: Sequence[Part]) -> Iterator[Difference]:
    known = {_place(part): part for part in held}
    for part in parts:
        there = known.get(_place(part))
        if isinstance(part, Result):
            yield from _result_differences(part, there if isinstance(there, Result) else None)
        elif isinstance(part, DexaSite):
            yield from _site_differences(part, there if isinstance(there, DexaSite) else None)


def _place(part: Part) -> str:
    return str(getattr(part, "analyte", "") or getattr(part, "site", ""))


def _result_differences(stated: Result, held: Result | None) -> Iterator[Difference]:
    analyte = stated.analyte
    if held is None:
        yield Difference(analyte, "nothing", _measured(stated))
        return
    if measured(stated).quantity != measured(held).quantity:
        yield Difference(analyte, _measured(held), _measured(stated))
    if stated.method not in {Method.UNKNOWN, held.method}:
        yield Difference(f"{analyte}_method", held.method, stated.method)
    if stated.reference_range and stated.reference_range != held.reference_range:
        yield Difference(
            f"{analyte}_range", _word(held.reference_range), _word(stated.reference_range)
        )


def _measured(result: Result) -> str:
    unit = BY_SLUG[result.analyte].unit(result.unit)
    return f"{result.typed} {unit.label if unit else result.unit}"


def _site_differences(stated: DexaSite, held: DexaSite | None) -> Iterator[Difference]:
    for name in MEASURES:
        said, stands = getattr(stated, name), getattr(held, name, None)
        if said is not None and not _is_kept_as(name, said, stands):
            yield Difference(f"{stated.site}_{name}", _word(stands), _word(said))
    vertebrae = held.vertebrae if held else ""
    if stated.site == SiteName.LUMBAR_SPINE and stated.vertebrae not in {"", vertebrae}:
        yield Difference("vertebrae", _word(vertebrae), _word(stated.vertebrae))


def _is_kept_as(name: str, said: Decimal, stands: Decimal | None) -> bool:
    """Whether a number is on record, as far as its digits are kept there."""
    places = getattr(DexaSite._meta.get_field(name), "decimal_places", 0)
    return stands is not None and 2 * abs(said - stands) <= Decimal(1).scaleb(-places)


def parts_of(fact: Fact) -> Sequence[Part]:
    """The parts of a fact on record, fetched beforehand."""
    if isinstance(fact, Draw):
        return list(fact.results.all())
    return list(fact.sites.all()) if hasattr(fact, "sites") else ()
