"""What the worker does about accounts. A task holds a number, never a person or a link."""

from __future__ import annotations

import logging

from celery import shared_task
from django.utils import timezone

from accounts.auditing import sealing
from accounts.letters import write_invitation, write_reset
from accounts.models import Membership, User

log = logging.getLogger(__name__)


@shared_task(name="accounts.seal_audit", expires=60)
def seal_audit() -> None:
    """Chain what was written to the audit."""
    try:
        sealing.seal_audit(timezone.now())
    except sealing.ChainBroken as reason:
        log.error("The audit is not sealed any more: %s Run verify_audit.", reason)


@shared_task(name="accounts.send_invitation", expires=60 * 60)
def send_invitation(number: int) -> None:
    """Send an invitation that still waits."""
    if place := Membership.objects.filter(pk=number, is_active=False).first():
        write_invitation(place)


@shared_task(name="accounts.send_reset", expires=60 * 60)
def send_reset(number: int) -> None:
    """Send a link for a new password; nobody has the number 0."""
    if user := User.objects.filter(pk=number, is_active=True).first():
        write_reset(user)
