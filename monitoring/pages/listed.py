"""Men as rows of a list, each with his other records where he has more than one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from accounts.access import ClinicRequest
from monitoring.models import Status
from monitoring.pages.linked import linked_to
from monitoring.pages.row import list_row


def list_rows(
    request: ClinicRequest, men: Sequence[Status], *, why: bool, walk: str = ""
) -> list[dict[str, Any]]:
    """The rows of these men; `why` adds what waits for a decision, `walk` ends their addresses."""
    linked = linked_to(request, [status.patient for status in men])
    return [
        list_row(
            status, request.today, why=why, linked=linked.get(status.patient_id, ()), walk=walk
        )
        for status in men
    ]
