"""The pages that move targets: who may, what is asked, what is told before it is saved."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actions import add_member
from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from labs.models import Laboratory
from monitoring.models import Finding, Status
from patients.models import Patient
from protocols.models import ClinicOverride, TargetOverride, TargetProposal
from tests.conftest import draw, recorded, signed_in
from tests.views.page import confirmation, opened, page_of
from tests.walls.contents import contents

pytestmark = pytest.mark.django_db

OWN = {"valid_from": "1 Nov 2026", "e2_lo": "15", "why": "Agreed with him"}
CLINICS = "/targets/clinic/propose/"
TARGETS = "/targets/clinic/"

PROPOSED = {"TargetProposal", "AuditRow", "Session"}
"""What a proposal leaves; and the browser that sent it."""


@pytest.fixture
def lead(hired: dict[Role, Membership]) -> Client:
    """A browser in which the lead clinician is signed in."""
    return signed_in(hired[Role.LEAD].user)


def own_url(man: Patient) -> str:
    return reverse("monitoring:patient-targets", args=[man.opaque_id])


def sent(client: Client, url: str, **typed: Any) -> HttpResponse:
    """What the page answers to a form that was opened and filled in."""
    return client.post(url, {**opened(client, url), **typed})


def confirmed(client: Client, url: str, **typed: Any) -> HttpResponse:
    """The same form sent again with the box ticked."""
    body = {**opened(client, url), **typed}
    asked = client.post(url, body)
    assert asked.status_code == 422, asked.status_code
    return client.post(url, {**body, "confirmed": confirmation(asked)})


def agreed(lead: Client, second: Client, url: str, **typed: Any) -> HttpResponse:
    """What the second person is answered who confirms what the lead has proposed."""
    assert confirmed(lead, url, **typed).status_code == 302
    return seconded(second, TargetProposal.objects.waiting().get())


def seconded(client: Client, proposal: TargetProposal) -> HttpResponse:
    """A proposal opened, read and confirmed."""
    url = proposal_url(proposal)
    body = page_of(client.get(url)).form_with("seen")
    return client.post(f"{url}confirm/", {**body, "read": "on"})


def proposal_url(proposal: TargetProposal) -> str:
    return reverse("monitoring:target-proposal", args=[proposal.opaque_id])


def withdrawing(row: ClinicOverride) -> str:
    return reverse("monitoring:clinic-targets-withdraw", args=[row.opaque_id])


def fired(man: Patient) -> set[str]:
    return set(Finding.objects.open().filter(patient=man).values_list("rule_id", flat=True))


def test_nothing_is_saved_before_what_it_changes_was_read(pages: Client, man: Patient) -> None:
    page = page_of(sent(pages, own_url(man), **OWN))
    assert "lost E2_LOW 1" in page.text
    assert "Had it been in force for every draw so far" in page.text
    assert "Dated back: draws collected since 01-Nov-2026 are judged anew" in page.text
    assert not TargetOverride.objects.exists()


def test_a_confirmed_override_judges_him_by_it(pages: Client, man: Patient) -> None:
    assert "E2_LOW" in fired(man)
    assert confirmed(pages, own_url(man), **OWN).status_code == 302
    assert "E2_LOW" not in fired(man)
    own = TargetOverride.objects.get()
    assert (own.numbers, own.why) == ({"e2_lo": "15"}, "Agreed with him")


def test_every_screen_says_whose_target_it_is(pages: Client, man: Patient) -> None:
    confirmed(pages, own_url(man), **{**OWN, "e2_lo": "25"})
    said = "25-40 pg/mL, this patient's own since 01-Nov-2026"
    patient = page_of(pages.get(reverse("monitoring:patient", args=[man.opaque_id]))).text
    assert f"Target {said}" in patient
    assert "target 25–40, this patient's own since 01-Nov-2026" in patient
    review_url = reverse("monitoring:review", args=[man.opaque_id])
    review = page_of(pages.get(f"{review_url}?topic=estradiol")).text
    assert said in review
    assert "moved: 25–40" in page_of(pages.get("/?show=all")).text


def test_another_number_needs_another_tick(pages: Client, man: Patient) -> None:
    body = {**opened(pages, own_url(man)), **OWN}
    tick = confirmation(pages.post(own_url(man), body))
    assert pages.post(own_url(man), {**body, "e2_lo": "12", "confirmed": tick}).status_code == 422
    assert not TargetOverride.objects.exists()


def test_a_form_sent_twice_saves_once(pages: Client, man: Patient) -> None:
    body = {**opened(pages, own_url(man)), **OWN}
    body["confirmed"] = confirmation(pages.post(own_url(man), body))
    assert [pages.post(own_url(man), body).status_code for _ in range(2)] == [302, 302]
    assert TargetOverride.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        pytest.param({"e2_lo": "9.9"}, "e2_lo", "between 10 and 30", id="below its range"),
        pytest.param({"e2_lo": "30.1"}, "e2_lo", "between 10 and 30", id="above its range"),
        pytest.param({"hct_limit": "54.1"}, "hct_limit", "between 50 and 54", id="looser limit"),
        pytest.param({"e2_lo": "30", "e2_hi": "39"}, "e2_hi", "at least 10 above", id="too close"),
        pytest.param({"hct_near": "53", "hct_limit": "53"}, "hct_near", "below", id="near limit"),
        pytest.param({"followup_days": "30.5"}, "followup_days", "whole number", id="half a day"),
        pytest.param({"e2_lo": "low"}, "e2_lo", "Enter a number", id="no number"),
        pytest.param({"valid_from": "1 Jan 2029"}, "valid_from", "too far ahead", id="too far"),
        pytest.param({"valid_from": ""}, "valid_from", "Enter the", id="no day"),
        pytest.param({"why": ""}, "why", "Enter the why", id="no reason"),
    ],
)
def test_a_refusal_says_why_and_keeps_what_was_typed(
    pages: Client, man: Patient, typed: dict[str, str], field: str, why: str
) -> None:
    answer = sent(pages, own_url(man), **{**OWN, "e2_lo": "", **typed})
    page = page_of(answer)
    assert answer.status_code == 422
    assert why in page.beside[field]
    assert {name: page.form_with("seal")[name] for name in typed} == typed
    assert not TargetOverride.objects.exists()


def test_nothing_moved_is_refused(pages: Client, man: Patient) -> None:
    answer = sent(pages, own_url(man), **{**OWN, "e2_lo": ""})
    assert "Enter at least one number" in page_of(answer).text


def test_a_target_is_given_back(pages: Client, man: Patient) -> None:
    confirmed(pages, own_url(man), **OWN)
    back = {**OWN, "e2_lo": "", "valid_from": "10 Nov 2026", "given_back": "e2_lo"}
    assert confirmed(pages, own_url(man), **back).status_code == 302
    assert "E2_LOW" in fired(man)
    assert TargetOverride.objects.order_by("pk")[1].numbers == {"e2_lo": None}


def test_what_was_moved_stays_readable(pages: Client, man: Patient) -> None:
    confirmed(pages, own_url(man), **OWN)
    history = page_of(pages.get(reverse("monitoring:history", args=[man.opaque_id]))).text
    assert "Estradiol, lower end in pg/mL: 15. Agreed with him" in history
    own = page_of(pages.get(own_url(man))).text
    assert "Agreed with him · Dr Clinician, recorded" in own


def test_an_override_of_the_wrong_man_is_withdrawn(pages: Client, man: Patient) -> None:
    confirmed(pages, own_url(man), **OWN)
    own = TargetOverride.objects.get()
    url = reverse("monitoring:fact-withdraw", args=[man.opaque_id, "targetoverride", own.document])
    wrong = {"born_on": "14 Mar 1969", "amendment": "Typed wrong"}
    assert sent(pages, url, **wrong).status_code == 302
    assert "E2_LOW" in fired(man)


def test_targets_are_moved_for_every_patient_by_two(
    lead: Client, pages: Client, man: Patient
) -> None:
    asked = page_of(sent(lead, CLINICS, **OWN))
    assert "findings change in 1 of 1 man" in asked.text
    assert f"/patients/{man.opaque_id}/" in asked.html
    assert agreed(lead, pages, CLINICS, **OWN).status_code == 302
    assert "E2_LOW" not in fired(man)
    assert (
        "Target 15-40 pg/mL, the clinic's own since 01-Nov-2026"
        in page_of(lead.get(reverse("monitoring:patient", args=[man.opaque_id]))).text
    )


def test_a_proposal_alone_changes_nothing(lead: Client, man: Patient) -> None:
    before = contents(man.clinic, apart_from=PROPOSED)
    assert confirmed(lead, CLINICS, **OWN).status_code == 302
    assert "E2_LOW" in fired(man)
    assert contents(man.clinic, apart_from=PROPOSED) == before
    assert not ClinicOverride.objects.exists()


def test_the_clinics_form_sent_twice_proposes_once(lead: Client, man: Patient) -> None:
    body = {**opened(lead, CLINICS), **OWN}
    body["confirmed"] = confirmation(lead.post(CLINICS, body))
    assert [lead.post(CLINICS, body).status_code for _ in range(2)] == [302, 302]
    assert TargetProposal.objects.count() == 1


def test_they_are_withdrawn_by_two(lead: Client, pages: Client, man: Patient) -> None:
    agreed(lead, pages, CLINICS, **OWN)
    url = withdrawing(ClinicOverride.objects.get())
    assert confirmed(lead, url, why="Not agreed").status_code == 302
    assert "E2_LOW" not in fired(man)
    assert seconded(pages, TargetProposal.objects.waiting().get()).status_code == 302
    assert "E2_LOW" in fired(man)
    said = "Withdrawn 22-Nov-2026 by Dr Lead clinician, confirmed by Dr Clinician: Not agreed"
    assert said in page_of(lead.get(TARGETS)).text
    assert lead.get(url).status_code == 404


def test_nothing_is_withdrawn_before_what_it_changes_was_read(
    lead: Client, pages: Client, man: Patient
) -> None:
    agreed(lead, pages, CLINICS, **OWN)
    url = withdrawing(ClinicOverride.objects.get())
    assert "findings change" not in page_of(lead.get(url)).text
    asked = page_of(sent(lead, url, why="Not agreed"))
    assert "As if it had never been: today findings change in 1 of 1 man: gained E2_LOW 1" in (
        asked.text
    )
    assert f"/patients/{man.opaque_id}/" in asked.html
    assert asked.form_with("seal")["why"] == "Not agreed"
    assert asked.html.count('name="confirmed"') == 1
    assert not TargetProposal.objects.waiting().exists()


def test_a_tick_stands_for_the_withdrawal_that_was_read(
    lead: Client, pages: Client, man: Patient
) -> None:
    agreed(lead, pages, CLINICS, **OWN)
    url = withdrawing(ClinicOverride.objects.get())
    body = {**opened(lead, url), "why": "Not agreed"}
    tick = confirmation(lead.post(url, body))
    recorded(man, draw(date(2026, 11, 20), estradiol="30"))
    assert lead.post(url, {**body, "confirmed": tick}).status_code == 422
    assert not TargetProposal.objects.waiting().exists()


def test_withdrawing_what_decides_nothing_says_so(
    lead: Client, pages: Client, man: Patient
) -> None:
    agreed(lead, pages, CLINICS, **OWN)
    first = ClinicOverride.objects.get()
    agreed(lead, pages, CLINICS, **OWN)
    asked = page_of(sent(lead, withdrawing(first), why="Twice")).text
    assert "As if it had never been: today no finding changes in 1 man" in asked


def test_an_override_is_proposed_for_withdrawal_once(
    lead: Client, pages: Client, man: Patient
) -> None:
    agreed(lead, pages, CLINICS, **OWN)
    url = withdrawing(ClinicOverride.objects.get())
    confirmed(lead, url, why="Not agreed")
    (waiting,) = TargetProposal.objects.waiting()
    assert lead.get(url).headers["Location"] == proposal_url(waiting)


def test_the_clinics_is_not_withdrawn_where_that_would_leave_a_contradiction(
    lead: Client, pages: Client, man: Patient
) -> None:
    agreed(lead, pages, CLINICS, **{**OWN, "e2_lo": "", "e2_hi": "36"})
    agreed(lead, pages, CLINICS, **{**OWN, "e2_lo": "", "e2_hi": "45"})
    confirmed(pages, own_url(man), **{**OWN, "e2_lo": "28"})
    url = withdrawing(ClinicOverride.objects.get(numbers={"e2_hi": "45"}))
    answer = sent(lead, url, why="Wrong")
    assert answer.status_code == 422
    assert "at least 10 above" in page_of(answer).text
    assert not TargetProposal.objects.waiting().exists()


def test_a_laboratory_is_moved_with_its_method_by_two(
    lead: Client, pages: Client, clinic: Clinic, man: Patient
) -> None:
    bay = Laboratory.objects.create(clinic=clinic, name="Bay")
    alone = sent(lead, CLINICS, **OWN, laboratory=str(bay.pk))
    assert "Choose how this laboratory measured" in page_of(alone).text
    placed = {**OWN, "laboratory": str(bay.pk), "method": "lcms"}
    assert agreed(lead, pages, CLINICS, **placed).status_code == 302
    assert ClinicOverride.objects.get().laboratory == bay
    hematocrit = {**OWN, "e2_lo": "", "hct_limit": "52", "laboratory": str(bay.pk)}
    refused = sent(lead, CLINICS, **hematocrit, method="lcms")
    assert "does not depend on laboratory" in page_of(refused).text


def test_a_contradiction_with_a_mans_own_is_refused(
    lead: Client, pages: Client, man: Patient
) -> None:
    confirmed(pages, own_url(man), **{**OWN, "e2_lo": "28"})
    answer = sent(lead, CLINICS, **{**OWN, "e2_lo": "", "e2_hi": "37"})
    assert "at least 10 above" in page_of(answer).beside["e2_hi"]
    assert not TargetProposal.objects.exists()


def test_what_would_leave_a_contradiction_is_not_withdrawn(
    lead: Client, pages: Client, man: Patient
) -> None:
    confirmed(pages, own_url(man), **{**OWN, "e2_lo": "", "e2_hi": "45"})
    confirmed(pages, own_url(man), **{**OWN, "e2_lo": "28"})
    agreed(lead, pages, CLINICS, **{**OWN, "e2_lo": "", "e2_hi": "37"})
    own = TargetOverride.objects.earliest("pk")
    url = reverse("monitoring:fact-withdraw", args=[man.opaque_id, "targetoverride", own.document])
    answer = sent(pages, url, born_on="14 Mar 1969", amendment="Typed wrong")
    assert "contradict one another" in page_of(answer).text
    assert TargetOverride.objects.current().count() == 2


def test_who_moves_a_mans_own_targets_second_is_told_and_keeps_his_typing(
    lead: Client, pages: Client, man: Patient
) -> None:
    body = {**opened(lead, own_url(man)), **OWN, "e2_lo": "18"}
    tick = {"confirmed": confirmation(lead.post(own_url(man), body))}
    confirmed(pages, own_url(man), **OWN)
    told = lead.post(own_url(man), body | tick)
    assert told.status_code == 422
    assert "Somebody changed his own targets" in page_of(told).text
    assert "Estradiol, lower end in pg/mL: 15" in page_of(told).text
    again = page_of(told).form_with("e2_lo")
    assert again["e2_lo"] == "18"
    assert TargetOverride.objects.count() == 1
    tick = {"confirmed": confirmation(lead.post(own_url(man), again))}
    assert lead.post(own_url(man), again | tick).status_code == 302
    assert TargetOverride.objects.count() == 2


def test_a_withdrawal_meanwhile_is_told_as_well(lead: Client, pages: Client, man: Patient) -> None:
    confirmed(pages, own_url(man), **OWN)
    body = {**opened(lead, own_url(man)), **OWN, "e2_lo": "18"}
    own = TargetOverride.objects.get()
    url = reverse("monitoring:fact-withdraw", args=[man.opaque_id, "targetoverride", own.document])
    assert sent(pages, url, born_on="14 Mar 1969", amendment="Typed wrong").status_code == 302
    assert "Somebody changed his own targets" in page_of(lead.post(own_url(man), body)).text


@pytest.mark.parametrize("role", [Role.CLINICIAN, Role.LAB_ENTRY, Role.ADMINISTRATOR])
def test_only_the_lead_proposes_the_clinics_targets(
    hired: dict[Role, Membership], role: Role
) -> None:
    assert signed_in(hired[role].user).get(CLINICS).status_code == 403


def test_another_clinics_laboratory_and_override_do_not_exist(
    lead: Client, man: Patient, other_clinic: Clinic, outsider: User
) -> None:
    theirs = Laboratory.objects.create(clinic=other_clinic, name="Theirs")
    row = _of_the_other(other_clinic, outsider)
    answer = sent(lead, CLINICS, **OWN, laboratory=str(theirs.pk), method="lcms")
    assert "laboratory" in page_of(answer).beside
    assert "Theirs" not in page_of(lead.get(CLINICS)).html
    url = reverse("monitoring:clinic-targets-withdraw", args=[row.opaque_id])
    assert lead.post(url, {"why": "Mine"}).status_code == 404
    assert Status.objects.get(patient=man).current["estradiol"].get("goal") is None


def _of_the_other(clinic: Clinic, outsider: User) -> ClinicOverride:
    """What two of the other clinic have moved there."""
    second = add_member(clinic, "second@elsewhere.example.org", "Dr Beside", Role.CLINICIAN).user
    agreed(signed_in(outsider), signed_in(second), CLINICS, **OWN)
    return ClinicOverride.objects.get()
