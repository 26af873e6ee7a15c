"""Roles, and what each may do: one table, read aloud."""

from __future__ import annotations

from typing import Any

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is in a clinic."""

    CLINICIAN = "clinician", "Clinician"
    LAB_ENTRY = "lab_entry", "Lab entry"
    LEAD = "lead", "Lead clinician"
    ADMINISTRATOR = "administrator", "Administrator"
    AUDITOR = "auditor", "Auditor"


class May(TextChoices):
    """One thing that a route lets somebody do."""

    SEE_WORKLIST = "see_worklist", "See the worklist and the patients on it"
    SEE_PATIENTS = "see_patients", "Find and open a patient"
    ENTER_RESULTS = "enter_results", "Record and amend draws, scans and symptoms"
    REGISTER_PATIENTS = "register_patients", "Register a patient and correct his details"
    LINK_RECORDS = "link_records", "Decide whether two records are one man's"
    PRINT_REPORTS = "print_reports", "Print a patient's report and his own copy of it"
    PRESCRIBE = "prescribe", "Record and amend what a patient takes"
    SEE_FINDINGS = "see_findings", "Read a patient's findings with their evidence"
    DECIDE = "decide", "Decide on a finding"
    EXPORT_RECORD = "export_record", "Take a patient's record out as a file"
    EXPORT_ALL_RECORDS = "export_all_records", "Take the records of all patients out as a file"
    MOVE_IN = "move_in", "Take the clinic's patients over from a spreadsheet"
    SEE_REMINDERS = "see_reminders", "See reminders and the outbox"
    STEER_REMINDERS = "steer_reminders", "Record a call or a booked visit, send or stop a reminder"
    SET_REMINDERS = "set_reminders", "Set when the clinic reminds whom"
    SET_UNITS = "set_units", "Choose the units in which patients' pages show hormones"
    PROPOSE_TARGETS = "propose_targets", "Propose to move the clinic's targets for all its patients"
    CONFIRM_TARGETS = (
        "confirm_targets",
        "Confirm or decline targets of the clinic that somebody else proposed",
    )
    REVIEW_FLAGS = "review_flags", "Review and assign flagged patients in the admin"
    MANAGE_CATALOGUE = (
        "manage_catalogue",
        "Keep the catalogue of laboratories, their assays and spellings",
    )
    MANAGE_STAFF = "manage_staff", "Invite staff, change their roles and end their access"
    SEE_QUALITY = "see_quality", "See how the clinic does, with the patients behind each number"
    SEE_OPERATIONS = "see_operations", "See how the server is: passes, mail, backups, versions"
    READ_AUDIT = "read_audit", "Read the record of who did what and when"
    SEE_RULE_BOOK = "see_rule_book", "Read the targets and the rule book"
    ADOPT_RULES = "adopt_rules", "Adopt the rule book for the clinic"
    USE_OWN_ACCOUNT = "use_own_account", "Switch clinic, look after the own sign-in, sign out"


EVERYBODY = {May.USE_OWN_ACCOUNT, May.SEE_RULE_BOOK}
ENTRY = EVERYBODY | {May.SEE_PATIENTS, May.ENTER_RESULTS, May.REGISTER_PATIENTS}
CARE = ENTRY | {
    May.SEE_WORKLIST,
    May.SEE_FINDINGS,
    May.PRINT_REPORTS,
    May.PRESCRIBE,
    May.DECIDE,
    May.EXPORT_RECORD,
    May.SEE_REMINDERS,
    May.STEER_REMINDERS,
    May.CONFIRM_TARGETS,
    May.LINK_RECORDS,
}
REMINDERS = {May.SEE_REMINDERS, May.STEER_REMINDERS, May.SET_REMINDERS}
REVIEW = {
    May.SEE_FINDINGS,
    May.REVIEW_FLAGS,
    May.MANAGE_CATALOGUE,
    May.MANAGE_STAFF,
    May.READ_AUDIT,
}
OVERSIGHT = (
    REVIEW
    | REMINDERS
    | {May.EXPORT_RECORD, May.EXPORT_ALL_RECORDS, May.SET_UNITS, May.SEE_OPERATIONS}
)
LEADING = {May.ADOPT_RULES, May.PROPOSE_TARGETS, May.SEE_QUALITY, May.MOVE_IN}

GRANTS: dict[Role, frozenset[May]] = {
    Role.LAB_ENTRY: frozenset(ENTRY),
    Role.CLINICIAN: frozenset(CARE),
    Role.LEAD: frozenset(CARE | OVERSIGHT | LEADING),
    Role.ADMINISTRATOR: frozenset(EVERYBODY | OVERSIGHT | {May.SEE_PATIENTS}),
    Role.AUDITOR: frozenset({May.USE_OWN_ACCOUNT, May.READ_AUDIT}),
}


def may(role: str, act: May) -> bool:
    """Whether a role includes an act."""
    return act in GRANTS[Role(role)]


def roles_that(act: May) -> list[Role]:
    """The roles that include an act."""
    return [role for role in Role if act in GRANTS[role]]


def roles_table() -> dict[str, Any]:
    """The whole table in words: each act, with a yes or no for each role."""
    acts = [(act.label, [act in GRANTS[role] for role in Role]) for act in May]
    return {"roles": [role.label for role in Role], "acts": acts}
