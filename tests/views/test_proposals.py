"""A change of the clinic's targets takes two: one proposes, another confirms or declines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import add_member
from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from monitoring.models import Finding
from patients.models import Patient
from protocols.models import ClinicOverride, Ending, TargetProposal
from protocols.proposing import Answered, NotTheirs, confirm, decline, propose, take_back
from tests.conftest import TODAY, admitted, draw, recorded, signed_in
from tests.targets import adopt, withdraw
from tests.views.page import page_of
from tests.walls.contents import contents

pytestmark = pytest.mark.django_db

SINCE = date(2026, 11, 1)
TARGETS = "/targets/clinic/"


@pytest.fixture
def nora(hired: dict[Role, Membership]) -> User:
    """Leads the clinic."""
    return hired[Role.LEAD].user


@pytest.fixture
def asked(clinic: Clinic, man: Patient, nora: User) -> TargetProposal:
    """Nora has proposed a lower end by which the man's last estradiol is no longer low."""
    return proposed(clinic, nora, e2_lo="15")


def proposed(clinic: Clinic, by: User, **numbers: str) -> TargetProposal:
    row = TargetProposal(clinic=clinic, valid_from=SINCE, numbers=numbers, why="Agreed with all")
    return propose(row, by=by)


def url_of(proposal: TargetProposal) -> str:
    return reverse("monitoring:target-proposal", args=[proposal.opaque_id])


def read(client: Client, proposal: TargetProposal) -> dict[str, Any]:
    """What the form sends of somebody who has read the page and ticks the box."""
    return {**page_of(client.get(url_of(proposal))).form_with("seen"), "read": "on"}


def answered(
    client: Client, proposal: TargetProposal, verb: str = "confirm", **body: Any
) -> HttpResponse:
    return client.post(f"{url_of(proposal)}{verb}/", body)


def declined(client: Client, proposal: TargetProposal, why: str) -> HttpResponse:
    forms = page_of(client.get(url_of(proposal))).forms
    body = next(form for form in forms if "why" in form)
    return answered(client, proposal, "decline", **{**body, "why": why})


def is_low(man: Patient) -> bool:
    return Finding.objects.open().filter(patient=man, rule_id="E2_LOW").exists()


def test_the_second_person_reads_what_would_change(
    pages: Client, asked: TargetProposal, man: Patient
) -> None:
    page = page_of(pages.get(url_of(asked)))
    assert "findings change in 1 of 1 man: gained none; lost E2_LOW 1" in page.text
    assert f"/patients/{man.opaque_id}/" in page.html
    assert "Proposed by Dr Lead clinician" in page.text
    assert "Waits for you" in page.text


def test_once_confirmed_everybody_is_judged_and_both_are_named(
    pages: Client, asked: TargetProposal, man: Patient
) -> None:
    assert is_low(man)
    assert answered(pages, asked, **read(pages, asked)).status_code == 302
    assert not is_low(man)
    said = "Agreed with all · Dr Lead clinician, confirmed by Dr Clinician, recorded"
    assert said in page_of(pages.get(TARGETS)).text
    assert "Dr Lead clinician, confirmed by Dr Clinician" in page_of(pages.get("/targets/")).text


def test_the_confirmation_is_audited_with_both(
    pages: Client, asked: TargetProposal, nora: User, clinician: User
) -> None:
    answered(pages, asked, **read(pages, asked))
    first = AuditRow.objects.get(action="targets.proposed")
    assert (first.by, first.subject) == (nora, str(asked.opaque_id))
    second = AuditRow.objects.get(action="targets.adopted")
    assert (second.by, second.detail["proposed_by"]) == (clinician, nora.pk)
    assert second.detail["numbers"] == {"e2_lo": "15"}


def test_whoever_reads_it_has_read_of_the_men_it_names(
    pages: Client, asked: TargetProposal, man: Patient
) -> None:
    pages.get(url_of(asked))
    row = AuditRow.objects.get(action="target-proposal.viewed")
    assert row.detail["patients"] == [str(man.opaque_id)]


def test_another_lead_confirms_as_well(clinic: Clinic, asked: TargetProposal) -> None:
    other = signed_in(add_member(clinic, "b@harbor.example.org", "Dr B", Role.LEAD).user)
    assert answered(other, asked, **read(other, asked)).status_code == 302
    assert ClinicOverride.objects.count() == 1


@pytest.mark.parametrize("role", [Role.LAB_ENTRY, Role.ADMINISTRATOR, Role.AUDITOR])
def test_nobody_else_reads_or_answers_it(
    hired: dict[Role, Membership], asked: TargetProposal, role: Role
) -> None:
    client = signed_in(hired[role].user)
    assert client.get(url_of(asked)).status_code == 403
    assert answered(client, asked).status_code == 403
    assert answered(client, asked, "decline", why="No").status_code == 403


