"""What every page knows of the queue: how many rows wait for a person."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Clinic
from accounts.questions import Question
from accounts.roles import May, may
from exchange.models import WaitingRow


def imports_context(request: HttpRequest) -> dict[str, Any]:
    """The count beside the entry of the bar, asked only where the entry is drawn."""
    membership = getattr(request, "membership", None)
    if membership is None or not may(membership.role, May.ENTER_RESULTS):
        return {}
    return {"waiting_results": SimpleLazyObject(partial(_waiting, membership.clinic))}


def _waiting(clinic: Clinic) -> int:
    return sum(count for (count,) in _count.rows(clinic))


@Question
def _count(clinic: Clinic) -> QuerySet[WaitingRow, tuple[int]]:
    """How many rows wait; nothing where none does."""
    waiting = clinic.waiting_rows.open().order_by().values("clinic")
    return waiting.annotate(count=Count("pk")).values_list("count")
