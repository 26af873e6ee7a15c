"""The files as they came, and from which of them a draw has its results."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import ClinicRequest, allows
from accounts.audit import audit_row, write_audit
from accounts.auditing.seen import saw, saw_men
from accounts.roles import May
from exchange.files.csv_reading import decode
from exchange.intake.sources import men_from, sources_of
from exchange.models import ImportedFile
from labs.models import Draw
from monitoring.pages.banner import banner
from monitoring.pages.history import draw_in_words
from monitoring.pages.scope import fact_or_404, man_or_404

LONGEST_SHOWN = 200_000
"""Characters of a file that a page shows; the whole of it can be taken out."""


def file_or_404(request: ClinicRequest, number: int) -> ImportedFile:
    """A file of this clinic."""
    return get_object_or_404(request.clinic.imported_files, pk=number)


@allows(May.ENTER_RESULTS)
@require_safe
def show_file(request: ClinicRequest, number: int) -> HttpResponse:
    """A file as it came, line by line."""
    file = file_or_404(request, number)
    saw(request, file=file.pk)
    saw_men(request, men_from(request.clinic, file))
    text = decode(bytes(file.content))[0] if file.content else ""
    lines = text[:LONGEST_SHOWN].replace("\x00", "\N{REPLACEMENT CHARACTER}").splitlines()
    context = {
        "section": "imports",
        "file": file,
        "lines": lines,
        "is_cut": len(text) > LONGEST_SHOWN,
    }
    return render(request, "exchange/file.html", context)


@allows(May.ENTER_RESULTS)
@require_POST
def take_out_file(request: ClinicRequest, number: int) -> HttpResponse:
    """A file as it came, to be saved. Its name there says nothing of whom it is about."""
    file = file_or_404(request, number)
    write_audit([audit_row(request.clinic, "file.exported", by=request.user, subject=file.pk)])
    answer = HttpResponse(bytes(file.content), content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="received-{file.pk}.bin"'
    return answer


@allows(May.ENTER_RESULTS)
@require_safe
def draw_source(request: ClinicRequest, opaque_id: UUID, document: UUID) -> HttpResponse:
    """The files and rows that a draw of a man came from."""
    man = man_or_404(request, opaque_id)
    on, words = draw_in_words(fact_or_404(man, Draw, document))
    rows = sources_of(request.clinic, document)
    context = {"section": "patients", "on": on, "words": words, "rows": rows}
    context |= {"man_url": man.url} | banner(request, man, with_actions=False)
    return render(request, "exchange/draw_source.html", context)
