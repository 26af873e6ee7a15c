"""What the worker wakes. Each task is one call: the database knows what there is to do."""

from __future__ import annotations

from celery import shared_task
from celery.signals import worker_shutting_down
from django.utils import timezone

from monitoring.mail import reconciling, scanning, sending
from monitoring.status import nightly


@shared_task(name="monitoring.scan_due", expires=15 * 60)
def scan_due() -> None:
    """Queue what has become due and was not told yet."""
    scanning.scan_due(timezone.now())


@shared_task(name="monitoring.send_due", expires=60)
def send_due() -> None:
    """Send what is waiting."""
    sending.send_due(timezone.now())


@worker_shutting_down.connect(weak=False)
def give_back(**_circumstances: object) -> None:
    """Finish the message that is on its way and give back the others: this worker is to end."""
    sending.stop_asked.set()


@shared_task(name="monitoring.judge_changed", expires=60 * 60)
def judge_changed() -> None:
    """Judge the men whose day has come."""
    nightly.judge_changed(timezone.now())


@shared_task(name="monitoring.reconcile", expires=24 * 60 * 60)
def reconcile() -> None:
    """Count what is lost between the books of reminding; it should be nothing."""
    reconciling.reconcile(timezone.now())
