"""The draws of some men as they stand on record: for comparing with, and for writing the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as ByKey
from itertools import groupby
from typing import Any

from exchange.intake.standing import Held, HeldDraw
from labs.models import Draw
from labs.units import measure
from protocols.targets.analytes import BY_SLUG

_OF_DRAW = ("pk", "patient_id", "document", "collected_on", "collected_at", "laboratory__name")
_OF_RESULT = (
    "results__analyte",
    "results__number",
    "results__unit",
    "results__comparator",
    "results__method",
    "results__is_preliminary",
    "results__needs_confirmation",
    "results__confirmed_at",
)

Versions = ByKey[int, Draw]


def draws_of(men: Iterable[int]) -> dict[int, list[HeldDraw]]:
    """The current draws of men by their keys, in recorded order, with what each holds."""
    of_these = Draw.objects.current().filter(patient__in=list(men)).order_by("position", "pk")
    rows = of_these.values_list(*_OF_DRAW, *_OF_RESULT)
    draws: dict[int, list[HeldDraw]] = defaultdict(list)
    for head, results in groupby(rows, key=lambda row: row[: len(_OF_DRAW)]):
        pk, man, document, collected_on, collected_at, laboratory = head
        stored = [row[len(_OF_DRAW) :] for row in results]
        held = {row[0]: _held(row) for row in stored if row[0]}
        draws[man].append(
            HeldDraw(collected_on, collected_at, laboratory or "", pk, document, held)
        )
    return draws


def _held(row: tuple[Any, ...]) -> Held:
    """A stored result, read again from the digits that were typed."""
    analyte, number, unit, comparator, method, is_preliminary, is_doubted, confirmed_at = row
    measurement = measure(BY_SLUG[analyte].code, number, unit, comparator)
    return Held(measurement, method, is_preliminary, is_doubted and confirmed_at is None)


def versions_of(draws: Iterable[HeldDraw]) -> Versions:
    """The versions on record of these draws, whole, by their keys."""
    keys = [draw.current for draw in draws if draw.current is not None]
    if not keys:
        return {}
    return Draw.objects.prefetch_related("results").in_bulk(keys)
