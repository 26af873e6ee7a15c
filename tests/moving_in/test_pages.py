"""The three steps in a browser: file, check, take over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import AuditRow, Clinic, User
from exchange.models import ImportedFile, MovingIn
from exchange.moving_in.taking_over import keep_checked
from exchange.pages import moving_in
from patients.models import PatientDetails
from tests.conftest import TODAY, signed_in
from tests.moving_in.sheets import WHOLE, Rows, but, workbook
from tests.views.page import Page, page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(lead: User) -> Client:
    return signed_in(lead)


def upload(client: Client, content: bytes, name: str = "ours.xlsx") -> HttpResponse:
    return client.post("/moving-in/", {"spreadsheet": SimpleUploadedFile(name, content)})


def checked(client: Client, rows: Rows) -> tuple[str, Page]:
    """Send a file; where its check is, and what that says."""
    answer = upload(client, workbook(rows))
    assert answer.status_code == 302
    return answer.url, page_of(client.get(answer.url))


def test_a_clinic_moves_in_in_three_steps(desk: Client, clinic: Clinic, lead: User) -> None:
    url, page = checked(desk, WHOLE)
    assert "No fault was found" in page.text
    assert not clinic.patients.exists()
    answer = desk.post(url, page.form_with("mark"), follow=True)
    assert "Every patient is judged" in page_of(answer).text
    assert PatientDetails.objects.get().record_number == "AZ-1"
    acts = AuditRow.objects.filter(action__startswith="moving-in").order_by("pk")
    assert [row.action for row in acts] == [
        "moving-in.checked",
        "moving-in-file.viewed",
        "moving-in.taken",
        "moving-in-file.viewed",
    ]
    assert {(row.by, row.subject) for row in acts} == {(lead, url.split("/")[-2])}
    page = page_of(desk.get("/moving-in/"))
    assert "ours.xlsx" in page.text
    assert "Taken over 22-Nov-2026" in page.text


def test_taking_over_twice_takes_once(desk: Client) -> None:
    url, page = checked(desk, WHOLE)
    for _ in range(2):
        answer = desk.post(url, page.form_with("mark"), follow=True)
    assert "already" in page_of(answer).text
    assert PatientDetails.objects.count() == 1


def test_every_fault_is_shown_with_its_place(desk: Client, clinic: Clinic) -> None:
    _, page = checked(desk, but(WHOLE, "Draws", estradiol="high", hematocrit=95))
    assert "2 faults" in page.text
    assert "Draws, row 2 Estradiol" in page.text
    assert "No patient of the file is without a fault." in page.text
    assert not any("mark" in form for form in page.forms)


def test_patients_without_a_fault_are_offered_alone(desk: Client) -> None:
    second = {"record_number": "AZ-2", "born_on": "1958-07-01", "family_name": "Lindqvist"}
    rows = {**WHOLE, "Patients": [*WHOLE["Patients"], {**second, "given_name": None}]}
    url, page = checked(desk, rows)
    assert "1 patient would stay out" in page.text
    desk.post(url, page.form_with("mark"))
    assert [each.record_number for each in PatientDetails.objects.all()] == ["AZ-1"]
    page = page_of(desk.get(url))
    assert "Taken over" in page.text
    assert "Given name" in page.text


def test_a_forged_wish_takes_nothing(desk: Client) -> None:
    url, _ = checked(desk, WHOLE)
    for mark in ("", "0" * 16, "none"):
        answer = desk.post(url, {"mark": mark, "accept": "everything"}, follow=True)
        assert "Nothing was taken over" in page_of(answer).text
    assert desk.post(url).status_code == 302
    assert not PatientDetails.objects.exists()


def test_all_faults_come_as_a_list_that_no_spreadsheet_calculates(desk: Client) -> None:
    rows = but(WHOLE, "Patients", owner="@cmd|x", family_name=None)
    url, _ = checked(desk, rows)
    answer = desk.get(f"{url}faults/")
    lines = answer.content.decode().lstrip("\ufeff").splitlines()
    assert lines[0] == "Sheet,Row,Column,What to do"
    assert len(lines) == 3
    assert not any(cell.startswith(("=", "+", "@")) for line in lines for cell in line.split(","))
    assert AuditRow.objects.filter(action="moving-in-faults.viewed").count() == 1


def test_a_long_list_says_how_much_is_shown(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving_in, "MOST_SHOWN", 1)
    _, page = checked(desk, but(WHOLE, "Draws", estradiol="high", hematocrit=95))
    assert "The first 1 are shown" in page.text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(b"", "The file is empty", id="empty"),
        pytest.param(b"a,b", "neither", id="no archive"),
        pytest.param(workbook({"Sheet1": [{"a": 1}]}), "none of the sheets", id="another book"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_is_not_kept(
    content: bytes, says: str, desk: Client
) -> None:
    answer = upload(desk, content)
    assert answer.status_code == 422
    assert says in page_of(answer).beside["spreadsheet"]
    assert not ImportedFile.objects.exists()
    assert not MovingIn.objects.exists()


@pytest.mark.parametrize(("size", "status"), [(9, 302), (10, 302), (11, 422)])
def test_the_size_of_a_file_is_bounded(
    size: int, status: int, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = workbook(WHOLE)
    monkeypatch.setattr(moving_in, "LARGEST_FILE", len(content) - size + 10)
    assert upload(desk, content).status_code == status


def test_no_file_chosen_says_what_to_do(desk: Client) -> None:
    assert "Choose the file" in page_of(desk.post("/moving-in/")).beside["spreadsheet"]


@pytest.mark.parametrize(("kind", "start"), [("workbook", b"PK"), ("csv", b"PK")])
def test_the_template_is_there_to_take(kind: str, start: bytes, desk: Client) -> None:
    answer = desk.get(f"/moving-in/template/{kind}/")
    assert answer.content.startswith(start)
    assert "attachment" in answer.headers["Content-Disposition"]


def test_a_file_of_another_clinic_does_not_exist(
    desk: Client, other_clinic: Clinic, outsider: User
) -> None:
    theirs = keep_checked(other_clinic, "m.xlsx", workbook(WHOLE), by=outsider, today=TODAY)
    for opaque_id in (theirs.opaque_id, uuid4()):
        for tail in ("", "faults/"):
            assert desk.get(f"/moving-in/{opaque_id}/{tail}").status_code == 404
        assert desk.post(f"/moving-in/{opaque_id}/", {"mark": ""}).status_code == 404
    assert not other_clinic.patients.exists()


@pytest.mark.parametrize("role", ["clinician", "lab_entry", "administrator", "auditor"])
def test_others_are_refused(
    role: str, hired: dict[Any, Any], kept: Callable[..., MovingIn]
) -> None:
    client = signed_in(hired[role].user)
    moving = kept(WHOLE)
    for path in ("", "template/csv/", f"{moving.opaque_id}/", f"{moving.opaque_id}/faults/"):
        assert client.get(f"/moving-in/{path}").status_code == 403


def test_words_of_a_file_are_shown_as_words(desk: Client) -> None:
    answer = upload(desk, workbook(but(WHOLE, "Draws", estradiol="<script>alert(1)</script>")))
    assert b"<script>alert" not in desk.get(answer.url).content
