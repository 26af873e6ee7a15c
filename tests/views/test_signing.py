"""Signing on the pages: by whom, what is said, and that the audit has its row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from monitoring.models import Decision, Status
from patients.models import Patient
from tests.conftest import TODAY, admitted, draw, recorded, signed_in
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

RESULTS, SIGN = "/flags/?show=results", "/flags/sign/"
IN_TARGET = {"estradiol": "30", "testosterone_total": "700", "hematocrit": "47"}


def drawn(clinic: Clinic, by: User, back: int = 1, **values: str) -> Patient:
    man = admitted(clinic, by, owner=by, family_name=f"Of{back}", record_number=f"R{back}")
    recorded(man, draw(TODAY - timedelta(days=back), **(values or IN_TARGET)), by=by)
    return man


def forms(answer: HttpResponse) -> list[dict[str, Any]]:
    """The forms of a page that sign something."""
    return [form for form in page_of(answer).forms if "results" in form]


def test_an_unsigned_result_is_listed_with_its_values(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    drawn(clinic, clinician)
    shown = page_of(pages.get(RESULTS)).text
    for words in ("Of1", "30", "700", "23.3", "47"):
        assert words in shown


def test_signing_one_leaves_the_others_and_its_row(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    first, second = drawn(clinic, clinician, 1, estradiol="17"), drawn(clinic, clinician, 2)
    (form, _other) = forms(pages.get(RESULTS))
    start = AuditRow.objects.count()
    answer = pages.post(SIGN, form)
    assert (answer.status_code, answer["Location"]) == (302, RESULTS)
    rows = AuditRow.objects.order_by("pk")[start:]
    assert [(row.action, row.patient) for row in rows] == [("decision.recorded", first.opaque_id)]
    assert list(Status.objects.to_sign().values_list("pk", flat=True)) == [second.pk]
    assert "1 result signed." in page_of(pages.get(RESULTS)).text


def test_those_in_target_are_signed_together(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    men = [drawn(clinic, clinician, back) for back in (1, 2, 3)]
    low = drawn(clinic, clinician, 4, estradiol="17")
    answer = pages.get(RESULTS)
    assert "Sign the 3 below that are in target" in page_of(answer).text
    pages.post(SIGN, forms(answer)[0])
    assert {each.patient_id for each in Decision.objects.all()} == {man.pk for man in men}
    assert Status.objects.to_sign().get().pk == low.pk


def test_the_patient_page_says_what_is_unsigned_and_who_signed(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = drawn(clinic, clinician)
    url = reverse("monitoring:patient", args=[man.opaque_id])
    answer = pages.get(url)
    assert "1 result not yet signed" in page_of(answer).text
    signed = pages.post(SIGN, forms(answer)[0])
    assert signed["Location"] == url
    shown = page_of(pages.get(url)).text
    assert "Signed by Dr Clinician, 22-Nov-2026" in shown
    assert "not yet signed" not in shown
    assert "Result signed" not in shown


@pytest.mark.parametrize("role", [Role.LAB_ENTRY, Role.ADMINISTRATOR])
def test_who_may_not_decide_signs_nothing(
    role: Role, clinic: Clinic, clinician: User, pages: Client, hired: dict[Role, Membership]
) -> None:
    man = drawn(clinic, clinician)
    sent = forms(pages.get(RESULTS))[0]
    other = signed_in(hired[role].user)
    answer = other.get(reverse("monitoring:patient", args=[man.opaque_id]))
    assert "not yet signed" in page_of(answer).text
    assert forms(answer) == []
    assert other.post(SIGN, sent).status_code == 403
    assert not Decision.objects.exists()


def test_lab_entry_does_not_read_the_flags(hired: dict[Role, Membership]) -> None:
    client = signed_in(hired[Role.LAB_ENTRY].user)
    assert client.get("/flags/").status_code == 403
    assert 'href="/flags/"' not in client.get("/patients/").content.decode()


def test_a_page_that_was_tampered_with_signs_nothing(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    drawn(clinic, clinician)
    for text in ("", "x", "\x00"):
        answer = pages.post(SIGN, {"results": text}, follow=True)
        assert "This page is too old." in page_of(answer).text
    assert not Decision.objects.exists()


def test_what_was_signed_meanwhile_is_said(pages: Client, clinic: Clinic, clinician: User) -> None:
    drawn(clinic, clinician)
    one, two = (forms(pages.get(RESULTS))[0] for _ in range(2))
    pages.post(SIGN, one)
    assert "1 not signed: amended, or signed" in page_of(pages.post(SIGN, two, follow=True)).text
    assert "This was already saved." in page_of(pages.post(SIGN, one, follow=True)).text


def test_an_empty_list_says_that_everything_is_signed(pages: Client, clinic: Clinic) -> None:
    assert "Every result is signed" in page_of(pages.get(RESULTS)).text


def test_a_long_history_is_shown_in_part_and_the_rest_on_his_page(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = admitted(clinic, clinician)
    days = [date(2026, month, 1) for month in range(1, 10)]
    recorded(man, *(draw(day, **IN_TARGET) for day in days), by=clinician)
    answer = pages.get(RESULTS)
    assert "3 more on his page" in page_of(answer).text
    assert len(forms(answer)) == 7  # six, and those in target together
    assert len(forms(pages.get(reverse("monitoring:patient", args=[man.opaque_id])))) == 9
