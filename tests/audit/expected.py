"""What each route leaves in the audit. A route that is missing here fails the tests."""

from __future__ import annotations

from typing import Any

from tests.views.bodies import (
    DETAILS,
    DEXA,
    DRAW,
    START,
    SYMPTOMS,
    THERAPY,
)

ABOUT_ONE_MAN = {
    "patient",
    "protocol",
    "bone-density",
    "symptoms",
    "history",
    "report",
    "patient-copy",
    "review",
    "decision",
    "details-amend",
    "patient-targets",
    "due-date",
    "draw-record",
    "draw-amend",
    "draw-elsewhere",
    "draw-move",
    "draw-moved",
    "lab-report",
    "lab-report-record",
    "dexa-record",
    "dexa-amend",
    "symptoms-record",
    "symptoms-amend",
    "anastrozole-record",
    "therapy-record",
    "therapy-amend",
    "fact-withdraw",
}
LISTS = {
    "similar-patients",
    "record-pair",
    "worklist",
    "flags",
    "quality-patients",
    "patients",
    "patient-search",
    "reminders",
    "message",
}

OPENED: dict[str, str] = {
    **{f"monitoring:{name}": f"{name}.viewed" for name in ABOUT_ONE_MAN | LISTS},
    **{
        f"exchange:{name}": f"{name}.viewed"
        for name in ("draw-source", "imported-file", "waiting", "waiting-row")
    },
    "admin:monitoring_status_changelist": "monitoring_status_changelist.viewed",
    "accounts:trail": "trail.viewed",
}
"""Opening the page leaves this."""

WHY = {"amendment": "Typed wrong"}

SAVED: dict[str, tuple[str, dict[str, Any]]] = {
    "monitoring:details-amend": ("patientdetails.amended", {"note": "Moved", **WHY}),
    "monitoring:draw-record": ("draw.recorded", {**DRAW, "estradiol": "9"}),
    "monitoring:draw-amend": ("draw.amended", {**DRAW, **WHY}),
    "monitoring:dexa-record": ("dexascan.recorded", DEXA),
    "monitoring:dexa-amend": ("dexascan.amended", {**DEXA, **WHY}),
    "monitoring:symptoms-record": ("symptomreport.recorded", SYMPTOMS),
    "monitoring:symptoms-amend": ("symptomreport.amended", {**SYMPTOMS, **WHY}),
    "monitoring:anastrozole-record": ("therapyevent.recorded", START),
    "monitoring:therapy-record": ("therapyevent.recorded", THERAPY),
    "monitoring:therapy-amend": ("therapyevent.amended", {"note": "Mornings", **WHY}),
    "monitoring:fact-withdraw": ("draw.entered-in-error", {"born_on": "14 Mar 1969", **WHY}),
    "monitoring:patient-register": ("patientdetails.recorded", DETAILS),
}
"""Filling in the form of this page and sending it leaves this."""

POSTED: dict[str, tuple[str, dict[str, Any]]] = {
    "monitoring:assign": ("decision.recorded", {"assignee": ""}),
    "accounts:sign-out": ("sign-out", {}),
    "admin:logout": ("sign-out", {}),
    "admin:monitoring_status_export": ("monitoring_status_export.viewed", {}),
    "accounts:codes": ("second-factor.added", {}),
    "accounts:trail-export": ("audit.exported", {}),
    "monitoring:quality-export": ("quality-export.viewed", {}),
    "exchange:record-fhir": ("record.exported", {}),
    "exchange:records-fhir": ("records.exported", {}),
    "exchange:imported-file-save": ("file.exported", {}),
    "exchange:import-set-aside": ("file.set-aside", {}),
    "accounts:sign-in": ("sign-in.refused", {"email": "nobody@x.org", "password": "wrong"}),
}
"""Sending this leaves this."""

