"""When a clinic reminds whom: read, changed, refused, and looked at again afterwards."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditRow, Clinic, Membership
from accounts.roles import Role
from monitoring.models import Obligation, ReminderSettings
from patients.models import Patient
from tests.conftest import TODAY, signed_in
from tests.views.page import Page, page_of

pytestmark = pytest.mark.django_db

PAGE, SAVE = "/settings/reminders/", "/settings/reminders/save/"


@pytest.fixture
def lead(hired: dict[Role, Membership]) -> Client:
    return signed_in(hired[Role.LEAD].user)


def opened(client: Client) -> dict[str, Any]:
    return page_of(client.get(PAGE)).form_with("seen")


def saved(client: Client, **typed: Any) -> Any:
    return client.post(SAVE, {**opened(client), **typed})


def standing(clinic: Clinic) -> ReminderSettings:
    return ReminderSettings.objects.of(clinic)


def test_the_page_begins_with_what_every_clinic_begins_with(lead: Client, clinic: Clinic) -> None:
    form = opened(lead)
    assert (form["first_owner_days"], form["second_owner_days"]) == ("0", "14")
    assert (form["opens"], form["closes"]) == ("07:30", "20:00")
    assert form["digest"] == "on"
    assert "patient_mail" not in form
    said = page_of(lead.get(PAGE)).text
    assert "told on the first overdue day, and again 14 days after" in said
    assert "Patients are not written to." in said


def test_what_was_typed_holds_and_is_on_record(lead: Client, clinic: Clinic) -> None:
    answer = saved(lead, first_owner_days="2", second_owner_days="20", opens="8", closes="18.30")
    assert answer.status_code == 302
    row = standing(clinic)
    assert (row.first_owner_days, row.second_owner_days) == (2, 20)
    assert (row.opens, row.closes) == (time(8), time(18, 30))
    told = AuditRow.objects.get(action="reminders.set")
    assert told.detail["changed"]["first_owner_days"] == ["0", "2"]
    assert "digest" not in told.detail["changed"]


def test_turning_the_summary_off(lead: Client, clinic: Clinic) -> None:
    body = opened(lead)
    del body["digest"]
    assert lead.post(SAVE, body).status_code == 302
    assert standing(clinic).digest is False


def test_every_open_duty_of_the_clinic_is_looked_at_again(
    lead: Client, man: Patient, stranger: Patient
) -> None:
    Obligation.objects.update(next_notice_on=None)
    silent = Obligation.objects.open().filter(patient=man).first()
    silent.overdue_from, silent.silent_until = TODAY, TODAY + timedelta(days=9)
    silent.save()
    saved(lead, second_owner_days="30")
    rows = {row.pk: row for row in Obligation.objects.open()}
    assert rows.pop(silent.pk).next_notice_on == TODAY + timedelta(days=9)
    own = [row for row in rows.values() if row.patient_id == man.pk]
    assert own
    assert all(row.next_notice_on == row.overdue_from for row in own)
    others = [row for row in rows.values() if row.patient_id == stranger.pk]
    assert others
    assert all(row.next_notice_on is None for row in others)


REFUSED = [
    pytest.param({"first_owner_days": "-1"}, "first_owner_days", "from 0 to 90", id="negative"),
    pytest.param({"second_owner_days": "91"}, "second_owner_days", "from 0 to 90", id="too late"),
    pytest.param({"first_owner_days": "soon"}, "first_owner_days", "whole number", id="a word"),
    pytest.param({"second_owner_days": "0"}, "second_owner_days", "more than 0", id="not later"),
    pytest.param({"review_working_days": "0"}, "review_working_days", "from 1 to 10", id="no day"),
    pytest.param({"review_working_days": "11"}, "review_working_days", "1 to 10", id="11 days"),
    pytest.param({"opens": "05:59"}, "opens", "from 06:00 to 22:00", id="at night"),
    pytest.param({"closes": "22:01"}, "closes", "from 06:00 to 22:00", id="late at night"),
    pytest.param({"opens": "9", "closes": "9"}, "closes", "after 09:00", id="no hours"),
    pytest.param({"opens": "noon"}, "opens", "as in 07:30", id="not a time"),
    pytest.param({"patient_mail": "on"}, "patient_sender", "Enter the name", id="no name"),
    pytest.param({"patient_mail": "on"}, "patient_phone", "Enter the number", id="no number"),
    pytest.param(
        {"patient_sender": "Harbor Hormone Clinic"}, "patient_sender", "treats", id="gives away"
    ),
]


@pytest.mark.parametrize(("typed", "field", "said"), REFUSED)
def test_what_cannot_hold_is_refused_beside_its_field(
    typed: dict[str, str], field: str, said: str, lead: Client, clinic: Clinic
) -> None:
    answer = saved(lead, **typed)
    page = page_of(answer)
    assert answer.status_code == 422
    assert said in page.beside[field]
    assert {name: page.form_with("seen").get(name) for name in typed} == typed
    assert not AuditRow.objects.filter(action="reminders.set").exists()


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param({"opens": "6", "closes": "22"}, id="the longest day"),
        pytest.param({"first_owner_days": "89", "second_owner_days": "90"}, id="the last stages"),
        pytest.param({"review_working_days": "10"}, id="ten working days"),
        pytest.param(
            {"patient_mail": "on", "patient_sender": "Quay Street", "patient_phone": "555 0100"},
            id="patients",
        ),
    ],
)
def test_the_outermost_values_are_accepted(typed: dict[str, str], lead: Client) -> None:
    assert saved(lead, **typed).status_code == 302


def test_what_somebody_else_changed_meanwhile_is_shown_and_not_lost(
    lead: Client, clinic: Clinic
) -> None:
    body = opened(lead)
    saved(lead, closes="19:00")
    answer = lead.post(SAVE, {**body, "first_owner_days": "3"})
    page = page_of(answer)
    assert answer.status_code == 422
    assert "Somebody else changed these settings" in page.text
    assert "07:30 to 19:00" in page.text
    assert standing(clinic).first_owner_days == 0
    assert lead.post(SAVE, page.form_with("seen")).status_code == 302
    assert (standing(clinic).first_owner_days, standing(clinic).closes) == (3, time(20))


def test_the_same_form_sent_twice_changes_nothing_more(lead: Client) -> None:
    body = {**opened(lead), "first_owner_days": "3"}
    for _ in range(2):
        assert lead.post(SAVE, body).status_code == 302
    assert AuditRow.objects.filter(action="reminders.set").count() == 1


def test_the_day_of_the_last_digest_stays(lead: Client, clinic: Clinic) -> None:
    day = date(2026, 11, 20)
    ReminderSettings.objects.create(clinic=clinic, digests_queued_on=day)
    saved(lead, first_owner_days="1")
    assert standing(clinic).digests_queued_on == day


@pytest.mark.parametrize(
    ("role", "reads", "changes"),
    [
        (Role.LEAD, 200, True),
        (Role.ADMINISTRATOR, 200, True),
        (Role.CLINICIAN, 200, False),
        (Role.LAB_ENTRY, 403, False),
    ],
)
def test_who_reads_and_who_changes(
    role: Role, reads: int, changes: bool, hired: dict[Role, Membership], clinic: Clinic
) -> None:
    client = signed_in(hired[role].user)
    answer = client.get(PAGE)
    assert answer.status_code == reads
    assert ("First told after" in Page(answer.content.decode()).text) == changes
    assert (client.post(SAVE, {}).status_code == 403) == (not changes)


def test_the_page_costs_the_same_however_much_is_owed(lead: Client, man: Patient) -> None:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        lead.get(PAGE)
    assert len(captured) <= 6
