"""Every act in words, and in groups by which the audit can be read.

The codes come from everywhere in the product; here they are text and nothing else. A test opens
every route and fails where one leaves a row that has no words.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, TextChoices

from accounts.models import AuditRow
from accounts.roles import May

SHORT = 8
"""Digits of an opaque id that tell one from another on a page."""


class Group(TextChoices):
    """What kind of act it was."""

    READ = "read", "Patients read"
    CHANGED = "changed", "Records changed"
    DECIDED = "decided", "Decisions"
    CAME = "came", "Signing in and out"
    REFUSED = "refused", "Refused"
    MAIL = "mail", "E-mail"
    RULES = "rules", "Staff, targets and settings"
    AUDIT = "audit", "The audit itself"


class Act(NamedTuple):
    """One kind of act."""

    group: Group
    words: str


FACTS = {
    "patientdetails": "patient details",
    "draw": "a lab draw",
    "labreport": "a laboratory's report",
    "dexascan": "a DEXA scan",
    "symptomreport": "symptoms",
    "therapyevent": "treatment",
    "targetoverride": "own targets of a patient",
}
VERBS = {
    "recorded": "Recorded {}",
    "amended": "Amended {}",
    "entered-in-error": "Marked {} as entered in error",
}
PAGES = {
    "patient": "Opened the patient page",
    "protocol": "Opened the treatment",
    "bone-density": "Opened the bone density",
    "symptoms": "Opened the symptoms",
    "history": "Opened everything on record",
    "report": "Opened the report that is printed",
    "patient-copy": "Opened the copy that is printed for the patient",
    "review": "Opened the findings",
    "decision": "Opened the findings in the row of a list",
    "decide": "Saw the findings after sending a decision",
    "assign": "Saw the row of a list after handing its findings on",
    "details-amend": "Opened the patient details",
    "patient-targets": "Opened the targets of a patient",
    "due-date": "Opened the page for an earlier date",
    "call-record": "Opened the page for a call",
    "visit-record": "Opened the page for a visit",
    "draw-record": "Opened the form for a draw",
    "draw-amend": "Opened a draw to amend it",
    "draw-elsewhere": "Looked for the patient to whom a draw belongs",
    "draw-move": "Opened a draw of one patient to enter it for another",
    "draw-moved": "Opened the page for a draw that was entered for another patient",
    "lab-report": "Saved a laboratory's report as a file",
    "lab-report-record": "Opened the form for a laboratory's report",
    "dexa-record": "Opened the form for a DEXA scan",
    "dexa-amend": "Opened a DEXA scan to amend it",
    "symptoms-record": "Opened the form for symptoms",
    "symptoms-amend": "Opened symptoms to amend them",
    "anastrozole-record": "Opened the form for anastrozole",
    "therapy-record": "Opened the form for other drugs",
    "therapy-amend": "Opened treatment to amend it",
    "fact-withdraw": "Opened the page for what was entered in error",
    "worklist": "Read the worklist",
    "patients": "Read the list of patients",
    "patient-search": "Searched for patients",
    "similar-patients": "Read the list of similar records",
    "record-pair": "Compared two records",
    "record-pair-undo": "Compared two records",
    "patient-register": "Was shown similar patients while registering one",
    "flags": "Read the flags",
    "quality-patients": "Read the patients behind a number of the quality page",
    "quality-export": "Exported numbers of the quality page",
    "reminders": "Read the reminders",
    "message": "Read a message",
    "clinic-targets-propose": "Tried out targets of the clinic",
    "target-proposal": "Read what proposed targets of the clinic would change",
    "target-proposal-confirm": "Was asked to read proposed targets of the clinic again",
    "target-proposal-decline": "Read what proposed targets of the clinic would change",
    "clinic-targets-withdraw": "Tried out a withdrawal of clinic targets",
    "moving-in-file": "Read what a spreadsheet would bring or brought",
    "moving-in-faults": "Took out the list of faults of a spreadsheet",
    "import": "Looked at a file of results",
    "import-columns": "Opened a table to say what its columns mean",
    "imported-file": "Opened a file of results as it came",
    "draw-source": "Opened the file that a draw came from",
    "waiting": "Read the results that wait for a person",
    "waiting-row": "Opened a result that waits",
    "waiting-find": "Looked for the patient whose a waiting result is",
    "waiting-patient": "Opened a waiting result to take it for a patient",
    "waiting-meaning": "Looked at what a meaning of a laboratory's word would do",
    "monitoring_status_changelist": "Read the flagged patients in the admin",
    "monitoring_status_export": "Exported the flagged patients",
}

ACTS: dict[str, Act] = {
    **{f"{page}.viewed": Act(Group.READ, words) for page, words in PAGES.items()},
    **{
        f"{fact}.{verb}": Act(Group.CHANGED, words.format(FACTS[fact]))
        for fact, (verb, words) in product(FACTS, VERBS.items())
    },
    **{
        f"decision.{verb}": Act(Group.DECIDED, words.format("a decision"))
        for verb, words in VERBS.items()
    },
    "pair.linked": Act(Group.DECIDED, "Linked two records as one man's"),
    "pair.told-apart": Act(Group.DECIDED, "Recorded that two similar records are two men's"),
    "pair.undone": Act(Group.DECIDED, "Undid a decision about two records"),
    "patient.erased": Act(Group.CHANGED, "Erased a patient"),
    "clinic.exported": Act(Group.CHANGED, "Exported everything the clinic owns"),
    "record.exported": Act(Group.READ, "Exported the record of a patient"),
    "records.exported": Act(Group.READ, "Exported the records of all patients"),
    "results.imported": Act(Group.CHANGED, "Imported results from a file"),
    "moving-in.checked": Act(Group.CHANGED, "Checked a spreadsheet of patients"),
    "moving-in.taken": Act(Group.CHANGED, "Took patients over from a spreadsheet"),
    "file.brought": Act(Group.CHANGED, "Brought a file of results"),
    "file.set-aside": Act(Group.CHANGED, "Set a file of results aside"),
    "file.exported": Act(Group.READ, "Saved a file of results as it came"),
    "layout.saved": Act(Group.RULES, "Saved what the columns of a laboratory's table mean"),
    "waiting.tried": Act(Group.CHANGED, "Tried a waiting result again: it waits on"),
    "waiting.taken": Act(Group.CHANGED, "Took a waiting result"),
    "waiting.on-record": Act(Group.CHANGED, "Found a waiting result on record already"),
    "waiting.kept": Act(Group.DECIDED, "Left a waiting result out: the record stands"),
    "waiting.refused": Act(Group.DECIDED, "Refused a waiting result"),
    "waiting.dismissed": Act(Group.DECIDED, "Dismissed a waiting row"),
    "waiting.put-back": Act(Group.DECIDED, "Put a settled row back into the queue"),
    "waiting.not-followed": Act(Group.DECIDED, "Left out a waiting result that is not followed"),
    "sign-in": Act(Group.CAME, "Signed in"),
    "sign-out": Act(Group.CAME, "Signed out"),
    "sign-in.refused": Act(Group.REFUSED, "A sign-in was refused"),
    "refused": Act(Group.REFUSED, "Was refused"),
    "message.sent": Act(Group.MAIL, "Sent a message"),
    "message.late": Act(Group.MAIL, "Sent a message once more after a fault"),
    "message.bounced": Act(Group.MAIL, "A message came back"),
    "message.queued-again": Act(Group.MAIL, "Had a failed message sent again"),
    "message.left": Act(Group.MAIL, "Left a failed message unsent"),
    "message.brought-forward": Act(Group.MAIL, "Had a message sent at once"),
    "mail.chosen": Act(Group.MAIL, "Chose which messages to get"),
    "mail.address-works": Act(Group.MAIL, "Had messages sent to an address again that had failed"),
    "clinic.created": Act(Group.RULES, "Created the clinic"),
    "membership.created": Act(Group.RULES, "Gave somebody a role"),
    "second-factor.added": Act(Group.RULES, "Added a second proof to the own sign-in"),
    "second-factor.removed": Act(Group.RULES, "Removed a second proof from the own sign-in"),
    "membership.invited": Act(Group.RULES, "Invited somebody to work here"),
    "membership.accepted": Act(Group.RULES, "Accepted an invitation"),
    "membership.role-changed": Act(Group.RULES, "Gave somebody another role"),
    "membership.ended": Act(Group.RULES, "Ended somebody's access"),
    "password.changed": Act(Group.RULES, "Changed the own password"),
    "reset.asked": Act(Group.CAME, "Asked for a link for a new password"),
    "second-factor.forgotten": Act(Group.RULES, "Let somebody set up a second proof anew"),
    "units.chosen": Act(Group.RULES, "Chose the units of the clinic's patient pages"),
    "reminders.set": Act(Group.RULES, "Changed when the clinic reminds whom"),
    "laboratory.offered": Act(Group.RULES, "Had a laboratory suggested in the form of a draw"),
    "laboratory.hidden": Act(Group.RULES, "Had a laboratory no longer suggested"),
    "assay.noted": Act(Group.RULES, "Noted how a laboratory measures"),
    "assay.set-aside": Act(Group.RULES, "Set aside how a laboratory measures"),
    "spelling.noted": Act(Group.RULES, "Noted what a word of a laboratory means"),
    "spelling.set-aside": Act(Group.RULES, "Set aside what a word of a laboratory means"),
    "rules.adopted": Act(Group.RULES, "Adopted the rule book"),
    "targets.proposed": Act(Group.RULES, "Proposed a change of the clinic's targets"),
    "targets.adopted": Act(Group.RULES, "Confirmed targets of the clinic, as second person"),
    "targets.withdrawn": Act(Group.RULES, "Confirmed a withdrawal of targets, as second person"),
    "targets.declined": Act(Group.RULES, "Declined a proposed change of targets"),
    "targets.taken-back": Act(Group.RULES, "Took a proposed change of targets back"),
    "trail.viewed": Act(Group.AUDIT, "Read the audit"),
    "audit.exported": Act(Group.AUDIT, "Exported the audit"),
}


def in_words(row: AuditRow) -> str:
    """What happened, in a sentence that names nobody; an act without words by its code."""
    act = ACTS.get(row.action)
    said = act.words if act else row.action
    if listed := row.detail.get("patients"):
        return f"{said}: {len(listed)} patient{'s' if len(listed) > 1 else ''}"
    if row.action == "refused" and (power := row.detail.get("power")) in set(May):
        return f"{said}: {May(power).label}"
    return said


def about_whom(row: AuditRow, names: Mapping[str, str]) -> str:
    """Which record, or who of the staff, an act was about; a patient is named beside this.

    `names` are the staff's by the key of the person.
    """
    if row.action == "sign-in.refused":
        return names.get(row.subject, "")
    try:
        return f"Record {UUID(row.subject).hex[:SHORT]}"
    except ValueError:
        return ""


def of_group(group: Group) -> Q:
    """The acts of a group."""
    return Q(action__in=[code for code, act in ACTS.items() if act.group == group])
