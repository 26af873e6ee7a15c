"""Moving in, in three steps: the file, its check, taking it over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import ClinicRequest, allows
from accounts.auditing.seen import saw
from accounts.roles import May
from accounts.spreadsheet import csv_lines
from exchange.files.csv_reading import Unusable
from exchange.models import MovingIn
from exchange.moving_in.archives import LARGEST_FILE
from exchange.moving_in.taking_over import (
    ALL_OR_NOTHING,
    VALID_MEN,
    NotTaken,
    keep_checked,
    take_over,
)
from exchange.moving_in.template import csv_archive, workbook
from patients.forms.base import ClinicForm

MOST_SHOWN = 300
"""Faults on the page; all of them are in the list that is downloaded."""

MEGABYTE = 1024 * 1024
LATEST = 20
TEMPLATES = {
    "workbook": (workbook, "moving-in.xlsx"),
    "csv": (csv_archive, "moving-in.zip"),
}
MEN = ("men_new", "men_added_to", "men_unchanged")
TAKEN = "Taken over. Every patient is judged and has his due dates."


class SpreadsheetForm(ClinicForm):
    """The filled-in file."""

    submit_label = "Check the file"

    spreadsheet = forms.FileField(
        label="Filled-in file",
        help_text="A workbook (.xlsx) or a zip archive of CSV files, at most "
        f"{LARGEST_FILE // MEGABYTE} MB. Checking takes nothing over.",
        error_messages={
            "required": "Choose the file that you filled in.",
            "empty": "The file is empty. Save it again.",
        },
    )

    def clean_spreadsheet(self) -> Any:
        """Refuse a file that is larger than any clinic's, before it is read."""
        sent = self.cleaned_data["spreadsheet"]
        if sent.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"The file has more than {LARGEST_FILE // MEGABYTE} MB. Split it by patients."
            )
        return sent


@allows(May.MOVE_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def moving_in(request: ClinicRequest) -> HttpResponse:
    """The first step: the template, the filled-in file, and the files so far."""
    form = SpreadsheetForm(*_sent(request), today=request.today)
    if request.method == "POST" and form.is_valid() and (moving := _checked(request, form)):
        return redirect("exchange:moving-in-file", moving.opaque_id)
    files = request.clinic.movings_in.select_related("file", "checked_by", "run")
    context = {
        "section": "patients",
        "form": form,
        "files": files.order_by("-checked_at")[:LATEST],
        "step": 1,
    }
    return render(request, "exchange/moving_in.html", context, status=422 if form.errors else 200)


def _sent(request: ClinicRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _checked(request: ClinicRequest, form: SpreadsheetForm) -> MovingIn | None:
    """The file with its check; what makes it unusable is put beside the form."""
    sent = form.cleaned_data["spreadsheet"]
    try:
        return keep_checked(
            request.clinic, sent.name, sent.read(), by=request.user, today=request.today
        )
    except Unusable as refused:
        for sentence in refused.sentences:
            form.add_error("spreadsheet", sentence)
        return None


@allows(May.MOVE_IN)
@require_safe
def template(request: ClinicRequest, kind: str) -> HttpResponse:
    """The empty spreadsheet."""
    write, name = TEMPLATES[kind]
    return HttpResponse(
        write(),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@allows(May.MOVE_IN)
@require_http_methods(["GET", "HEAD", "POST"])
def file(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """The second step, what a file would bring; and the third, taking it over."""
    moving = _moving(request, opaque_id)
    if request.method == "POST":
        _take(request, moving)
        return redirect("exchange:moving-in-file", opaque_id)
    saw(request, subject=opaque_id)
    return render(request, "exchange/moving_in_file.html", _context(moving))


def _context(moving: MovingIn) -> dict[str, Any]:
    """What the page shows of a file; of one whose report was emptied nothing."""
    report = moving.report
    found = report.get("faults", [])
    return {
        "section": "patients",
        "moving": moving,
        "step": 3 if moving.run else 2,
        "faults": found[:MOST_SHOWN],
        "fault_count": len(found),
        "accept": VALID_MEN if found else ALL_OR_NOTHING,
        "report": report,
        "counts": report.get("counts", {}),
        "men": sum(report.get("counts", {}).get(name, 0) for name in MEN),
        "can_take": bool(report) and not report["is_blocked"],
    }


def _moving(request: ClinicRequest, opaque_id: UUID) -> MovingIn:
    movings = request.clinic.movings_in.select_related("clinic", "file", "run", "run__by")
    return get_object_or_404(movings, opaque_id=opaque_id)


def _take(request: ClinicRequest, moving: MovingIn) -> None:
    accept = VALID_MEN if request.POST.get("accept") == VALID_MEN else ALL_OR_NOTHING
    mark = request.POST.get("mark", "none")
    try:
        take_over(moving, accept=accept, mark=mark, by=request.user, today=request.today)
    except NotTaken as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, TAKEN)


@allows(May.MOVE_IN)
@require_safe
def faults(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Every fault of a file, as a list for a spreadsheet."""
    found = _moving(request, opaque_id).report.get("faults", [])
    saw(request, subject=opaque_id)
    heads = ("Sheet", "Row", "Column", "What to do")
    rows = ([each["sheet"], each["row"], each["column"], each["what"]] for each in found)
    answer = HttpResponse("\ufeff" + "".join(csv_lines(heads, rows)), content_type="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="faults.csv"'
    return answer
