"""A settled row of the queue that is to wait again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from exchange.pages.queue import row_or_404, row_page
from exchange.queue.deciding import Decision
from exchange.queue.forms import BackForm
from exchange.queue.putting_back import NotPutBack, put_back


@allows(May.ENTER_RESULTS)
@require_POST
def put_back_row(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """Let the row wait again, with a reason."""
    row, form = row_or_404(request, opaque_id), BackForm(request.POST)
    if not form.is_valid():
        return row_page(request, row, form)
    why = form.cleaned_data["reason"]
    try:
        put_back(row, Decision(request.clinic, request.user, request.today, why=why))
    except NotPutBack:
        messages.error(request, "This row cannot be put back. Look at it again.")
    else:
        messages.success(request, "The row waits again.")
    return redirect("exchange:waiting-row", opaque_id)
