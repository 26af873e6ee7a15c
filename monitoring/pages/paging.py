"""Onwards in a list by the place of its last row: never by page number, never with identity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from monitoring.models import Status
from monitoring.models.status import StatusQuerySet

NUMBERS = {"rank", "patient_id"}
OF_HIS_DETAILS = "details__"


def place_of(row: Status, order: Sequence[str]) -> str:
    """Where a row stands in a list of that order, fit for an address."""
    return ".".join(str(getattr(row, name)) for name in _shown(order))


def behind(listed: StatusQuerySet, order: Sequence[str], place: str) -> StatusQuerySet:
    """The rows of a list behind a place; all of them where it names none."""
    found = _values(listed, order, place)
    if found is None:
        return listed
    later, same = Q(), Q()
    for name, value in zip(order, found, strict=True):
        later |= same & Q(**{f"{name}__gt": value})
        same &= Q(**{name: value})
    return listed.filter(later)


def _shown(order: Sequence[str]) -> list[str]:
    """What of an order may stand in an address: who a man is may not."""
    return [name for name in order if not name.startswith(OF_HIS_DETAILS)]


def _values(listed: StatusQuerySet, order: Sequence[str], place: str) -> Sequence[Any] | None:
    names, texts = _shown(order), place.split(".")
    try:
        given = {name: _reader(name)(text) for name, text in zip(names, texts, strict=True)}
    except ValueError:
        return None
    if len(names) == len(order):
        return [given[name] for name in order]
    return listed.filter(patient_id=given["patient_id"]).values_list(*order).first()


def _reader(name: str) -> Callable[[str], Any]:
    return int if name in NUMBERS else date.fromisoformat
