"""A man's record, and the records of all men, as files in FHIR R4."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from accounts.access import ClinicRequest, allows
from accounts.roles import May
from exchange.fhir.export import record_told, records_read_through

FHIR_JSON = "application/fhir+json"


@allows(May.EXPORT_RECORD)
@require_POST
def export_record(request: ClinicRequest, opaque_id: UUID) -> HttpResponse:
    """One man's record. The name of the file says nothing of whom it is."""
    men = request.clinic.patient_details.current().select_related("patient", "clinic")
    details = get_object_or_404(men, patient__opaque_id=opaque_id)
    content = "".join(record_told(details, by=request.user))
    return _as_file(request, HttpResponse(content, content_type=FHIR_JSON), "record")


@allows(May.EXPORT_ALL_RECORDS)
@require_POST
def export_records(request: ClinicRequest) -> StreamingHttpResponse:
    """The records of all men of the clinic."""
    pieces = records_read_through(request.clinic, by=request.user)
    return _as_file(request, StreamingHttpResponse(pieces, content_type=FHIR_JSON), "records")


def _as_file[R: HttpResponseBase](request: ClinicRequest, answer: R, name: str) -> R:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}-{request.today}.json"'
    return answer
