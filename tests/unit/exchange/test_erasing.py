"""Erasing a man: everything of him goes, nothing of anybody else, and the audit still holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.auditing.anchor import Anchor
from accounts.auditing.sealing import seal_audit
from accounts.auditing.verifying import verify_audit
from accounts.models import AuditRow, Clinic, Draft, Membership
from accounts.roles import Role
from exchange.erasing import _years_later
from exchange.models import ImportedDraw, ImportedFile, ImportRun, ReceivedResult
from labs.models import Draw
from monitoring.mail.scanning import scan_due
from monitoring.models import Message
from patients.models import MailConsent, Patient, PatientDetails
from patients.recording import record_facts
from tests.audit.conftest import anchor  # noqa: F401 - a fixture
from tests.conftest import NOW, TODAY, admitted, anastrozole, cypionate, draw, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NAME, RECORD, EMAIL, NOTE = "Quaggafield", "QUA-90125", "quagga@mail.example", "Quagga-note"
CANARIES = (NAME, RECORD, EMAIL, NOTE, "1964-05-17")
LEAD = "lead@harbor.example.org"
OF_PATIENTS = {"PatientDetails", "TherapyEvent", "Draw", "Result", "Finding", "Status"}
ELEVEN_YEARS = timedelta(days=11 * 366)


def with_course(clinic: Clinic, **details: Any) -> Patient:
    man = admitted(clinic, None, **details)
    facts = cypionate(date(2025, 1, 6)), anastrozole(date(2025, 12, 8), note=NOTE)
    recorded(man, *facts, draw(date(2026, 3, 2), estradiol="17"))
    return man


@pytest.fixture
def gone(clinic: Clinic, hired: dict[Role, Membership]) -> Patient:
    """A man with something in every place, who was discharged."""
    known = {"record_number": RECORD, "family_name": NAME, "born_on": date(1964, 5, 17)}
    man = with_course(clinic, **known, email=EMAIL, mail_consent=MailConsent.GRANTED, note=NOTE)
    _received(clinic, man)
    path = f"/patients/{man.opaque_id}/draws/new/"
    Draft.objects.create(
        user=hired[Role.LEAD].user, clinic=clinic, path=path, fields={"note": [NOTE]}, kept_at=NOW
    )
    scan_due(NOW)
    told = {"patient": man, "kind": "patient", "local_day": TODAY, "body": NOTE}
    Message.objects.create(clinic=clinic, not_before=NOW, queued_at=NOW, **told)
    discharged(man)
    return man


def _received(clinic: Clinic, man: Patient) -> None:
    """His draw and another man's came in one file; a second file names him and brought nothing."""
    for number, content in enumerate((f"{RECORD},{NAME}", f"other\n{RECORD};17")):
        file = ImportedFile.objects.create(
            clinic=clinic,
            sha256=str(number) * 64,
            name=f"{NAME}.csv",
            content=content.encode("utf-16-le" if number else "utf-8"),
            received_at=NOW,
        )
        run = ImportRun.objects.create(clinic=clinic, at=NOW, report={"why": NAME})
        drawn = Draw.objects.get(patient=man).document if not number else man.opaque_id
        ImportedDraw.objects.create(run=run, file=file, row=1, draw=drawn)
    ReceivedResult.objects.create(
        run=run, file=file, row=1, patient=man, analyte="estradiol", status="final", order=NAME
    )
    read = {"files": [{"sha256": "1" * 64}], "rejected": [NAME]}
    ImportRun.objects.create(clinic=clinic, at=NOW, report=read)


def discharged(man: Patient) -> None:
    with record_facts(man.clinic, by=None, today=TODAY, about=[man]) as book:
        current = PatientDetails.objects.current().get(patient=man)
        content = {
            each.attname: getattr(current, each.attname) for each in current.content_fields()
        }
        content["discharged_on"] = TODAY
        book.amend(current, PatientDetails(**content))


def erase(
    man: Patient, *more: str, by: str = "lead@harbor.example.org", confirm: bool = True
) -> str:
    """Ask for the plan, and confirm what it told."""
    words = [str(man.opaque_id), "--clinic=harbor", f"--by={by}", "--reason=He asked for it"]
    plan = StringIO()
    call_command("erase_patient", *words, *more, stdout=plan)
    if not confirm:
        return plan.getvalue()
    code = plan.getvalue().rsplit(maxsplit=1)[-1]
    out = StringIO()
    call_command("erase_patient", *words, *more, f"--confirm={code}", stdout=out)
    return out.getvalue()


def stored() -> str:
    """Every row of every table, whatever it is about; contents of files as text."""
    lines = []
    for model in apps.get_models():
        for row in model._base_manager.order_by("pk").values_list():
            cells = [bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]
            lines.append(f"{model.__name__} {[str(cell) for cell in cells]}".replace("\\x00", ""))
    return "\n".join(lines)


def found() -> list[str]:
    text = stored()
    return [each for each in CANARIES if each in text]


@pytest.fixture
def after_ten_years(gone: Patient) -> Any:
    with time_machine.travel(datetime.now(UTC) + ELEVEN_YEARS, tick=True):
        yield