def test_the_proposer_is_offered_neither_and_gets_neither(
    nora: User, pages: Client, asked: TargetProposal, man: Patient
) -> None:
    own = signed_in(nora)
    page = page_of(own.get(url_of(asked)))
    assert "Waits for Dr Clinician" in page.text
    assert not any("seen" in form for form in page.forms)
    body = read(pages, asked)
    mine = page_of(own.get(url_of(asked))).form_with("seal")["seal"]
    assert answered(own, asked, **{**body, "seal": mine}).status_code == 403
    assert answered(own, asked, "decline", seal=mine, why="No").status_code == 403
    assert is_low(man)
    assert asked in TargetProposal.objects.waiting()


def test_the_same_sending_by_another_is_accepted(pages: Client, asked: TargetProposal) -> None:
    """The control of the test above: nothing but the person was in the way."""
    assert answered(pages, asked, **read(pages, asked)).status_code == 302


@pytest.mark.parametrize("act", [confirm, decline])
def test_the_acts_refuse_the_proposer_themselves(
    act: Any, asked: TargetProposal, nora: User
) -> None:
    more = {"today": TODAY, "agreed": list} if act is confirm else {"why": "No"}
    with pytest.raises(NotTheirs):
        act(asked, by=nora, **more)


@pytest.mark.parametrize("ending", [Ending.CONFIRMED, Ending.DECLINED])
def test_the_database_refuses_the_proposer_as_second_person(
    ending: Ending, asked: TargetProposal, nora: User, clinician: User, clinic: Clinic
) -> None:
    made = None
    if ending is Ending.CONFIRMED:
        row = ClinicOverride(clinic=clinic, valid_from=SINCE, numbers={"e2_lo": "15"}, why="x")
        made = adopt(row, by=nora, today=TODAY)
    waiting = TargetProposal.objects.filter(pk=asked.pk)
    ended = {"ending": ending, "ended_at": timezone.now(), "made": made}
    for nobody in (nora, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            waiting.update(**ended, ended_by=nobody)
    assert waiting.update(**ended, ended_by=clinician) == 1


def test_it_is_declined_with_a_reason(
    pages: Client, asked: TargetProposal, man: Patient, clinician: User
) -> None:
    assert declined(pages, asked, "").status_code == 422
    assert asked in TargetProposal.objects.waiting()
    assert declined(pages, asked, "Two men would be missed").status_code == 302
    assert is_low(man)
    assert "Declined 22-Nov-2026 by Dr Clinician: Two men would be missed" in (
        page_of(pages.get(TARGETS)).text
    )
    row = AuditRow.objects.get(action="targets.declined")
    assert (row.by, row.reason) == (clinician, "Two men would be missed")


def test_it_is_taken_back_by_who_proposed_it(
    nora: User, pages: Client, asked: TargetProposal, man: Patient
) -> None:
    own = signed_in(nora)
    sent = page_of(own.get(url_of(asked))).form_with("seal")
    assert answered(own, asked, "take-back", **sent).status_code == 302
    assert is_low(man)
    assert AuditRow.objects.get(action="targets.taken-back").by == nora
    assert "Taken back" in page_of(pages.get(url_of(asked))).text


def test_nobody_takes_back_what_another_proposed(clinic: Clinic, asked: TargetProposal) -> None:
    other = add_member(clinic, "b@harbor.example.org", "Dr B", Role.LEAD).user
    with pytest.raises(NotTheirs):
        take_back(asked, by=other)
    client = signed_in(other)
    seal = read(client, asked)["seal"]
    assert answered(client, asked, "take-back", seal=seal).status_code == 403


@pytest.mark.parametrize("first", ["confirm", "decline", "take-back"])
@pytest.mark.parametrize("then", ["confirm", "decline", "take-back"])
def test_what_was_answered_is_answered_for_good(
    first: str, then: str, asked: TargetProposal, nora: User, clinician: User
) -> None:
    act_on(asked, first, nora, clinician)
    before = contents(asked.clinic)
    with pytest.raises(Answered):
        act_on(asked, then, nora, clinician)
    assert contents(asked.clinic) == before


def act_on(asked: TargetProposal, verb: str, nora: User, second: User) -> None:
    if verb == "confirm":
        confirm(asked, by=second, today=TODAY, agreed=list)
    elif verb == "decline":
        decline(asked, by=second, why="No")
    else:
        take_back(asked, by=nora)


def test_a_late_answer_is_told_so(pages: Client, asked: TargetProposal, nora: User) -> None:
    body = read(pages, asked)
    take_back(asked, by=nora, why="Wrong laboratory")
    page = page_of(pages.post(f"{url_of(asked)}confirm/", body, follow=True))
    assert "answered this in the meantime" in page.text
    assert "Wrong laboratory" in page.text
    assert not ClinicOverride.objects.exists()


def test_a_form_sent_twice_confirms_once(pages: Client, asked: TargetProposal) -> None:
    body = read(pages, asked)
    assert [answered(pages, asked, **body).status_code for _ in range(2)] == [302, 302]
    assert ClinicOverride.objects.count() == 1


def test_without_the_box_nothing_is_confirmed(pages: Client, asked: TargetProposal) -> None:
    body = read(pages, asked) | {"read": ""}
    assert answered(pages, asked, **body).status_code == 422
    assert not ClinicOverride.objects.exists()


def test_a_fact_entered_meanwhile_is_read_first(
    pages: Client, asked: TargetProposal, man: Patient
) -> None:
    body = read(pages, asked)
    recorded(man, draw(date(2026, 11, 20), estradiol="30"))
    again = answered(pages, asked, **body)
    page = page_of(again)
    assert (again.status_code, ClinicOverride.objects.count()) == (422, 0)
    assert "read it again" in page.text
    assert "no finding changes in 1 man" in page.text
    sent = page.form_with("seen")
    assert "read" not in sent
    assert answered(pages, asked, **{**sent, "read": "on"}).status_code == 302


def test_a_fact_that_changes_nothing_of_it_asks_nobody_again(
    pages: Client, asked: TargetProposal, man: Patient
) -> None:
    body = read(pages, asked)
    recorded(man, draw(date(2025, 12, 2), estradiol="60"))
    assert answered(pages, asked, **body).status_code == 302


def test_another_target_moved_meanwhile_is_read_first(
    pages: Client, asked: TargetProposal, clinic: Clinic
) -> None:
    body = read(pages, asked)
    other = ClinicOverride(clinic=clinic, valid_from=SINCE, numbers={"e2_lo": "14"}, why="x")
    adopt(other, by=None, today=TODAY)
    page = page_of(answered(pages, asked, **body))
    assert "in force now 14, the clinic's own since 01-Nov-2026" in page.text
    assert ClinicOverride.objects.count() == 1


def test_what_contradicts_by_now_can_only_be_declined(
    pages: Client, asked: TargetProposal, clinic: Clinic, nora: User
) -> None:
    upper = proposed(clinic, nora, e2_hi="35")
    body = read(pages, upper)
    lower = ClinicOverride(clinic=clinic, valid_from=SINCE, numbers={"e2_lo": "28"}, why="x")
    adopt(lower, by=None, today=TODAY)
    page = page_of(answered(pages, upper, **body))
    assert "It cannot be confirmed as it stands" in page.text
    assert not any("seen" in form for form in page.forms)
    assert declined(pages, upper, "Too narrow").status_code == 302


def test_what_was_withdrawn_otherwise_is_not_withdrawn_twice(
    clinic: Clinic, nora: User, clinician: User, man: Patient
) -> None:
    row = ClinicOverride(clinic=clinic, valid_from=SINCE, numbers={"e2_lo": "15"}, why="x")
    adopt(row, by=None, today=TODAY)
    asked = propose(
        TargetProposal(clinic=clinic, valid_from=SINCE, withdraws=row, why="Wrong"), by=nora
    )
    withdraw(row, by=None, today=TODAY, why="Wrong")
    with pytest.raises(Answered):
        confirm(asked, by=clinician, today=TODAY, agreed=list)


def test_where_nobody_else_may_confirm_the_page_says_so(clinic: Clinic) -> None:
    alone = add_member(clinic, "alone@harbor.example.org", "Dr Alone", Role.LEAD).user
    proposed(clinic, alone, e2_lo="15")
    assert "Waits for nobody" in page_of(signed_in(alone).get(TARGETS)).text


def test_another_clinics_proposal_does_not_exist(outsider: User, asked: TargetProposal) -> None:
    client = signed_in(outsider)
    assert client.get(url_of(asked)).status_code == 404
    for verb in ("confirm", "decline", "take-back"):
        assert answered(client, asked, verb).status_code == 404
    assert "Agreed with all" not in page_of(client.get(TARGETS)).html


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same_for_every_number_of_proposals(
    count: int, clinic: Clinic, nora: User, clinician: User
) -> None:
    for _ in range(count):
        asked = proposed(clinic, nora, e2_lo="15")
        confirm(asked, by=clinician, today=TODAY, agreed=list)
        proposed(clinic, nora, e2_lo="16")
        take_back(proposed(clinic, nora, e2_lo="17"), by=nora)
    client = signed_in(clinician)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(TARGETS).status_code == 200
    assert len(captured) <= 14


@pytest.mark.parametrize("men", [3, 30])
def test_reading_a_proposal_costs_the_same_for_every_number_of_men(
    men: int, clinic: Clinic, nora: User, clinician: User
) -> None:
    for _ in range(men):
        recorded(admitted(clinic, nora), draw(date(2026, 11, 10), estradiol="17"))
    asked, client = proposed(clinic, nora, e2_lo="15"), signed_in(clinician)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url_of(asked)).status_code == 200
    assert len(captured) <= 20
