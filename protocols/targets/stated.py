"""How a clinical number is stated: value, unit, why, from where, how well founded.

Grades: CONS, the source document's table of typical targets; BONE, its
best-supported evidence; SEX, clinical observation; GL, a guideline; PROJ, this
project's own choice where the source document leaves one open. A project choice
is always a parameter and is never shown as a clinical fact.
"""

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

CONS, BONE, SEX, GUIDELINE, PROJECT = "CONS", "BONE", "SEX", "GL", "PROJ"

REVIEW_BY = date(2027, 11, 22)
NOT_CHECKED = "not yet checked by a clinician"

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Statement:
    """One clinical number as it is read aloud; the value stands in the field itself.

    `lowest` and `highest` bound what a clinic, a laboratory or a patient's own
    target may be set to; without them a rule book may state another number, but
    no override row may. `fixed` numbers never move.
    """

    parameter: str
    unit: str
    why: str
    source: str
    grade: str = PROJECT
    lowest: Number | None = None
    highest: Number | None = None
    fixed: bool = False
    review_by: date = REVIEW_BY
    checked: str = NOT_CHECKED


def stated(value: object, parameter: str, unit: str, why: str, source: str, **more: Any) -> Any:
    """A dataclass field whose default is the number and whose metadata says why."""
    return field(
        default=value,
        metadata={"statement": Statement(parameter, unit, why, source, **more)},
    )


def statements(page: object) -> dict[str, Statement]:
    """Every statement of one page of the rule book, by field name."""
    return {
        item.name: item.metadata["statement"]
        for item in fields(page)  # type: ignore[arg-type]
        if "statement" in item.metadata
    }
