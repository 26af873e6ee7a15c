"""Counting lists without counting everybody: how many each names, up to a bound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

from accounts.models import Clinic

MOST_COUNTED = 1_000
"""From so many on a list is as good as endless, and counting on would read the whole clinic."""


class _Count(Subquery):
    """How many rows a statement finds."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0


def counted(clinic: Clinic, lists: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each of a clinic's lists has, `MOST_COUNTED` at most; one statement."""
    bounded = {name: rows.order_by().values("pk")[:MOST_COUNTED] for name, rows in lists.items()}
    asked = {name: _Count(rows) for name, rows in bounded.items()}
    row: Any = Clinic.objects.filter(pk=clinic.pk).values(**asked).get()
    return dict(row)


def in_words(count: int) -> int | str:
    """A count as it is shown: "999+" where counting stopped."""
    return count if count < MOST_COUNTED else f"{MOST_COUNTED - 1}+"
