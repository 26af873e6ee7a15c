"""Onwards in a list by the place of its last row: never by page number, never with identity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

NUMBERS, MOMENTS = {"rank", "patient_id", "pk"}, {"entered_at"}
EPOCH, TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
OF_HIS_DETAILS = "details__"
BACKWARDS = "-"
LONGEST_NUMBER = 18
"""Digits; every number of so many fits a key of 64 bits."""


def page_behind[Rows: QuerySet[Any]](
    listed: Rows, order: Sequence[str], place: str, size: int
) -> tuple[list[Any], str]:
    """One page of a list behind a place, and the place of its last row if more follow."""
    return cut(list(behind(listed, order, place)[: size + 1]), order, size)


def cut[Row](rows: list[Row], order: Sequence[str], size: int) -> tuple[list[Row], str]:
    """One page of rows that were read one too many, and the place of its last if more follow."""
    return rows[:size], place_of(rows[size - 1], order) if len(rows) > size else ""


def place_of(row: object, order: Sequence[str]) -> str:
    """Where a row stands in a list of that order, fit for an address."""
    return ".".join(_written(getattr(row, name)) for name in _shown(order))


def _written(value: object) -> str:
    """A value as a place holds it; a moment as its microseconds, because a point parts values."""
    return str((value - EPOCH) // TICK if isinstance(value, datetime) else value)


def behind[Rows: QuerySet[Any]](listed: Rows, order: Sequence[str], place: str) -> Rows:
    """The rows of a list behind a place; all of them where it names none."""
    found = _values(listed, order, place)
    return listed if found is None else beyond(listed, order, found)


def beyond[Rows: QuerySet[Any]](listed: Rows, order: Sequence[str], here: Sequence[Any]) -> Rows:
    """The rows of a list that come after one with these values of its keys."""
    later, same = Q(), Q()
    for ordered, value in zip(order, here, strict=True):
        name, beyond = ordered.removeprefix(BACKWARDS), "gt" if ordered[0] != BACKWARDS else "lt"
        later |= same & Q(**{f"{name}__{beyond}": value})
        same &= Q(**{name: value})
    return listed.filter(later, _from(order[0], here[0]))


def backwards(order: Sequence[str]) -> list[str]:
    """The same order from its other end."""
    return [
        name.removeprefix(BACKWARDS) if name[0] == BACKWARDS else f"{BACKWARDS}{name}"
        for name in order
    ]


def _from(ordered: str, value: Any) -> Q:
    """Everything from a value of the first key on; said by itself, an index begins there."""
    name, onwards = ordered.removeprefix(BACKWARDS), "gte" if ordered[0] != BACKWARDS else "lte"
    return Q(**{f"{name}__{onwards}": value})


def _shown(order: Sequence[str]) -> list[str]:
    """What of an order may stand in an address: who a man is may not."""
    names = (name.removeprefix(BACKWARDS) for name in order)
    return [name for name in names if not name.startswith(OF_HIS_DETAILS)]


def _values(listed: QuerySet[Any], order: Sequence[str], place: str) -> Sequence[Any] | None:
    names, texts = _shown(order), place.split(".")
    try:
        given = {name: _reader(name)(text) for name, text in zip(names, texts, strict=True)}
    except ValueError:
        return None
    if len(names) == len(order):
        return [given[name] for name in names]
    return listed.filter(patient_id=given["patient_id"]).values_list(*order).first()


def _reader(name: str) -> Callable[[str], Any]:
    if name in MOMENTS:
        return _moment
    return _number if name in NUMBERS else date.fromisoformat


def _moment(text: str) -> datetime:
    try:
        return EPOCH + _number(text) * TICK
    except OverflowError:
        raise ValueError(text) from None


def _number(text: str) -> int:
    """A number that a column can hold; a longer one names no row."""
    if len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    return int(text)
