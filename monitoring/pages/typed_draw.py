"""What a draw would bring, told beside the form while somebody types it.

Status words only: what is wrong or unlikely is told when the check is asked for. Nothing is
written, no row is locked, and nothing is offered to be saved.
"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.access import ClinicRequest, allows
from accounts.pace import is_too_fast
from accounts.roles import May, may
from accounts.sessions import asked_by_page
from labs.forms.draw import DrawForm
from monitoring.foresight import Foreseen, foretell
from monitoring.judgement import Refused
from monitoring.pages.foreseen import values_read, what_follows
from monitoring.pages.records import draw_form
from monitoring.pages.scope import unrecorded_man
from monitoring.status.snapshots import Course
from monitoring.status.unsaved import with_draw

MOST_IN_TEN_SECONDS = 30
"""Somebody who types without a rest pauses for the length of one request two times a second."""


@allows(May.ENTER_RESULTS)
@asked_by_page
@require_POST
def typed_draw(
    request: ClinicRequest, opaque_id: UUID, document: UUID | None = None
) -> HttpResponse:
    """What was read of a half-typed draw, and what would follow.

    It answers only to the seal of a form that was opened for this man, which was recorded then.
    """
    man = unrecorded_man(request, opaque_id)
    if is_too_fast(request.user, "typed-draw", MOST_IN_TEN_SECONDS):
        return HttpResponse(status=429)
    form = draw_form(request, man, document)
    if form.errors and form.opened is None:
        return HttpResponse(status=204)
    return render(request, "components/typed.html", _told(request, form))


def _told(request: ClinicRequest, form: DrawForm) -> dict[str, Any]:
    may_see = may(request.membership.role, May.SEE_FINDINGS)
    foreseen = _foretold(request, form) if form.is_read else None
    told: dict[str, Any] = {"values": values_read(form, foreseen, may_see=may_see)}
    if foreseen and may_see:
        told |= {"is_foretold": True, **what_follows(foreseen)}
    return told


def _foretold(request: ClinicRequest, form: DrawForm) -> Foreseen | None:
    """What the draw would bring; None where his facts would contradict one another."""
    if form.patient is None:
        return None
    draw, results = form.unsaved()
    change = partial(_with, draw=draw, results=results, today=request.today)
    try:
        return foretell(form.patient, request.today, change)
    except Refused:
        return None


def _with(course: Course, **typed: Any) -> Course:
    return with_draw(course, **typed)
