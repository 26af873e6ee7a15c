"""The other clinic, full of words that nobody outside it may ever read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.contenttypes.models import ContentType
from django.core.signing import Signer
from django.db import transaction

from accounts.actions import add_member, create_clinic
from accounts.models import Clinic, Draft, Membership, User
from accounts.roles import Role
from exchange.models import (
    Arrival,
    ImportedDraw,
    ImportedFile,
    ImportRun,
    Layout,
    MovingIn,
    ReceivedResult,
    WaitingRow,
)
from labs.lab_reports import FileKind, lab_report
from labs.models import Assay, DexaScan, DexaSite, Draw, Laboratory, Spelling
from labs.results import read_result
from monitoring.mail.links import item_link
from monitoring.models import (
    Decision,
    DecisionKind,
    MailPreference,
    Message,
    Notice,
    Obligation,
    ReminderSettings,
)
from patients.facts import Fact, Part
from patients.models import Patient, SymptomReport, Verdict
from patients.pairing import decide
from protocols.adoption import adopt_rules
from protocols.models import (
    ClinicOverride,
    Drug,
    Step,
    TargetOverride,
    TargetProposal,
    TherapyEvent,
)
from protocols.proposing import propose
from tests.conftest import NOW as NOON
from tests.conftest import TODAY, admitted, recorded
from tests.targets import adopt

NAME = "Zanzibarovic"
RECORD = "ZQX-77131"
EMAIL = "zanzibar@qxmail.example.org"
NOTE = "Quokka-note-4417"
PLACE = "Xylophon Laboratory"
CLINIC = "Wexcombe Andrology"
COLLEAGUE = "Dr Quillfeather"
CANARIES = (NAME, RECORD, EMAIL, NOTE, PLACE, CLINIC, COLLEAGUE, "quillfeather@", "Qwopdevice")


@dataclass
class Foreign:
    """The other clinic with the ids of everything in it."""

    clinic: Clinic
    lead: Membership
    man: Patient
    second: Patient
    message: Message
    override: ClinicOverride
    proposal: TargetProposal
    arrival: Arrival
    moving: MovingIn
    documents: dict[str, Fact] = field(default_factory=dict)

    def ids(self, route: str) -> dict[str, Any]:
        """The ids with which a route would name something of this clinic."""
        named = {
            "opaque_id": self._named_by(route).opaque_id,
            "other": self.second.opaque_id,
            "document": self.documents[_kind(route)].document,
            "kind": "draw",
            "token": self._token(route),
            "duty": "labs",
            "object_id": self._row(route),
            "content_type_id": ContentType.objects.get_for_model(Patient).pk,
            "number": self._number(route),
            "app_label": "monitoring",
            "url": f"patients/patient/{self.man.pk}/",
        }
        return {name: str(value) for name, value in named.items()}

    def _row(self, route: str) -> int:
        """The key of the row that an address of the admin names."""
        rows = {
            "membership": self.lead.pk,
            "clinicoverride": self.override.pk,
            "targetproposal": self.proposal.pk,
            "laboratory": self.clinic.laboratories.get().pk,
            "assay": Assay.objects.of(self.clinic).get().pk,
            "spelling": Spelling.objects.of(self.clinic).get().pk,
        }
        return next((row for kind, row in rows.items() if kind in route), self.man.pk)

    def _token(self, route: str) -> str:
        """The link to a follow-up as a mail has it; and one with which to stop mail, made up."""
        if route == "monitoring:mail-stop":
            return Signer(sep=".", salt="made up").sign(self.message.opaque_id.hex)
        duty = self.message.notices.get().obligation
        return item_link(duty.opaque_id, message=self.message).split("/")[-2]

    def _number(self, route: str) -> int:
        """What a plain number names: somebody who works there, or how he proves himself."""
        if "imported-file" in route:
            return self.arrival.file_id
        is_staff = route.startswith("accounts:staff")
        return self.lead.pk if is_staff else Authenticator.objects.get(user=self.lead.user).pk

    def _named_by(self, route: str) -> Any:
        """What the opaque id of a route names."""
        name = route.rsplit(":", maxsplit=1)[-1]
        if name.startswith("moving-in"):
            return self.moving
        if name.startswith("message"):
            return self.message
        if name.startswith("target-proposal"):
            return self.proposal
        if name.startswith("waiting-"):
            return self.clinic.waiting_rows.get()
        if name.startswith("import"):
            return self.arrival
        others = {"clinic-targets-withdraw": self.override}
        return others.get(name, self.man)


def _kind(route: str) -> str:
    if route == "monitoring:lab-report":
        return "report"
    return next((kind for kind in ("dexa", "symptoms", "therapy") if kind in route), "draw")


def nowhere(route: str) -> dict[str, str]:
    """Ids that name nothing anywhere, for the same route."""
    ids = {"opaque_id": uuid4(), "document": uuid4(), "kind": "draw", "object_id": 987654321}
    ids |= {"token": "leads.nowhere", "duty": "labs", "other": uuid4()}
    kind = ContentType.objects.get_for_model(Patient).pk
    ids |= {
        "content_type_id": kind,
        "number": 987654321,
        "app_label": "monitoring",
        "url": "patients/patient/987654321/",
    }
    return {name: str(value) for name, value in ids.items()}


def foreign_clinic() -> Foreign:
    """Found the other clinic and fill every table of it."""
    clinic = create_clinic("wexcombe", CLINIC, time_zone="UTC")
    lead = add_member(clinic, "quillfeather@wexcombe.example.org", COLLEAGUE, Role.LEAD)
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    Draft.objects.create(
        user=lead.user, clinic=clinic, path="/", fields={"note": [NOTE]}, kept_at=now
    )
    Authenticator.objects.create(user=lead.user, type="totp", data={"secret": NOTE})
    more = {"email": EMAIL, "phone": "555 0199", "note": NOTE, "owner": lead.user}
    man = admitted(clinic, lead.user, family_name=NAME, record_number=RECORD, **more)
    facts = _facts(clinic, lead)
    recorded(man, *facts.values(), by=lead.user)
    documents = {kind: fact for kind, (fact, _) in facts.items()}
    arrival = _imported(clinic, documents["draw"], lead.user)
    return Foreign(
        clinic,
        lead,
        man,
        _linked(clinic, lead.user, man),
        _told(clinic, lead, man),
        _ruled(clinic, lead.user),
        _proposed(clinic),
        arrival,
        MovingIn.objects.create(
            clinic=clinic, file=arrival.file, checked_at=now, checked_by=lead.user, report=_check()
        ),
        documents,
    )


@contextmanager
def standing_clinic(blocker: Any) -> Iterator[Foreign]:
    """The other clinic, founded once for many tests: what each of them does to it is undone.

    Every test runs in a transaction inside this one, and takes a copy of what is in memory.
    """
    with blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOON - timedelta(minutes=1)):  # ahead of no test's own noon
            founded = foreign_clinic()
        yield founded
        transaction.set_rollback(True)


def _facts(clinic: Clinic, lead: Membership) -> dict[str, tuple[Fact, list[Part]]]:
    place = Laboratory.objects.create(clinic=clinic, name=PLACE)
    Assay.objects.create(laboratory=place, analyte="estradiol", method="lcms", since=TODAY)
    Spelling.objects.create(laboratory=place, kind="analyte", written=NOTE, means="estradiol")
    low = read_result("estradiol", "8", "pg/mL", method="lcms").row()
    day = date(2026, 6, 1)
    drawn = Draw(collected_on=day, laboratory=place, note=NOTE)
    start = TherapyEvent(drug=Drug.TESTOSTERONE, step=Step.START, occurred_on=day, regimen=NOTE)
    return {
        "therapy": (start, []),
        "draw": (drawn, [low]),
        "report": lab_report(None, drawn.document, FileKind.PDF, b"%PDF-" + NOTE.encode()),
        "dexa": (
            DexaScan(scanned_on=day, manufacturer="Hologic", device="Qwopdevice", note=NOTE),
            [DexaSite(site="total_hip", bmd_g_cm2="0.9")],
        ),
        "symptoms": (SymptomReport(reported_on=day, severities={"edema": 2}, note=NOTE), []),
        "decision": (
            Decision(kind=DecisionKind.ASSIGN, assignee=lead.user, decided_on=TODAY, note=NOTE),
            [],
        ),
        "targets": (TargetOverride(valid_from=day, numbers={"e2_lo": "22"}, why=NOTE), []),
    }


def _ruled(clinic: Clinic, lead: User) -> ClinicOverride:
    """The clinic adopted the rule book and moved a target of it."""
    adopt_rules(clinic, by=lead, on=TODAY, note=NOTE, submission=uuid4())
    row = ClinicOverride(clinic=clinic, valid_from=TODAY, numbers={"e2_hi": "39"}, why=NOTE)
    return adopt(row, by=lead, today=TODAY)


def _linked(clinic: Clinic, lead: User, man: Patient) -> Patient:
    """His other record, which is known to be his."""
    second = admitted(clinic, lead, family_name=NAME, record_number=f"{RECORD}-2", owner=lead)
    decide(clinic, man, second, Verdict.SAME, by=lead, why=NOTE)
    return second


def _proposed(clinic: Clinic) -> TargetProposal:
    """Somebody who has left has proposed another target, which would change what is found."""
    place = add_member(clinic, "gone@wexcombe.example.org", COLLEAGUE, Role.LEAD)
    place.is_active = False
    place.save()
    numbers = {"e2_lo": "15"}
    return propose(
        TargetProposal(clinic=clinic, valid_from=TODAY, numbers=numbers, why=NOTE), by=place.user
    )


def _check() -> dict[str, Any]:
    """What the check of a spreadsheet found."""
    fault = {"sheet": "Patients", "row": 2, "column": "Note", "what": NOTE}
    return {"faults": [fault], "left_out": [RECORD], "is_blocked": False, "counts": {}, "mark": ""}


def _imported(clinic: Clinic, draw: Fact, by: User) -> Arrival:
    """A draw came in from a file."""
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    file = ImportedFile.objects.create(
        clinic=clinic, sha256="0" * 64, name=f"{NOTE}.csv", content=b"", received_at=now
    )
    run = ImportRun.objects.create(clinic=clinic, at=now)
    ImportedDraw.objects.create(run=run, file=file, row=1, draw=draw.document)
    ReceivedResult.objects.create(
        run=run,
        file=file,
        row=1,
        patient=draw.patient,
        draw=draw.document,
        analyte="estradiol",
        status="final",
        order=NOTE,
        message=NOTE,
    )
    return _waiting(run, file, draw, by, now)


def _waiting(run: ImportRun, file: ImportedFile, draw: Fact, by: User, now: datetime) -> Arrival:
    """A file is looked at, and a row of it waits."""
    place, clinic = run.clinic.laboratories.get(), run.clinic
    Layout.objects.create(
        clinic=clinic, laboratory=place, name=NOTE, declared={}, saved_by=by, saved_at=now
    )
    WaitingRow.objects.create(
        clinic=clinic,
        file=file,
        run=run,
        row=1,
        format="csv",
        kind="conflict",
        laboratory=PLACE,
        record_number=RECORD,
        patient=draw.patient,
        told={"place": "row 1", "reasons": [{"column": "", "reason": NOTE, "kind": "conflict"}]},
        sent={"cells": {"name": NAME}},
        fingerprint="0" * 64,
        waits_since=now,
    )
    words = {"file": file, "name": file.name, "format": "hl7", "brought_by": by}
    return Arrival.objects.create(clinic=clinic, brought_at=now, **words)


def _told(clinic: Clinic, lead: Membership, man: Patient) -> Message:
    MailPreference.objects.create(membership=lead)
    ReminderSettings.objects.create(clinic=clinic, patient_sender=PLACE, patient_phone=RECORD)
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    to = {"recipient": lead.user, "message": None}
    message = Message.objects.create(
        clinic=clinic,
        recipient=lead.user,
        kind="overdue",
        local_day=TODAY,
        not_before=now,
        queued_at=now,
        subject="Overdue",
        body=NOTE,
    )
    duty = Obligation.objects.filter(patient=man).first() or Obligation.objects.create(
        clinic=clinic,
        patient=man,
        kind="dexa",
        due_on=TODAY,
        overdue_from=TODAY,
        reason="serial",
        opened_at=now,
    )
    Notice.objects.create(obligation=duty, due_on=TODAY, **(to | {"message": message}))
    return message
