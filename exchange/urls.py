"""Addresses of what comes in and leaves as a file. No name and no record number stands in one."""

from django.urls import path

from exchange.pages import (
    columns,
    fhir,
    imports,
    moving_in,
    originals,
    queue,
    queue_back,
    queue_patient,
)

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
    path(
        "patients/<uuid:opaque_id>/draws/<uuid:document>/source/",
        originals.draw_source,
        name="draw-source",
    ),
    path("imports/new/", imports.new_import, name="import-new"),
    path("imports/files/<int:number>/", originals.show_file, name="imported-file"),
    path("imports/files/<int:number>/save/", originals.take_out_file, name="imported-file-save"),
    path("imports/waiting/", queue.waiting, name="waiting"),
    path("imports/waiting/again/", queue.try_again, name="waiting-again"),
    path("imports/waiting/dismiss/", queue.dismiss_many, name="waiting-dismiss"),
    path("imports/waiting/<uuid:opaque_id>/", queue.waiting_row, name="waiting-row"),
    path(
        "imports/waiting/<uuid:opaque_id>/back/",
        queue_back.put_back_row,
        name="waiting-back",
    ),
    path(
        "imports/waiting/<uuid:opaque_id>/meaning/",
        queue_patient.say_meaning,
        name="waiting-meaning",
    ),
    path(
        "imports/waiting/<uuid:opaque_id>/patient/",
        queue_patient.find_patient,
        name="waiting-find",
    ),
    path(
        "imports/waiting/<uuid:opaque_id>/patient/<uuid:other>/",
        queue_patient.claim_for,
        name="waiting-patient",
    ),
    path("imports/<uuid:opaque_id>/", imports.show_import, name="import"),
    path("imports/<uuid:opaque_id>/columns/", columns.columns, name="import-columns"),
    path("imports/<uuid:opaque_id>/set-aside/", imports.set_import_aside, name="import-set-aside"),
]
