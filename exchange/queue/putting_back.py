"""Putting a settled row back into the queue: what a person decided, a person may think over."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from accounts.audit import audit_row, write_audit
from exchange.models import Outcome, WaitingRow
from exchange.queue.deciding import Decision

OPEN_AGAIN = frozenset({Outcome.DISMISSED, Outcome.REFUSED, Outcome.KEPT, Outcome.NOT_FOLLOWED})
"""Outcomes from which nothing was recorded. What was taken is amended on the man's page."""


class NotPutBack(Exception):
    """The row waits already, or something was recorded from it."""


def may_come_back(row: WaitingRow) -> bool:
    """Whether a settled row can wait again."""
    return row.settled_at is not None and row.outcome in OPEN_AGAIN


@transaction.atomic
def put_back(row: WaitingRow, decision: Decision) -> None:
    """Let a settled row wait again from now on, with why; raises NotPutBack.

    How it was settled before stays in the audit.
    """
    rows = WaitingRow.objects.filter(clinic=decision.clinic).select_for_update(of=("self",))
    held = rows.get(pk=row.pk)
    if not may_come_back(held):
        raise NotPutBack
    was = held.outcome
    held.waits_since, held.settled_at, held.settled_by = timezone.now(), None, None
    held.outcome, held.reason = "", ""
    held.save(update_fields=["waits_since", "settled_at", "settled_by", "outcome", "reason"])
    write_audit([
        audit_row(
            decision.clinic, "waiting.put-back", by=decision.by, subject=held.opaque_id,
            reason=decision.why, kind=held.kind, was=was,
        )
    ])  # fmt: skip
