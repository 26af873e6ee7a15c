"""Addresses of the clinic's pages. No name and no record number ever stands in one."""

from django.urls import path

from monitoring.pages import (
    clinic_targets,
    contact,
    due,
    history,
    mail_links,
    mail_preferences,
    message,
    overrides,
    patient,
    patients,
    records,
    reminder_settings,
    reminders,
    review,
    rulebook,
    target_proposals,
    trail_patient,
    worklist,
)

app_name = "monitoring"

MAN = "patients/<uuid:opaque_id>/"
PROPOSAL = "targets/proposals/<uuid:opaque_id>/"

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
    path(f"{MAN}due/<str:duty>/call/", contact.record_call, name="call-record"),
    path(f"{MAN}due/<str:duty>/visit/", contact.record_visit, name="visit-record"),
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
    path("targets/clinic/", clinic_targets.clinic_targets, name="clinic-targets"),
    path("targets/clinic/propose/", clinic_targets.propose_targets, name="clinic-targets-propose"),
    path(
        "targets/clinic/<uuid:opaque_id>/withdraw/",
        clinic_targets.withdraw_clinic_targets,
        name="clinic-targets-withdraw",
    ),
    path(PROPOSAL, target_proposals.target_proposal, name="target-proposal"),
    path(f"{PROPOSAL}confirm/", target_proposals.confirm_targets, name="target-proposal-confirm"),
    path(f"{PROPOSAL}decline/", target_proposals.decline_targets, name="target-proposal-decline"),
    path(
        f"{PROPOSAL}take-back/",
        target_proposals.take_targets_back,
        name="target-proposal-take-back",
    ),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/<uuid:opaque_id>/", message.message, name="message"),
    path("reminders/<uuid:opaque_id>/again/", message.try_again, name="message-again"),
    path("reminders/<uuid:opaque_id>/leave/", message.leave_it, name="message-leave"),
    path("reminders/<uuid:opaque_id>/now/", message.bring_forward, name="message-now"),
    path("settings/reminders/", reminder_settings.reminder_settings, name="reminder-settings"),
    path(
        "settings/reminders/save/",
        reminder_settings.save_reminder_settings,
        name="reminder-settings-save",
    ),
    path("audit/patient/", trail_patient.trail_patient, name="trail-patient"),
    path("r/<str:token>/", mail_links.item, name="item"),
    path("mail/stop/<str:token>/", mail_links.stop, name="mail-stop"),
    path("account/mail/", mail_preferences.preferences, name="mail-preferences"),
]
