"""Two records of one man: found, compared, linked or told apart, and undone without a trace."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from monitoring.models import Finding, Status
from patients.models import Patient, RecordPair, Verdict
from patients.pairing import AlreadyDecided, decide, undo
from tests.conftest import admitted, signed_in
from tests.views.page import page_of
from tests.walls.contents import contents

pytestmark = pytest.mark.django_db

SIMILAR = "/patients/similar/"
DECISIONS = {"RecordPair", "AuditRow", "Session"}


@pytest.fixture
def twice(clinic: Clinic, clinician: User, man: Patient) -> Patient:
    """The man once more, mistyped."""
    return admitted(clinic, clinician, record_number="AZ-00999", family_name="Hargraves")


def url_of(one: Patient, other: Patient) -> str:
    return f"/patients/{one.opaque_id}/same/{other.opaque_id}/"


def decided(client: Client, one: Patient, other: Patient, verdict: str, why: str) -> HttpResponse:
    url = url_of(one, other)
    body = page_of(client.get(url)).form_with("seal")
    return client.post(url, {**body, "verdict": verdict, "why": why})


def undone(client: Client, one: Patient, other: Patient, why: str = "A mistake") -> HttpResponse:
    url = url_of(one, other)
    body = page_of(client.get(url)).form_with("seal")
    return client.post(f"{url}undo/", {**body, "why": why})


def page_about(client: Client, man: Patient) -> str:
    return page_of(client.get(f"/patients/{man.opaque_id}/")).text


def test_similar_records_are_listed_with_what_is_alike(
    pages: Client, man: Patient, twice: Patient
) -> None:
    admitted(man.clinic, None, family_name="Oduya", given_name="Peter")
    page = page_of(pages.get(SIMILAR))
    assert "Same birth date, similar family name" in page.text
    assert url_of(man, twice) in page.html
    assert "Oduya" not in page.text


def test_a_clinic_without_any_is_told_so(pages: Client, man: Patient) -> None:
    assert "No two records of this clinic look like one man's" in page_of(pages.get(SIMILAR)).text


def test_linked_records_name_each_other_everywhere(
    pages: Client, man: Patient, twice: Patient
) -> None:
    assert decided(pages, man, twice, "same", "One insurance number").status_code == 302
    assert "Same man as Hargraves, Daniel, record AZ-00999" in page_about(pages, man)
    assert "Same man as Hargreaves, Daniel, record AZ-00482" in page_about(pages, twice)
    for address in ("/?show=all", "/patients/"):
        text = page_of(pages.get(address)).text
        assert "Same man as record AZ-00999" in text
        assert "Same man as record AZ-00482" in text
    listed = page_of(pages.get(SIMILAR)).text
    assert "One insurance number" in listed
    assert "No two records of this clinic look like one man's" in listed


def test_nothing_of_either_record_changes(pages: Client, man: Patient, twice: Patient) -> None:
    before = contents(man.clinic, apart_from=DECISIONS)
    decided(pages, man, twice, "same", "One insurance number")
    assert contents(man.clinic, apart_from=DECISIONS) == before


@pytest.mark.parametrize("verdict", list(Verdict))
def test_undoing_restores_exactly(
    verdict: Verdict, pages: Client, man: Patient, twice: Patient
) -> None:
    shown = [page_about(pages, each) for each in (man, twice)] + [page_of(pages.get(SIMILAR)).text]
    before = contents(man.clinic, apart_from=DECISIONS)
    decided(pages, man, twice, verdict.value, "One insurance number")
    assert undone(pages, man, twice).status_code == 302
    assert contents(man.clinic, apart_from=DECISIONS) == before
    pages.get(SIMILAR)
    again = [page_about(pages, each) for each in (man, twice)] + [page_of(pages.get(SIMILAR)).text]
    assert again == shown


def test_men_told_apart_are_not_asked_about_again(
    pages: Client, man: Patient, twice: Patient
) -> None:
    decided(pages, man, twice, "two", "Brothers")
    text = page_of(pages.get(SIMILAR)).text
    assert "Same birth date, similar family name" not in text
    assert "Brothers" in text
    assert "Same man as" not in page_about(pages, man)


@pytest.mark.parametrize("left_out", ["verdict", "why"])
def test_a_decision_needs_a_verdict_and_a_reason(
    left_out: str, pages: Client, man: Patient, twice: Patient
) -> None:
    typed = {"verdict": "same", "why": "One insurance number"} | {left_out: ""}
    assert decided(pages, man, twice, **typed).status_code == 422
    assert not RecordPair.objects.exists()


def test_both_mens_trails_tell_of_it(
    pages: Client, man: Patient, twice: Patient, clinician: User
) -> None:
    decided(pages, man, twice, "same", "One insurance number")
    undone(pages, man, twice)
    for action in ("pair.linked", "pair.undone"):
        rows = AuditRow.objects.filter(action=action)
        assert {row.patient for row in rows} == {man.opaque_id, twice.opaque_id}
        assert {row.by for row in rows} == {clinician}


def test_telling_apart_leaves_its_own_row(pages: Client, man: Patient, twice: Patient) -> None:
    decided(pages, man, twice, "two", "Brothers")
    assert AuditRow.objects.filter(action="pair.told-apart", reason="Brothers").count() == 2


def test_whoever_is_named_beside_a_man_was_seen(
    pages: Client, man: Patient, twice: Patient
) -> None:
    decided(pages, man, twice, "same", "One insurance number")
    page_about(pages, man)
    row = AuditRow.objects.filter(action="patient.viewed").latest("pk")
    assert (row.patient, set(row.detail["patients"])) == (
        man.opaque_id,
        {str(man.opaque_id), str(twice.opaque_id)},
    )


def test_a_form_sent_twice_decides_once(pages: Client, man: Patient, twice: Patient) -> None:
    url = url_of(man, twice)
    body = {**page_of(pages.get(url)).form_with("seal"), "verdict": "same", "why": "One number"}
    ends = [page_of(pages.post(url, body, follow=True)).text for _ in range(2)]
    assert all("Recorded." in each for each in ends)
    assert RecordPair.objects.count() == 1


def test_who_decides_second_is_told_so(
    pages: Client, man: Patient, twice: Patient, hired: dict[Role, Membership]
) -> None:
    url, other = url_of(man, twice), signed_in(hired[Role.LEAD].user)
    body = {**page_of(pages.get(url)).form_with("seal"), "verdict": "two", "why": "Brothers"}
    decided(other, twice, man, "same", "One insurance number")
    assert "decided about these two records in the meantime" in (
        page_of(pages.post(url, body, follow=True)).text
    )
    assert RecordPair.objects.get().verdict == Verdict.SAME


def test_an_undone_decision_is_not_undone_again(
    clinic: Clinic, man: Patient, twice: Patient, clinician: User
) -> None:
    pair = decide(clinic, twice, man, Verdict.TWO, by=clinician, why="Brothers")
    undo(pair, by=clinician, why="A mistake")
    with pytest.raises(AlreadyDecided):
        undo(pair, by=clinician, why="A mistake")


def test_the_database_holds_one_decision_about_a_pair_in_order(
    clinic: Clinic, man: Patient, twice: Patient, clinician: User
) -> None:
    told = {"clinic": clinic, "decided_at": timezone.now(), "decided_by": clinician, "why": "x"}
    RecordPair.objects.create(first=man, second=twice, verdict="two", **told)
    for first, second in ((man, twice), (twice, man), (man, man)):
        with pytest.raises(IntegrityError), transaction.atomic():
            RecordPair.objects.create(first=first, second=second, verdict="same", **told)


@pytest.mark.parametrize("role", [Role.LAB_ENTRY, Role.ADMINISTRATOR, Role.AUDITOR])
def test_only_who_treats_patients_decides(
    role: Role, hired: dict[Role, Membership], man: Patient, twice: Patient
) -> None:
    client = signed_in(hired[role].user)
    for address in (SIMILAR, url_of(man, twice)):
        assert client.get(address).status_code == 403


def test_a_man_of_another_clinic_is_nobodys_double(
    pages: Client, man: Patient, stranger: Patient
) -> None:
    admitted(stranger.clinic, None, family_name="Hargreaves", record_number="THEIRS")
    assert "THEIRS" not in page_of(pages.get(SIMILAR)).html
    assert pages.get(url_of(man, stranger)).status_code == 404
    assert pages.get(url_of(man, man)).status_code == 404


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        pytest.param({"family_name": "Oduya"}, "another family name", id="family name changed"),
        pytest.param({"born_on": "14 Mar 1968"}, "differs in one place", id="another year"),
        pytest.param(
            {"family_name": "Daniel", "given_name": "Hargreaves"}, "exchanged", id="exchanged names"
        ),
    ],
)
def test_registering_asks_about_every_likeness(
    typed: dict[str, str], why: str, pages: Client, man: Patient
) -> None:
    url = "/patients/new/"
    usual = {"record_number": "N-1", "family_name": "Hargreaves", "given_name": "Daniel"}
    more = {"born_on": "14 Mar 1969", "mail_consent": "unknown"}
    body: dict[str, Any] = {**page_of(pages.get(url)).form_with("seal"), **usual, **more, **typed}
    answer = pages.post(url, body)
    assert answer.status_code == 422
    assert why in page_of(answer).text
    assert f"/patients/{man.opaque_id}/" in answer.content.decode()


@pytest.mark.parametrize("pairs", [1, 12])
def test_the_list_costs_the_same_for_every_number_of_pairs(
    pairs: int, clinic: Clinic, clinician: User, pages: Client
) -> None:
    for year in range(pairs):
        born_on = {"born_on": date(1950 + year, 3, 14)}
        for verdict in (Verdict.SAME, Verdict.TWO, None):
            name = {"family_name": f"{'ABC'[year % 3] * 5}{verdict or 'none'}", **born_on}
            one, other = (admitted(clinic, clinician, **name) for _ in range(2))
            if verdict:
                decide(clinic, one, other, verdict, by=clinician, why="x")
    for address, most in ((SIMILAR, 8), ("/?show=all", 10)):
        with CaptureQueriesContext(connection) as captured:
            assert pages.get(address).status_code == 200
        assert len(captured) <= most, address


def test_linked_records_are_judged_apart(pages: Client, man: Patient, twice: Patient) -> None:
    found = set(Finding.objects.open().values_list("patient_id", "rule_id"))
    decided(pages, man, twice, "same", "One insurance number")
    assert set(Finding.objects.open().values_list("patient_id", "rule_id")) == found
    assert Status.objects.count() == 2
