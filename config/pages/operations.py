"""How the server is: what is amiss, what ran when, where the mail stands, what is installed."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import django
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.models import Clinic
from accounts.roles import May, may
from config.backups.making import latest_in
from config.observing.readiness import amiss, last_seal
from monitoring.mail.outbox import counts_by_state
from monitoring.mail.watching import last_runs
from monitoring.models import MessageState
from patients.forms.days import format_moment
from protocols.targets.book import RULES_VERSION

PARTS = {
    "database": ("Database", "Answers"),
    "tables": ("Tables", "Those of this version"),
    "queue": ("Queue", "Answers"),
    "passes": ("Reminders and judgement", "Run by themselves"),
    "audit": ("Audit", "Sealed every minute"),
    "backup": ("Backup", "A day old at most"),
}
"""What each part is called, and what is said of it while nothing is amiss."""

PASSES = {
    "scan": "Looked for what became overdue",
    "send": "Sent what was waiting",
    "judge": "Judged the men whose day had come",
}

SHOWN = {
    MessageState.QUEUED: "waiting",
    MessageState.LEASED: "waiting",
    MessageState.SENT: "sent",
    MessageState.PARKED: "failed",
    MessageState.BOUNCED: "failed",
    MessageState.DROPPED: "stopped",
}
"""The list of the reminders on which messages of a state stand."""


@allows(May.SEE_OPERATIONS)
@require_safe
def operations(request: ClinicRequest) -> HttpResponse:
    """Everything at one look; numbers and moments, no man."""
    now = timezone.now()
    faults = amiss(now)
    context = {
        "amiss": [fault for fault in faults.values() if fault],
        "parts": [_part(name, fault) for name, fault in faults.items()],
        "moments": list(_moments(request.clinic)),
        "waiting": [_results(request), *_mail(request.clinic)],
        "versions": list(_versions()),
    }
    return render(request, "config/operations.html", context)


def _part(name: str, fault: str) -> dict[str, str]:
    label, well = PARTS[name]
    return {"label": label, "says": fault or well, "severity": "warning" if fault else ""}


def _moments(clinic: Clinic) -> Iterator[tuple[str, str]]:
    """What last came to its end, and when by the clinic's clock."""
    runs = last_runs()
    for name, label in PASSES.items():
        yield label, _said(clinic, runs[name].finished_at if name in runs else None)
    yield "Sealed the audit", _said(clinic, last_seal())
    yield "Made a backup", _said(clinic, latest_in(settings.BACKUP_DIR))


def _said(clinic: Clinic, moment: datetime | None) -> str:
    return format_moment(clinic.local_time(moment)) if moment else "Never yet"


def _results(request: ClinicRequest) -> dict[str, Any]:
    """The rows of files that no person has settled yet, and for whom may settle them their list."""
    may_settle = may(request.membership.role, May.ENTER_RESULTS)
    return {
        "label": "Results that wait for a person",
        "count": request.clinic.waiting_rows.open().count(),
        "url": reverse("exchange:waiting") if may_settle else "",
    }


def _mail(clinic: Clinic) -> Iterator[dict[str, Any]]:
    page, counts = reverse("monitoring:reminders"), counts_by_state(clinic)
    for state, code in SHOWN.items():
        label = f"E-mail: {state.label.lower()}"
        yield {"label": label, "count": counts[state], "url": f"{page}?show={code}"}


def _versions() -> Iterator[tuple[str, str]]:
    yield "Inrange", settings.VERSION
    yield "Rule book", RULES_VERSION
    yield "Python", platform.python_version()
    yield "Django", django.get_version()
    numbers = connection.get_database_version()
    yield connection.display_name, ".".join(map(str, numbers))
