"""The site with holes in its walls: what careless views would look like."""

from typing import Any, cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path

from accounts.access import ClinicRequest, allows, open_to_all
from accounts.roles import May
from config.urls import urlpatterns as whole
from exchange.models import ImportedFile
from labs.models import Draw
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


@allows(May.SEE_PATIENTS)
def listed_everywhere(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    names = PatientDetails.objects.current().values_list("family_name", flat=True)
    return HttpResponse("\n".join(names))


@allows(May.SEE_PATIENTS)
def drawn_for_a_script(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    notes = Draw.objects.current().filter(patient__opaque_id=opaque_id)
    return JsonResponse({"points": [{"title": each.note} for each in notes]})


@allows(May.SEE_PATIENTS)
def named_as_file(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    file = ImportedFile.objects.first()
    named = f'attachment; filename="{file.name if file else ""}"'
    return HttpResponse(headers={"Content-Disposition": named})


@allows(May.SEE_PATIENTS)
def document_without_its_man(request: HttpRequest, document: UUID) -> HttpResponse:
    return HttpResponse(get_object_or_404(Draw.objects.current(), document=document).note)


@allows(May.SEE_PATIENTS)
def told_by_words(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    exists = Patient.objects.known_as(opaque_id).exists()
    return HttpResponse("Not yours" if exists else "Not found", status=404)


@allows(May.SEE_PATIENTS)
def told_by_presence(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    exists = Patient.objects.known_as(opaque_id).exists()
    return HttpResponse(status=404, headers={"X-Cached": "yes"} if exists else {})


@allows(May.SEE_PATIENTS)
def written_by_reading(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    Finding.objects.filter(patient__opaque_id=opaque_id).update(headline="Seen")
    return HttpResponse()


@allows(May.SEE_PATIENTS)
def deleted_by_its_method(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    if request.method == "DELETE":
        Finding.objects.filter(patient__opaque_id=opaque_id).delete()
    return HttpResponse(_own(request, opaque_id))


@allows(May.SEE_PATIENTS)
def named_in_the_body(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    chosen = PatientDetails.objects.current().filter(patient=request.POST.get("patient"))
    return HttpResponse(", ".join(chosen.values_list("family_name", flat=True)))


@allows(May.SEE_PATIENTS)
def guarded_when_read(request: HttpRequest, opaque_id: UUID) -> HttpResponse:
    if request.method in {"GET", "HEAD"}:
        _own(request, opaque_id)
    details = _details(opaque_id)
    return HttpResponse(details.email if details else "", status=200 if details else 404)


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
    listed_everywhere,
    drawn_for_a_script,
    named_as_file,
    told_by_words,
    told_by_presence,
    written_by_reading,
    deleted_by_its_method,
    named_in_the_body,
    guarded_when_read,
)
OF_A_DOCUMENT = (document_without_its_man,)

urlpatterns = [
    *whole,
    *(path(f"holes/<uuid:opaque_id>/{each.__name__}/", each, name=each.__name__) for each in VIEWS),
    *(
        path(f"holes/<uuid:document>/{each.__name__}/", each, name=each.__name__)
        for each in OF_A_DOCUMENT
    ),
]
