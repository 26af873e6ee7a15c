"""Addresses of what comes in and leaves as a file. No name and no record number stands in one."""

from django.urls import path

from exchange.pages import fhir, moving_in

app_name = "exchange"

urlpatterns = [
    path("patients/export/fhir/", fhir.export_records, name="records-fhir"),
    path("patients/<uuid:opaque_id>/export/fhir/", fhir.export_record, name="record-fhir"),
    path("moving-in/", moving_in.moving_in, name="moving-in"),
    path(
        "moving-in/template/workbook/",
        moving_in.template,
        {"kind": "workbook"},
        name="moving-in-workbook",
    ),
    path("moving-in/template/csv/", moving_in.template, {"kind": "csv"}, name="moving-in-csv"),
    path("moving-in/<uuid:opaque_id>/", moving_in.file, name="moving-in-file"),
    path("moving-in/<uuid:opaque_id>/faults/", moving_in.faults, name="moving-in-faults"),
]