@pytest.mark.usefixtures("after_ten_years")
def test_nothing_of_him_is_left(gone: Patient) -> None:
    assert set(found()) == set(CANARIES)
    said = erase(gone)
    assert "Erased." in said
    assert found() == []


def test_nobody_else_loses_anything(clinic: Clinic, request: pytest.FixtureRequest) -> None:
    with_course(clinic, record_number="R-2", family_name="Other")
    his = {line for line in stored().splitlines() if line.split(" ", 1)[0] in OF_PATIENTS}
    assert len(his) >= 6
    erase(request.getfixturevalue("gone"), "--before-retention-ends")
    assert his - set(stored().splitlines()) == set()


@pytest.mark.usefixtures("after_ten_years")
def test_the_audit_holds_and_says_what_happened(
    gone: Patient,
    anchor: Anchor,  # noqa: F811
) -> None:
    seal_audit(timezone.now())
    before = list(AuditRow.objects.values_list("pk", flat=True))
    erase(gone)
    seal_audit(timezone.now())
    assert verify_audit(anchor).faults == []
    (row,) = AuditRow.objects.exclude(pk__in=before)
    assert (row.action, row.patient, row.reason) == (
        "patient.erased",
        gone.opaque_id,
        "He asked for it",
    )
    assert row.by.email == "lead@harbor.example.org"
    assert row.detail["rows"]["labs_draw"] == 1
    assert row.detail["before_retention_ended"] is False


@pytest.mark.usefixtures("after_ten_years")
def test_a_plan_changes_nothing(gone: Patient) -> None:
    before = stored()
    plan = erase(gone, confirm=False)
    assert "labs_draw" in plan
    assert "Nothing was changed." in plan
    assert not [each for each in CANARIES if each in plan]
    assert stored() == before


def test_before_the_retention_ends_it_has_to_be_meant(gone: Patient) -> None:
    with pytest.raises(CommandError, match="have to be kept until 22-Nov-2036"):
        erase(gone)
    assert NAME in found()
    erase(gone, "--before-retention-ends")
    assert found() == []
    assert AuditRow.objects.latest("pk").detail["before_retention_ended"] is True


@pytest.mark.parametrize(
    ("days", "is_free"), [pytest.param(-1, False, id="last day"), pytest.param(0, True, id="over")]
)
def test_the_retention_ends_on_a_day(days: int, is_free: bool, gone: Patient) -> None:
    with time_machine.travel(datetime(2036, 11, 22, 12, tzinfo=UTC) + timedelta(days=days)):
        if is_free:
            erase(gone)
        else:
            with pytest.raises(CommandError, match="have to be kept"):
                erase(gone)


@pytest.mark.parametrize(
    ("last", "until"),
    [
        pytest.param(date(2024, 2, 29), date(2034, 3, 1), id="leap day"),
        pytest.param(date(2024, 3, 1), date(2034, 3, 1), id="the day after"),
    ],
)
def test_years_are_counted_by_the_calendar(last: date, until: date) -> None:
    assert _years_later(last, 10) == until


def test_who_is_followed_is_not_erased(clinic: Clinic, hired: dict[Role, Membership]) -> None:
    man = with_course(clinic)
    with pytest.raises(CommandError, match="He is followed here"):
        erase(man, "--before-retention-ends")
    assert Patient.objects.filter(pk=man.pk).exists()


@pytest.mark.parametrize(
    ("who", "says"),
    [
        pytest.param("clinician@harbor.example.org", "a lead of that clinic", id="no lead"),
        pytest.param("nobody@x.org", "a lead of that clinic", id="nobody"),
    ],
)
def test_a_lead_stands_for_it(who: str, says: str, gone: Patient) -> None:
    with pytest.raises(CommandError, match=says):
        erase(gone, by=who)


def another_reason(words: list[str], man: Patient) -> list[str]:
    return [*words[:3], "--reason=Another", words[-1]]


def another_code(words: list[str], man: Patient) -> list[str]:
    return [*words[:4], "--confirm=0123456789ab"]


def something_new(words: list[str], man: Patient) -> list[str]:
    recorded(man, draw(date(2026, 4, 1), estradiol="20"))
    return [*words, "--before-retention-ends"]


@pytest.mark.usefixtures("after_ten_years")
@pytest.mark.parametrize("changed", [another_reason, another_code, something_new])
def test_a_code_confirms_only_what_was_told(changed: Any, gone: Patient) -> None:
    code = erase(gone, confirm=False).rsplit(maxsplit=1)[-1]
    words = [str(gone.opaque_id), "--clinic=harbor", f"--by={LEAD}", "--reason=He asked for it"]
    with pytest.raises(CommandError, match="confirms another erasure"):
        call_command("erase_patient", *changed([*words, f"--confirm={code}"], gone))
    assert NAME in found()


def test_a_man_of_another_clinic_is_not_found(stranger: Patient, clinic: Clinic) -> None:
    with pytest.raises(CommandError, match="no such patient"):
        erase(stranger)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no roles")
@pytest.mark.usefixtures("after_ten_years")
def test_the_applications_own_role_cannot_erase(gone: Patient) -> None:
    from tests.walls.test_app_role import app_role

    with app_role(), pytest.raises(CommandError, match="the role that owns the tables"):
        erase(gone)
    assert NAME in found()
    assert connection.vendor == "postgresql"
