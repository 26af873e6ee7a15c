"""The site with holes in its walls: what careless views would look like."""

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path

from accounts.access import ClinicRequest, allows, open_to_all
from accounts.roles import May
from config.urls import urlpatterns as whole
from monitoring.models import Finding, Status
from patients.models import Patient, PatientDetails


def _details(opaque_id: UUID) -> PatientDetails | None:
    return PatientDetails.objects.current().filter(patient__opaque_id=opaque_id).first()


def _own(request: HttpRequest, opaque_id: UUID) -> Patient:
    return get_object_or_404(cast(ClinicRequest, request).clinic.patients, opaque_id=opaque_id)


@allows(May.SEE_PATIENTS)
def unscoped(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    return HttpResponse(get_object_or_404(Status, patient__opaque_id=opaque_id).details.list_name)


def undeclared(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    return HttpResponse(_own(request, opaque_id))


@open_to_all
def for_anybody(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    details = _details(opaque_id)
    return HttpResponse(details.note if details else "")


@allows(May.SEE_PATIENTS)
def told_in_refusal(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    if details := _details(opaque_id):
        raise PermissionDenied(f"{details.list_name} is not of your clinic")
    raise Http404


@allows(May.SEE_PATIENTS)
def told_in_header(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    details = _details(opaque_id)
    return HttpResponse(headers={"X-Record": details.record_number if details else ""})


@allows(May.SEE_PATIENTS)
def told_in_redirect(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    details = _details(opaque_id)
    return redirect(f"/patients/?q={details.record_number if details else ''}")


@allows(May.SEE_PATIENTS)
def told_in_cookie(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    details, answer = _details(opaque_id), HttpResponse()
    answer.set_cookie("last", details.family_name if details else "")
    return answer


@allows(May.SEE_PATIENTS)
def told_by_status(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    if Patient.objects.known_as(opaque_id).exists():
        raise PermissionDenied
    raise Http404


@allows(May.SEE_PATIENTS)
def written_before_check(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    if request.method == "POST":
        Finding.objects.filter(patient__opaque_id=opaque_id).update(headline="Seen")
    return HttpResponse(_own(request, opaque_id))


@allows(May.SEE_PATIENTS)
def crashing(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    return HttpResponse(Patient.objects.get(pk=cast(Any, opaque_id).hex))


VIEWS = (
    unscoped,
    undeclared,
    for_anybody,
    told_in_refusal,
    told_in_header,
    told_in_redirect,
    told_in_cookie,
    told_by_status,
    written_before_check,
    crashing,
)

urlpatterns = [
    *whole,
    *(path(f"holes/<uuid:opaque_id>/{each.__name__}/", each, name=each.__name__) for each in VIEWS),
]
