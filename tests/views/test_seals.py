"""A form opened for one man, one record, one person is good for nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from accounts.roles import Role
from patients.facts import Fact
from patients.models import Patient
from tests.conftest import admitted, signed_in
from tests.views.bodies import DRAW, RECORDED
from tests.views.page import opened, page_of

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FORMS = ["draw-record", "dexa-record", "symptoms-record", "therapy-record"]


def page(form: str, man: Patient) -> str:
    return reverse(f"monitoring:{form}", args=[man.opaque_id])


def stored() -> int:
    return sum(kind._default_manager.count() for kind in Fact.__subclasses__())


@pytest.fixture
def second(man: Patient) -> Patient:
    """Another man of the clinic, open in another tab."""
    return admitted(man.clinic, None, family_name="Ostrow")


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_another_mans_tab_is_refused_and_kept(
    form: str, pages: Client, man: Patient, second: Patient
) -> None:
    body = {**opened(pages, page(form, man)), **RECORDED[form]}
    before = stored()
    answer = pages.post(page(form, second), body)
    assert (answer.status_code, stored()) == (422, before)
    assert "opened for another patient. Nothing was saved." in page_of(answer).text
    kept = page_of(answer).form_with("seal")
    assert kept["note"] == RECORDED[form]["note"]
    assert pages.post(page(form, second), kept).status_code == 302


@pytest.mark.parametrize("form", FORMS)
def test_a_form_of_another_person_is_refused(
    form: str, pages: Client, man: Patient, hired: dict[Role, Membership]
) -> None:
    body = {**opened(signed_in(hired[Role.LEAD].user), page(form, man)), **RECORDED[form]}
    before = stored()
    answer = pages.post(page(form, man), body)
    assert (answer.status_code, stored()) == (422, before)
    assert "This form is too old." in page_of(answer).text


@pytest.mark.parametrize(
    "seal",
    [
        pytest.param("", id="none"),
        pytest.param("nonsense", id="nonsense"),
        pytest.param("{seal}x", id="changed"),
        pytest.param("x" * 10_000, id="far too long"),
    ],
)
def test_a_broken_seal_is_refused_and_renewed(seal: str, pages: Client, man: Patient) -> None:
    url, before = page("draw-record", man), stored()
    body = {**opened(pages, url), **DRAW}
    answer = pages.post(url, {**body, "seal": seal.format(seal=body["seal"])})
    assert (answer.status_code, stored()) == (422, before)
    kept = page_of(answer).form_with("seal")
    assert kept["estradiol"] == DRAW["estradiol"]
    assert pages.post(url, kept).status_code == 302


@pytest.mark.parametrize(
    ("hours", "status"), [pytest.param(11, 302, id="fresh"), pytest.param(13, 422, id="old")]
)
def test_a_form_is_good_for_twelve_hours(
    hours: int, status: int, man: Patient, hired: dict[Role, Membership]
) -> None:
    user = hired[Role.CLINICIAN].user
    body = {**opened(signed_in(user), page("draw-record", man)), **DRAW}
    with time_machine.travel(NOON + timedelta(hours=hours)):
        answer = signed_in(user).post(page("draw-record", man), body)
    assert answer.status_code == status


def test_a_form_of_another_record_of_his_is_refused(pages: Client, man: Patient) -> None:
    first, last = man.draw_versions.order_by("collected_on")[:2]
    body = opened(pages, reverse("monitoring:draw-amend", args=[man.opaque_id, first.document]))
    before = stored()
    url = reverse("monitoring:draw-amend", args=[man.opaque_id, last.document])
    answer = pages.post(url, {**body, "amendment": "Typed wrong"})
    assert (answer.status_code, stored()) == (422, before)
    assert "opened for another record" in page_of(answer).text


def test_the_form_of_a_new_record_amends_none(pages: Client, man: Patient) -> None:
    body = {**opened(pages, page("draw-record", man)), **DRAW, "amendment": "Typed wrong"}
    document = man.draw_versions.latest("collected_on").document
    url = reverse("monitoring:draw-amend", args=[man.opaque_id, document])
    assert pages.post(url, body).status_code == 422
    assert man.draw_versions.filter(document=document).count() == 1
