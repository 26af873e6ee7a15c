"""The laboratory's own report of a draw: added to it, and handed out as a file."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw
from accounts.roles import May
from labs.forms.lab_report import LabReportForm
from labs.lab_reports import MEDIA_TYPES, FileKind, LabReport
from labs.models import Draw
from monitoring.pages.entry import Entry, entry_page
from monitoring.pages.records import READ_OR_SAVE
from monitoring.pages.scope import fact_or_404, man_or_404

NOTHING_RUNS = cast("dict[str, list[str]]", settings.SECURE_CSP) | {"sandbox": [""]}
"""The site's own policy, in a sandbox that allows nothing."""

REPORT = Entry(LabReportForm, "Laboratory's report", "Report attached.")


@allows(May.SEE_PATIENTS)
@require_safe
@csp_override(NOTHING_RUNS)
def lab_report(request: ClinicRequest, opaque_id: UUID, document: UUID) -> HttpResponse:
    """The file, to be saved and never shown by this site: nothing in it can run here."""
    report = fact_or_404(man_or_404(request, opaque_id), LabReport, document)
    saw(request, subject=document)
    answer = HttpResponse(
        bytes(report.file.content), content_type=MEDIA_TYPES[FileKind(report.kind)]
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{report.file_name}"'
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@allows(May.ENTER_RESULTS)
@READ_OR_SAVE
def attach(request: ClinicRequest, opaque_id: UUID, document: UUID) -> HttpResponse:
    """Add a report to a draw without amending the draw: what was signed stays signed."""
    man = man_or_404(request, opaque_id)
    draw = fact_or_404(man, Draw, document)
    return entry_page(request, man, REPORT, draw=draw, files=request.FILES or None)
