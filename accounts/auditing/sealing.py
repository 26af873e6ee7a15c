"""The sealer: once a minute it chains what was committed, and adds the head to the anchor."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts.auditing.anchor import Anchor, Head, Unreadable
from accounts.auditing.chain import lines, next_seal
from accounts.auditing.records import AuditRow, AuditSeal
from accounts.auditing.settled import PATIENCE_SECONDS, settled_up_to

log = logging.getLogger(__name__)

MOST_ROWS = 1000
"""In one seal: a broken seal is a short stretch to look at."""


class ChainBroken(Exception):
    """The chain is not the one whose head was anchored; nothing is sealed on top of it."""


def anchor_in_use() -> Anchor:
    """The file of heads that the settings name."""
    return Anchor(Path(settings.AUDIT_ANCHOR))


def seal_audit(now: datetime, *, patience: float = PATIENCE_SECONDS) -> int:
    """Chain the rows that are settled, and anchor the head. Returns how many rows.

    Raises ChainBroken where the chain does not hold the anchored head any more. An anchor that
    cannot be written is said in the log and written at the next pass; the seals stand.
    """
    anchor, last = anchor_in_use(), AuditSeal.objects.head()
    _meet(anchor, last)
    settled, sealed = settled_up_to(patience), 0
    while settled and (seal := _link(last, settled, now)):
        last, sealed = seal, sealed + seal.count
    if last:
        _anchor(anchor, last)
    return sealed


def _meet(anchor: Anchor, last: AuditSeal | None) -> None:
    """Hold the chain against the anchored head."""
    try:
        head = anchor.latest()
    except Unreadable as reason:
        raise ChainBroken(str(reason)) from reason
    if head is None or (last and (last.number, last.hash) == (head.seal, head.hash)):
        return
    if not AuditSeal.objects.filter(number=head.seal, hash=head.hash).exists():
        raise ChainBroken(f"Seal {head.seal} was anchored and is not in the database as it was.")


def _link(last: AuditSeal | None, settled: int, now: datetime) -> AuditSeal | None:
    """Add one link over the next rows; None where there are none or another sealer was quicker."""
    rows = AuditRow.objects.filter(pk__gt=last.to_id if last else 0, pk__lte=settled)
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_ROWS])
    if not keys:
        return None
    seal = next_seal(last, list(lines(rows.filter(pk__lte=keys[-1]))), now)
    try:
        with transaction.atomic():
            seal.save(force_insert=True)
    except IntegrityError:
        return None
    return seal


def _anchor(anchor: Anchor, last: AuditSeal) -> None:
    head = Head.of(last)
    try:
        if anchor.latest() != head:
            anchor.add(head)
    except OSError as reason:
        log.error("The audit's anchor cannot be written: %s", reason.strerror)
