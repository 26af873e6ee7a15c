"""Reading the audit: what is found, what is exported, and that reading is recorded."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.audit import audit_row, write_audit
from accounts.models import AuditRow, Clinic, Membership
from accounts.roles import Role
from accounts.spreadsheet import safe
from patients.models import Patient
from tests.conftest import signed_in
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

MAN = uuid4()


@pytest.fixture
def auditor(hired: dict[Role, Membership]) -> Client:
    return signed_in(hired[Role.AUDITOR].user)


def add(clinic: Clinic, reason: str, at: datetime | None = None, **more: Any) -> None:
    given = {"action": "patient.viewed", "by": None, **more}
    write_audit([audit_row(clinic, given.pop("action"), reason=reason, at=at, **given)])


def shown(client: Client, query: str) -> str:
    answer = client.get(f"/audit/?{query}")
    assert answer.status_code == 200
    return page_of(answer).text


@pytest.fixture
def written(clinic: Clinic, other_clinic: Clinic, hired: dict[Role, Membership]) -> Clinic:
    nora = hired[Role.CLINICIAN].user
    add(clinic, "early", datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC), by=nora)
    add(clinic, "midnight", datetime(2026, 3, 2, tzinfo=UTC), patient=MAN)
    add(clinic, "late", datetime(2026, 3, 3, tzinfo=UTC), action="sign-in")
    add(other_clinic, "elsewhere", datetime(2026, 3, 2, tzinfo=UTC), patient=MAN)
    return clinic


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("first=2026-01-01&last=2026-12-31", {"early", "midnight", "late"}, id="all"),
        pytest.param("first=2026-03-02&last=2026-03-02", {"midnight"}, id="one day"),
        pytest.param("last=2026-03-01", {"early"}, id="until"),
        pytest.param(f"patient={MAN}", {"midnight"}, id="a man"),
        pytest.param("act=read&last=2026-03-09", {"early", "midnight"}, id="a kind of act"),
        pytest.param("person=system&last=2026-03-09", {"midnight", "late"}, id="the system"),
        pytest.param("act=mail", set(), id="none"),
    ],
)
def test_a_filter_finds_what_it_says(
    query: str, found: set[str], written: Clinic, auditor: Client
) -> None:
    text = shown(auditor, query)
    words = {"early", "midnight", "late", "elsewhere"}
    assert {each for each in words if f" {each} " in f"{text} "} == found
    row = AuditRow.objects.order_by("-pk")[0]
    assert row.action == "trail.viewed"
    assert row.detail["asked"] == dict(each.split("=") for each in query.split("&"))


def test_a_person_finds_his_acts(
    written: Clinic, auditor: Client, hired: dict[Role, Membership]
) -> None:
    text = shown(auditor, f"person={hired[Role.CLINICIAN].user_id}")
    assert "early" in text
    assert "midnight" not in text


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("first=2026-03-02&last=2026-03-01", "lies before the first", id="turned"),
        pytest.param("first=yesterday", "Enter a day", id="no day"),
        pytest.param("person=999999", "not one of the available", id="foreign person"),
        pytest.param("act=everything", "not one of the available", id="no such act"),
    ],
)
def test_a_question_that_makes_no_sense_is_said(query: str, words: str, auditor: Client) -> None:
    answer = auditor.get(f"/audit/?{query}")
    assert answer.status_code == 422
    assert words in page_of(answer).text


def test_the_days_are_the_clinics_own(clinic: Clinic, auditor: Client) -> None:
    clinic.time_zone = "America/New_York"
    clinic.save()
    add(clinic, "evening", datetime(2026, 3, 2, 4, 59, tzinfo=UTC))
    add(clinic, "morning", datetime(2026, 3, 2, 5, 0, tzinfo=UTC))
    text = shown(auditor, "first=2026-03-02&last=2026-03-02")
    assert "morning" in text
    assert "evening" not in text


def test_rows_of_one_moment_are_each_shown_once(clinic: Clinic, auditor: Client) -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    write_audit([audit_row(clinic, f"act-{n:03}.", by=None, at=at) for n in range(120)])
    place, seen = "/audit/?last=2026-03-09", []
    while place:
        html = auditor.get(place).content.decode()
        seen += [piece[:3] for piece in html.split("<td>act-")[1:]]
        onward = html.split('rel="next" href="', 1)[1:]
        place = "/audit/" + onward[0].split('"')[0].replace("&amp;", "&") if onward else ""
    assert seen == [f"{n:03}" for n in range(119, -1, -1)]


@pytest.mark.parametrize("before", ["0", "x", "-1", "9" * 30, "²", "%00"])
def test_a_place_that_is_none_begins_at_the_newest(
    before: str, written: Clinic, auditor: Client
) -> None:
    assert "late" in shown(auditor, f"last=2026-03-09&before={before}")


def test_the_way_from_a_record_number_names_nobody(
    man: Patient, stranger: Patient, auditor: Client
) -> None:
    found = auditor.post("/audit/patient/", {"q": man.details.record_number.lower()})
    assert found["Location"] == f"/audit/?patient={man.opaque_id}"
    for typed in ("CANARY-1", "AZ-004", "", "Hargreaves", "\0"):
        assert auditor.post("/audit/patient/", {"q": typed})["Location"] == "/audit/"


def test_a_name_stays_out_of_the_audit(man: Patient, auditor: Client) -> None:
    signed = shown(auditor, f"patient={man.opaque_id}")
    assert "Recorded a lab draw" in signed
    assert man.details.family_name not in signed
    told = str(list(AuditRow.objects.values()))
    assert man.details.family_name not in told
    assert man.details.record_number not in told


def test_the_export_is_what_was_asked_for_and_is_recorded(written: Clinic, auditor: Client) -> None:
    add(written, "=1+1", datetime(2026, 3, 2, 1, tzinfo=UTC))
    answer = auditor.post("/audit/export/", {"first": "2026-03-02", "last": "2026-03-02"})
    assert answer["Content-Type"] == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["reason"] for row in rows] == ["'=1+1", "midnight"]
    assert rows[1]["what"] == "Opened the patient page"
    row = AuditRow.objects.order_by("-pk")[0]
    assert (row.action, row.detail["count"]) == ("audit.exported", 2)


def test_an_export_that_cannot_be_recorded_is_not_made(
    written: Clinic, auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.pages.trail.write_audit", lambda rows: 1 / 0)
    auditor.raise_request_exception = False
    answer = auditor.post("/audit/export/", {})
    assert answer.status_code == 500
    assert b"midnight" not in answer.content


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="]
)
def test_no_cell_is_a_formula(start: str) -> None:
    assert safe(f"{start}cmd") == f"'{start}cmd"


@pytest.mark.parametrize("text", ["Dr Ann O'Neil", "a=b", "17", "", "é"])
def test_other_cells_stay_as_they_are(text: str) -> None:
    assert safe(text) == text


def test_nothing_done_says_so(auditor: Client) -> None:
    assert "Nobody did this in that time" in shown(auditor, "first=2020-01-01&last=2020-01-02")
