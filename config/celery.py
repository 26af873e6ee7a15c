"""The background worker. It wakes what the database says is due and keeps nothing itself."""

import os

from celery import Celery
from celery.signals import beat_init, worker_init, worker_ready
from django.core.management.base import SystemCheckError

from config.starting import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("inrange")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def wake_all(**_circumstances: object) -> None:
    """Run every pass once at start: what fell due while nothing ran does not wait for a period."""
    for entry in app.conf.beat_schedule.values():
        app.tasks[entry["task"]].delay()


def begin_safely(**_circumstances: object) -> None:
    """End worker or schedule where a clinic would not be safe; celery swallows other exceptions."""
    try:
        refuse_unsafe_start()
    except SystemCheckError as faults:
        raise SystemExit(str(faults)) from None


worker_init.connect(begin_safely, weak=False)
beat_init.connect(begin_safely, weak=False)
worker_ready.connect(wake_all, weak=False)
