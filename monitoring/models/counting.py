"""Counting lists without counting everybody: how many each names, up to a bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from accounts.models import Clinic

MOST_COUNTED = 1_000
"""From so many on a list is as good as endless, and counting on would read the whole clinic."""


class Bounded(Subquery):
    """How many rows a statement finds, up to where it is cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def counts_of(
    clinic: Clinic, lists: Iterable[QuerySet[Any]], most: int
) -> QuerySet[Clinic, tuple[int, ...]]:
    """How many rows each of a clinic's lists has, `most` at most; one statement, one row."""
    return told_of(clinic, *(bounded(rows, most) for rows in lists))


def bounded(rows: QuerySet[Any], most: int) -> Bounded:
    """How many rows there are, `most` at most."""
    return Bounded(rows.order_by().values("pk")[:most])


def told_of(clinic: Clinic, *told: Subquery) -> QuerySet[Clinic, tuple[Any, ...]]:
    """Several answers about a clinic in one statement and one row."""
    return Clinic.objects.filter(pk=clinic.pk).values_list(*told)


def counted(clinic: Clinic, lists: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """The counts of those lists by their names, `MOST_COUNTED` at most."""
    counts = counts_of(clinic, lists.values(), MOST_COUNTED).get()
    return dict(zip(lists, counts, strict=True))


def in_words(count: int) -> int | str:
    """A count as it is shown: "999+" where counting stopped."""
    return count if count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"
