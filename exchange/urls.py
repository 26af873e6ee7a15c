"""Addresses of what leaves as a file. No name and no record number ever stands in one."""

from django.urls import path

from exchange.pages import fhir

app_name = "exchange"

urlpatterns = [
    path("patients/export/fhir/", fhir.export_records, name="records-fhir"),
    path("patients/<uuid:opaque_id>/export/fhir/", fhir.export_record, name="record-fhir"),
]
