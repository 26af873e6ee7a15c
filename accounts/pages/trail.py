"""The audit of the clinic: who did or read what, newest first; and the same as CSV."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.audit import audit_row, write_audit
from accounts.auditing.acts import about_whom, in_words
from accounts.auditing.export import csv_lines
from accounts.auditing.reading import TrailForm, behind
from accounts.auditing.records import AuditRow
from accounts.auditing.seen import saw
from accounts.roles import May

PER_PAGE = 50


@allows(May.READ_AUDIT)
@require_safe
def trail(request: ClinicRequest) -> HttpResponse:
    """One page of the audit; `before` is the number of the last row of the page before."""
    form = TrailForm(request.GET, clinic=request.clinic)
    before = request.GET.get("before", "")
    rows = list(behind(form.rows(), before)[: PER_PAGE + 1])
    asked = form.asked() if form.is_valid() else {}
    saw(request, patient=asked.get("patient"), asked=asked)
    context = {"section": "audit", "form": form, "asked": asked, "is_later": bool(before)}
    context |= {"acts": [(row, *_said(row, form)) for row in rows[:PER_PAGE]]}
    context |= _onward(asked, rows)
    return render(request, "accounts/trail.html", context, status=422 if form.errors else 200)


def _said(row: AuditRow, form: TrailForm) -> tuple[str, str]:
    """What happened and about whom, in words."""
    return in_words(row), about_whom(row, form.names)


def _onward(asked: dict[str, str], rows: list[AuditRow]) -> dict[str, str]:
    """Addresses of the next page and of the first, with the same filters."""
    last = {"before": rows[PER_PAGE - 1].pk} if len(rows) > PER_PAGE else {}
    return {
        "next_url": f"?{urlencode(asked | last)}" if last else "",
        "first_url": f"?{urlencode(asked)}",
    }


@allows(May.READ_AUDIT)
@require_POST
@transaction.atomic
def export(request: ClinicRequest) -> HttpResponse:
    """Everything that answers the same question, as CSV."""
    form = TrailForm(request.POST, clinic=request.clinic)
    rows, now = form.rows(), timezone.now()
    if not form.is_valid():
        return HttpResponse("Open the audit again and choose what to export.", status=422)
    rows = rows.filter(at__lt=now)
    _note_export(request, form.asked(), rows.count())
    response = HttpResponse(csv_lines(request.clinic, rows), content_type="text/csv")
    name = f"audit-{request.clinic.local_day(now)}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _note_export(request: ClinicRequest, asked: dict[str, str], count: int) -> None:
    about = asked.get("patient")
    row = audit_row(
        request.clinic,
        "audit.exported",
        by=request.user,
        patient=about,
        asked=asked,
        count=count,
    )
    write_audit([row])
