"""How records leave as FHIR: who may take them, what the audit keeps, and nothing of another's."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from exchange.fhir import records
from exchange.fhir.export import records_read_through, records_told
from patients.models import Patient
from tests.conftest import admitted, signed_in
from tests.fhir import read, resources
from tests.walls.foreign import CANARIES, Foreign, foreign_clinic

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ALL = "/patients/export/fhir/"
MAY_TAKE_ONE = {Role.CLINICIAN, Role.LEAD, Role.ADMINISTRATOR}
MAY_TAKE_ALL = {Role.LEAD, Role.ADMINISTRATOR}


@pytest.fixture
def full() -> Foreign:
    """Another clinic with something in every table."""
    return foreign_clinic()


def record_of(man: Patient) -> str:
    return reverse("exchange:record-fhir", args=[man.opaque_id])


def written(target: Path) -> dict[str, object]:
    return read([target.read_text(encoding="utf-8")])


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.value)
def test_who_may_take_records_out(role: Role, hired: dict[Role, Membership], man: Patient) -> None:
    client = signed_in(hired[role].user)
    assert (client.post(record_of(man)).status_code == 200) == (role in MAY_TAKE_ONE)
    assert (client.post(ALL).status_code == 200) == (role in MAY_TAKE_ALL)


@pytest.mark.parametrize("role", [Role.LAB_ENTRY, Role.CLINICIAN, Role.LEAD])
def test_only_who_may_sees_the_button(
    role: Role, hired: dict[Role, Membership], man: Patient
) -> None:
    client = signed_in(hired[role].user)
    history = client.get(reverse("monitoring:history", args=[man.opaque_id])).content.decode()
    patients = client.get(reverse("monitoring:patients")).content.decode()
    assert (record_of(man) in history) == (role in MAY_TAKE_ONE)
    assert (ALL in patients) == (role in MAY_TAKE_ALL)


def test_a_record_leaves_as_a_file_and_its_audit_row_names_the_man(
    pages: Client, man: Patient
) -> None:
    answer = pages.post(record_of(man))
    assert answer.headers["Content-Type"] == "application/fhir+json"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="record-2026-11-22.json"'
    (patient,) = resources(read([answer.content.decode()]), "Patient")
    assert patient["identifier"][0]["value"] == "AZ-00482"
    row = AuditRow.objects.latest("pk")
    assert (row.action, row.patient) == ("record.exported", man.opaque_id)


def test_a_record_is_not_taken_by_opening_an_address(pages: Client, man: Patient) -> None:
    assert pages.get(record_of(man)).status_code == 405
    assert pages.get(ALL).status_code in {403, 405}


def test_another_clinics_man_does_not_exist(pages: Client, full: Foreign) -> None:
    assert pages.post(record_of(full.man)).status_code == 404


def test_nothing_of_another_clinic_is_in_the_panel(
    hired: dict[Role, Membership], man: Patient, full: Foreign
) -> None:
    answer = signed_in(hired[Role.LEAD].user).post(ALL)
    assert answer.headers["Content-Disposition"].endswith('filename="records-2026-11-22.json"')
    text = b"".join(answer.streaming_content).decode()
    assert [each for each in CANARIES if each in text] == []
    assert len(resources(read([text]), "Patient")) == 1
    row = AuditRow.objects.latest("pk")
    assert (row.action, row.detail) == ("records.exported", {"patients": 1})


def test_without_its_audit_row_nothing_leaves(
    pages: Client, man: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(rows: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("exchange.fhir.export.write_audit", refuse)
    with pytest.raises(RuntimeError, match="no audit"):
        pages.post(record_of(man))


def test_a_panel_is_read_while_it_is_taken(
    clinic: Clinic, clinician: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many men there are, only some are read at a time, by the same few questions."""
    monkeypatch.setattr(records, "MEN_AT_A_TIME", 2)
    for _ in range(5):
        admitted(clinic, clinician)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        pieces = records_told(clinic, by=clinician)
        begun = [next(pieces), next(pieces)]
        at_first = len(asked)
        rest = list(pieces)
    assert len(resources(read(begun + rest), "Patient")) == 5
    assert at_first <= 12
    assert len(asked) - at_first <= 2 * at_first


def test_a_large_panel_waits_in_a_file_and_leaves_whole(
    clinic: Clinic, clinician: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("exchange.fhir.export.BYTES_IN_MEMORY", 100)
    for _ in range(3):
        admitted(clinic, clinician)
    sent = b"".join(records_read_through(clinic, by=clinician)).decode()
    assert len(resources(read([sent]), "Patient")) == 3


def test_a_fault_half_way_sends_nothing(
    hired: dict[Role, Membership], man: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(records, "_provenance", refuse)
    with pytest.raises(RuntimeError, match="no memory"):
        signed_in(hired[Role.LEAD].user).post(ALL)


def test_the_command_writes_one_mans_record_for_its_owner_alone(
    man: Patient, tmp_path: Path
) -> None:
    target = tmp_path / "record.json"
    where = {"clinic": man.clinic.slug, "patient": " AZ-00482 ", "to": str(target)}
    call_command("export_fhir", **where, stdout=io.StringIO())
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert len(resources(written(target), "Patient")) == 1
    row = AuditRow.objects.latest("pk")
    assert (row.action, row.by, row.patient) == ("record.exported", None, man.opaque_id)
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_fhir", **where)


def test_the_command_writes_the_panel(man: Patient, clinician: User, tmp_path: Path) -> None:
    admitted(man.clinic, clinician)
    target = tmp_path / "panel.json"
    call_command("export_fhir", clinic=man.clinic.slug, to=str(target), stdout=io.StringIO())
    assert len(resources(written(target), "Patient")) == 2
    assert AuditRow.objects.latest("pk").action == "records.exported"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        pytest.param({"clinic": "nowhere"}, "no clinic", id="clinic"),
        pytest.param({"patient": "AZ-9"}, "record number", id="patient"),
        pytest.param({"to": "missing/x.json"}, "cannot be written", id="folder"),
    ],
)
def test_what_cannot_be_exported_is_said_and_leaves_no_file(
    given: dict[str, str], says: str, man: Patient, tmp_path: Path
) -> None:
    where = {"clinic": man.clinic.slug, "to": "x.json", **given}
    where["to"] = str(tmp_path / where["to"])
    with pytest.raises(CommandError, match=says):
        call_command("export_fhir", **where)
    assert list(tmp_path.iterdir()) == []
