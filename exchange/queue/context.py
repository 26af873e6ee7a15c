"""What every page knows of the queue: how many rows wait for a person."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.roles import May, may


def imports_context(request: HttpRequest) -> dict[str, Any]:
    """The count beside the entry of the bar, asked only where the entry is drawn."""
    membership = getattr(request, "membership", None)
    if membership is None or not may(membership.role, May.ENTER_RESULTS):
        return {}
    rows = membership.clinic.waiting_rows.open()
    return {"waiting_results": SimpleLazyObject(rows.count)}
