"""What the open page sends and asks about words that are not saved yet."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from accounts.access import ClinicRequest, allows
from accounts.drafts import keep, take_back
from accounts.forms import DraftForm
from accounts.roles import May
from accounts.sessions import asked_by_page


@allows(May.USE_OWN_ACCOUNT)
@asked_by_page
@require_POST
def kept(request: ClinicRequest) -> HttpResponse:
    """Keep what stands in the form; sent by the page while somebody types."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    keep(request.membership, form.cleaned_data["path"], form.cleaned_data["typed"])
    return HttpResponse(status=204)


@allows(May.USE_OWN_ACCOUNT)
@asked_by_page
@require_POST
def taken_back(request: ClinicRequest) -> HttpResponse:
    """Give back what was kept for this page, once."""
    draft = take_back(request.membership, request.POST.get("path", "").replace("\0", ""))
    if draft is None:
        return HttpResponse(status=204)
    return JsonResponse({"fields": draft.fields, "at": draft.kept_at.isoformat()})
