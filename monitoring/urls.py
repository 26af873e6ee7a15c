"""Addresses of the clinic's pages. No name and no record number ever stands in one."""

from django.urls import path

from monitoring.pages import (
    due,
    history,
    outbox,
    overrides,
    patient,
    patients,
    records,
    review,
    rulebook,
    worklist,
)

app_name = "monitoring"

MAN = "patients/<uuid:opaque_id>/"

urlpatterns = [
    path("", worklist.worklist, name="worklist"),
    path("patients/", patients.patients, name="patients"),
    path("patients/search/", patients.patients, name="patient-search"),
    path("patients/new/", patients.register, name="patient-register"),
    path(MAN, patient.patient, name="patient"),
    path(f"{MAN}details/", patients.amend_details, name="details-amend"),
    path(f"{MAN}targets/", overrides.patient_targets, name="patient-targets"),
    path(f"{MAN}history/", history.history, name="history"),
    path(f"{MAN}review/", review.review, name="review"),
    path(f"{MAN}decide/", review.decide, name="decide"),
    path(f"{MAN}assign/", review.assign, name="assign"),
    path(f"{MAN}due/", due.due_date, name="due-date"),
    path(f"{MAN}draws/new/", records.draw, name="draw-record"),
    path(f"{MAN}draws/<uuid:document>/amend/", records.draw, name="draw-amend"),
    path(f"{MAN}dexa/new/", records.dexa, name="dexa-record"),
    path(f"{MAN}dexa/<uuid:document>/amend/", records.dexa, name="dexa-amend"),
    path(f"{MAN}symptoms/new/", records.symptoms, name="symptoms-record"),
    path(f"{MAN}symptoms/<uuid:document>/amend/", records.symptoms, name="symptoms-amend"),
    path(f"{MAN}protocol/anastrozole/", records.anastrozole, name="anastrozole-record"),
    path(f"{MAN}protocol/other/", records.therapy, name="therapy-record"),
    path(f"{MAN}protocol/<uuid:document>/amend/", records.amend_therapy, name="therapy-amend"),
    path(f"{MAN}<str:kind>/<uuid:document>/withdraw/", records.withdraw, name="fact-withdraw"),
    path("targets/", rulebook.rulebook, name="targets"),
    path("targets/adopt/", rulebook.adopt, name="targets-adopt"),
    path("targets/clinic/", overrides.clinic_targets, name="clinic-targets"),
    path(
        "targets/clinic/<uuid:opaque_id>/withdraw/",
        overrides.withdraw_clinic_targets,
        name="clinic-targets-withdraw",
    ),
    path("reminders/", outbox.outbox, name="outbox"),
    path("reminders/<uuid:opaque_id>/", outbox.message, name="message"),
]
