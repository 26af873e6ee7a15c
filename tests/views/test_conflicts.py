"""Two people at one record, or one person twice: nobody's typing is lost, nothing saved twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow, Membership
from accounts.roles import Role
from patients.facts import Fact
from patients.models import Patient, PatientDetails
from tests.conftest import signed_in
from tests.views.bodies import DETAILS, DRAW, RECORDED
from tests.views.page import opened, page_of

pytestmark = pytest.mark.django_db

ONE_MAN = [name for name in RECORDED if name.endswith("-record")]


def amend_url(man: Patient, kind: str = "draw") -> str:
    fact = getattr(man, f"{kind}_versions").current().latest("position")
    name = {"draw": "draw-amend", "therapyevent": "therapy-amend"}[kind]
    return reverse(f"monitoring:{name}", args=[man.opaque_id, fact.document])


def stored() -> int:
    return sum(kind._default_manager.count() for kind in Fact.__subclasses__())


@pytest.fixture
def colleague(hired: dict[Role, Membership]) -> Client:
    """The lead, at another computer."""
    return signed_in(hired[Role.LEAD].user)


WHY = {"amendment": "Typed wrong"}
CASES: list[Any] = [
    pytest.param("draw", {"estradiol": "19"}, {"estradiol": "21"}, id="draw"),
    pytest.param("therapyevent", {"dose_mg": "0.5"}, {"dose_mg": "1"}, id="protocol"),
]


@pytest.mark.parametrize(("kind", "mine", "theirs"), CASES)
def test_the_loser_sees_both_versions_and_keeps_his_typing(
    kind: str, mine: Any, theirs: Any, pages: Client, colleague: Client, man: Patient
) -> None:
    url = amend_url(man, kind)
    typed = {**opened(pages, url), **WHY, **mine, "note": "My own words"}
    winner = colleague.post(url, {**opened(colleague, url), **WHY, **theirs})
    before = stored()
    answer = pages.post(url, typed)
    shown = page_of(answer)
    assert (winner.status_code, answer.status_code, stored()) == (302, 422, before)
    assert "This was changed while you were writing" in shown.text
    assert "Saved by Dr Lead clinician" in shown.text
    (field,) = mine
    side_by_side = shown.text.split("Compare, correct, and save again.")[1].split("There is")[0]
    assert theirs[field] in side_by_side
    assert mine[field] in side_by_side
    kept = shown.form_with("seal")
    assert (kept[field], kept["note"]) == (mine[field], "My own words")


@pytest.mark.parametrize(("kind", "mine", "theirs"), CASES)
def test_the_loser_may_save_after_having_looked(
    kind: str, mine: Any, theirs: Any, pages: Client, colleague: Client, man: Patient
) -> None:
    url = amend_url(man, kind)
    typed = {**opened(pages, url), **WHY, **mine}
    colleague.post(url, {**opened(colleague, url), **WHY, **theirs})
    kept = page_of(pages.post(url, typed)).form_with("seal")
    assert pages.post(url, kept).status_code == 302
    document = url.split("/")[-3]
    versions = getattr(man, f"{kind}_versions").history(document)
    assert [each.recorded_by.name for each in versions][:2] == ["Dr Clinician", "Dr Lead clinician"]


def test_the_loser_at_his_details_is_told(pages: Client, colleague: Client, man: Patient) -> None:
    url = reverse("monitoring:details-amend", args=[man.opaque_id])
    typed = {**opened(pages, url), **WHY, "phone": "555 0001"}
    colleague.post(url, {**opened(colleague, url), **WHY, "phone": "555 0002"})
    answer = pages.post(url, typed)
    assert answer.status_code == 422
    assert "555 0002" in page_of(answer).text
    assert page_of(answer).form_with("seal")["phone"] == "555 0001"


@pytest.mark.parametrize("name", ONE_MAN)
def test_a_form_sent_twice_saves_once_and_shows_the_saved_page(
    name: str, pages: Client, man: Patient
) -> None:
    url = reverse(f"monitoring:{name}", args=[man.opaque_id])
    body = {**opened(pages, url), **RECORDED[name]}
    first, before = pages.post(url, body), stored()
    second = pages.post(url, body)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    assert stored() == before
    assert (
        "This was already saved. Nothing was saved twice."
        in page_of(pages.get(second["Location"])).text
    )


def test_an_amendment_sent_twice_saves_once(pages: Client, man: Patient) -> None:
    url = amend_url(man)
    body = {**opened(pages, url), **WHY, "estradiol": "19"}
    answers = [pages.post(url, body) for _ in range(2)]
    assert [each.status_code for each in answers] == [302, 302]
    assert man.draw_versions.filter(version=2).count() == 1


def test_a_registration_sent_twice_leads_to_the_same_man(pages: Client, man: Patient) -> None:
    url = reverse("monitoring:patient-register")
    body = {**opened(pages, url), **DETAILS}
    first, second = pages.post(url, body), pages.post(url, body)
    assert first["Location"] == second["Location"]
    assert man.clinic.patients.count() == 2


def test_a_form_sent_twice_leaves_one_audit_row(pages: Client, man: Patient) -> None:
    url = reverse("monitoring:draw-record", args=[man.opaque_id])
    body = {**opened(pages, url), **DRAW}
    pages.post(url, body)
    pages.post(url, body)
    assert AuditRow.objects.filter(action="draw.recorded", submission__isnull=False).count() == 1


def test_two_colleagues_with_the_same_draw_get_one_draw(
    pages: Client, colleague: Client, man: Patient
) -> None:
    url = reverse("monitoring:draw-record", args=[man.opaque_id])
    mine = {**opened(pages, url), **DRAW}
    colleague.post(url, {**opened(colleague, url), **DRAW})
    answer = pages.post(url, mine)
    assert answer.status_code == 422
    assert "already entered by Dr Lead clinician" in page_of(answer).beside["collected_on"]
    assert man.draw_versions.filter(collected_on="2026-11-20").count() == 1


def test_a_record_number_given_a_moment_ago_is_answered_beside_its_field(
    pages: Client, man: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form's own look finds nothing, as when both look before either has saved."""
    url, seen = reverse("monitoring:patient-register"), []
    look = "patients.forms.details.DetailsForm._is_taken"
    monkeypatch.setattr(look, lambda form, number: bool(seen) or bool(seen.append(number)))
    typed = {**DETAILS, "record_number": "AZ-00482"}
    answer = pages.post(url, {**opened(pages, url), **typed})
    assert answer.status_code == 422
    assert "belongs to another patient" in page_of(answer).beside["record_number"]
    assert PatientDetails.objects.current().filter(record_number="AZ-00482").count() == 1
    assert page_of(answer).form_with("seal")["family_name"] == DETAILS["family_name"]