ELSEWHERE: dict[str, tuple[str, str]] = {
    "monitoring:decide": ("decision.recorded", "tests/audit/test_routes.py"),
    "monitoring:lab-report-record": ("labreport.recorded", "tests/views/test_lab_reports.py"),
    "monitoring:results-sign": ("decision.recorded", "tests/views/test_signing.py"),
    "monitoring:call-record": ("decision.recorded", "tests/facts/test_contact.py"),
    "monitoring:visit-record": ("decision.recorded", "tests/facts/test_contact.py"),
    "monitoring:message-again": ("message.queued-again", "tests/unit/mail/test_steering.py"),
    "monitoring:message-leave": ("message.left", "tests/unit/mail/test_steering.py"),
    "monitoring:message-now": ("message.brought-forward", "tests/unit/mail/test_steering.py"),
    "monitoring:mail-preferences": ("mail.chosen", "tests/unit/mail/test_preferences.py"),
    "monitoring:mail-stop": ("mail.chosen", "tests/unit/mail/test_preferences.py"),
    "monitoring:reminder-settings-save": (
        "reminders.set",
        "tests/views/test_reminder_settings.py",
    ),
    "monitoring:targets-adopt": ("rules.adopted", "tests/views/test_rulebook.py"),
    "monitoring:clinic-targets-propose": ("targets.proposed", "tests/views/test_proposals.py"),
    "monitoring:clinic-targets-withdraw": ("targets.proposed", "tests/views/test_proposals.py"),
    "monitoring:target-proposal-confirm": ("targets.adopted", "tests/views/test_proposals.py"),
    "monitoring:target-proposal-decline": ("targets.declined", "tests/views/test_proposals.py"),
    "monitoring:target-proposal-take-back": (
        "targets.taken-back",
        "tests/views/test_proposals.py",
    ),
    "monitoring:record-pair-undo": ("pair.undone", "tests/views/test_same_men.py"),
    "exchange:import-new": ("file.brought", "tests/imports/test_import_page.py"),
    "exchange:import": ("results.imported", "tests/imports/test_import_page.py"),
    "exchange:import-columns": ("layout.saved", "tests/imports/test_layouts.py"),
    "exchange:waiting-again": ("waiting.tried", "tests/imports/test_queue.py"),
    "exchange:waiting-dismiss": ("waiting.dismissed", "tests/imports/test_queue.py"),
    "exchange:waiting-back": ("waiting.put-back", "tests/imports/test_put_back.py"),
    "exchange:waiting-find": ("waiting-find.viewed", "tests/imports/test_queue_patient.py"),
    "exchange:waiting-patient": ("waiting.taken", "tests/imports/test_queue_patient.py"),
    "exchange:waiting-meaning": ("spelling.noted", "tests/imports/test_meanings.py"),
    "accounts:password": ("password.changed", "tests/views/test_own_account.py"),
    "accounts:second-step": ("sign-in", "tests/views/test_second_factor.py"),
    "accounts:app-add": ("second-factor.added", "tests/audit/test_routes.py"),
    "accounts:passkey-add": ("second-factor.added", "tests/audit/test_routes.py"),
    "accounts:units": ("units.chosen", "tests/views/test_si_units.py"),
    "accounts:staff": ("membership.invited", "tests/audit/test_powers.py"),
    "accounts:staff-change": ("membership.role-changed", "tests/audit/test_powers.py"),
    "accounts:invitation": ("membership.accepted", "tests/audit/test_powers.py"),
    "accounts:forgotten": ("reset.asked", "tests/audit/test_powers.py"),
    "accounts:reset": ("password.changed", "tests/audit/test_routes.py"),
    "accounts:factor-remove": ("second-factor.removed", "tests/audit/test_routes.py"),
    "exchange:moving-in": ("moving-in.checked", "tests/moving_in/test_pages.py"),
    "exchange:moving-in-file": ("moving-in.taken", "tests/moving_in/test_pages.py"),
    "exchange:moving-in-faults": ("moving-in-faults.viewed", "tests/moving_in/test_pages.py"),
    "admin:labs_assay_add": ("assay.noted", "tests/views/test_catalogue.py"),
    "admin:labs_spelling_add": ("spelling.noted", "tests/views/test_catalogue.py"),
}
"""What these leave is tested in that file, where they are in service."""

LISTED_IN_ADMIN = (
    "protocols_clinicoverride",
    "protocols_targetproposal",
    "labs_laboratory",
    "labs_assay",
    "labs_spelling",
)

NOTHING: dict[str, str] = {
    "accounts:switch-clinic": "What is read in the other clinic is recorded there",
    "monitoring:quality": "Numbers; the patients behind one are on a page that is recorded",
    "monitoring:item": "Leads to a page, which is recorded",
    "monitoring:trail-patient": "Leads to the audit about a man, which is recorded",
    "monitoring:targets": "The rule book shows no man",
    "monitoring:clinic-targets": "Targets and who moved them; no man",
    "monitoring:target-proposal": "Names a man where one would be judged otherwise",
    "monitoring:reminder-settings": "The clinic's own settings",
    "accounts:home": "Leads to a page",
    "accounts:own": "One's own account",
    "accounts:protection": "One's own account",
    "accounts:roles": "The table of roles",
    "accounts:remaining": "Asked by pages",
    "accounts:draft-keep": "One's own typing, on a page that is recorded",
    "accounts:draft-back": "One's own typing, on a page that is recorded",
    "accounts:stay": "Asked by pages",
    "exchange:moving-in-workbook": "An empty spreadsheet",
    "exchange:moving-in-csv": "An empty spreadsheet",
    "monitoring:day-read": "A day in full; no man",
    "monitoring:draw-typed": "One's own typing, beside a form whose page is recorded",
    "monitoring:draw-amend-typed": "One's own typing, beside a form whose page is recorded",
    ":health": "Shows nothing",
    ":ready": "Sentences about the server",
    ":metrics": "Figures about the server",
    ":operations": "The server, and counts of messages; no man",
    "admin:index": "A list of links",
    "admin:login": "Leads to the sign-in page",
    "admin:password_change": "Leads to the page for it",
    "admin:password_change_done": "A sentence",
    "admin:jsi18n": "Words for scripts",
    "admin:view_on_site": "Offered for nothing",
    "admin:accounts_membership_changelist": "Staff to those who look after staff",
    "admin:accounts_membership_history": "Leads to the list",
    "admin:accounts_membership_change": "Leads to the list",
    **{
        f"admin:{kind}_{page}": "Targets and laboratories; no man"
        for kind in LISTED_IN_ADMIN
        for page in ("changelist", "change", "history")
    },
    "admin:monitoring_status_history": "Leads to the findings",
    "admin:monitoring_status_change": "Leads to the findings",
    "admin:<path:object_id>/": "Leads to the page of the row",
    "admin:app_list": "A list of links",
    "admin:(?P<url>.*)$": "Nowhere",
}
"""These show no man and change nothing, or lead to what is recorded."""

REFUSED = {
    "admin:autocomplete",
    "admin:accounts_membership_add",
    "admin:accounts_membership_delete",
    "admin:monitoring_status_add",
    "admin:monitoring_status_delete",
    *(
        f"admin:{kind}_{page}"
        for kind in LISTED_IN_ADMIN
        for page in ("add", "delete")
        if f"admin:{kind}_{page}" not in ELSEWHERE
    ),
}
"""Refused to everybody, which is recorded."""
