"""The reviewer's page: what is listed, what stands open beside it, and what comes next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from monitoring.models import Decision, Status
from patients.models import Patient
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded, signed_in
from tests.facts.states import waiting
from tests.views.bodies import DECISION
from tests.views.page import page_of
from tests.views.test_counts import counted

pytestmark = pytest.mark.django_db

FLAGS = "/flags/"
READING = 14
NAMES = ("Ash", "Birch", "Cedar", "Dogwood")


def low(clinic: Clinic, by: User, name: str, back: int = 1, **more: Any) -> Patient:
    """A man with a very low estradiol drawn so many days ago."""
    man = admitted(clinic, by, family_name=name, record_number=f"R-{name}", **more)
    begun = cypionate(date(2025, 1, 6)), anastrozole(date(2025, 12, 8))
    recorded(man, *begun, draw(TODAY - timedelta(days=back), estradiol="8"), by=by)
    return man


@pytest.fixture
def four(clinic: Clinic, clinician: User, hired: dict[Role, Membership]) -> list[Patient]:
    """Four men, the longest waiting first, of different owners."""
    owners = (clinician, hired[Role.LEAD].user, None, None)
    pairs = zip(NAMES, (30, 10, 1, 0), owners, strict=True)
    return [low(clinic, clinician, name, back, owner=owner) for name, back, owner in pairs]


def listed(client: Client, query: str = "") -> list[str]:
    text = page_of(client.get(f"{FLAGS}?{query}")).text.split("History")[0]
    return [name for name in NAMES if f"{name}, Daniel" in text]


def opened(answer: HttpResponse) -> str:
    """Whose findings stand beside the list."""
    text = page_of(answer).text
    return next((name for name in NAMES if f"{name.upper()}, Daniel" in text), "")


def decide(client: Client, answer: HttpResponse, **typed: Any) -> HttpResponse:
    """Fill in the form beside the list and send it where it says."""
    html = answer.content.decode()
    action = html.split('action="/patients/')[1:]
    url = next(each.split('"')[0] for each in action if "/decide/" in each.split('"')[0])
    body = {**page_of(answer).form_with("seen"), **DECISION, **typed}
    return client.post(f"/patients/{url}".replace("&amp;", "&"), body)


def test_the_longest_waiting_stands_open(pages: Client, four: list[Patient]) -> None:
    answer = pages.get(FLAGS)
    assert listed(pages) == list(NAMES)
    assert opened(answer) == "Ash"
    for words in ("8 pg/mL", "E2_VERY_LOW", "over 2 working days", "Nobody", "Dr Clinician"):
        assert words in page_of(answer).text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param("age=today", ["Dogwood"], id="since today"),
        pytest.param("age=late", ["Ash", "Birch"], id="more than two working days"),
        pytest.param("age=old", ["Ash"], id="more than 14 days"),
        pytest.param("owner={clinician}", ["Ash"], id="responsible"),
        pytest.param("owner={lead}", ["Birch", "Cedar"], id="responsible or assigned"),
        pytest.param("owner=none", ["Dogwood"], id="nobody"),
        pytest.param("rule=E2_VERY_LOW", list(NAMES), id="rule"),
        pytest.param("rule=HCT_HIGH", [], id="a rule that does not fire"),
        pytest.param("tier=3", [], id="tier of nobody"),
        pytest.param("tier=x&rule=%00&owner=-1&age=z&after=1.2", list(NAMES), id="nonsense"),
    ],
)
def test_the_list_is_filtered(
    query: str,
    names: list[str],
    pages: Client,
    four: list[Patient],
    hired: dict[Role, Membership],
) -> None:
    lead, clinician = hired[Role.LEAD].user, hired[Role.CLINICIAN].user
    assign = Decision(kind="assign", assignee=lead, decided_on=TODAY)
    recorded(four[2], (assign, []))
    assert listed(pages, query.format(lead=lead.pk, clinician=clinician.pk)) == names


def test_everything_is_cleared_one_after_the_other(pages: Client, four: list[Patient]) -> None:
    answer, met = pages.get(FLAGS), []
    while name := opened(answer):
        met.append(name)
        before = len(met)
        answer = decide(pages, answer)
        assert answer.status_code == 302
        answer = pages.get(answer["Location"])
        assert before <= 24
    assert list(dict.fromkeys(met)) == list(NAMES)
    assert len(met) >= 10
    assert all(waiting(man) == set() for man in four)
    assert "No open flags" in page_of(answer).text


def test_from_the_middle_the_next_follows_with_the_same_filter(
    pages: Client, four: list[Patient]
) -> None:
    answer = pages.get(f"{FLAGS}?rule=E2_VERY_LOW&man={four[1].opaque_id}")
    assert opened(answer) == "Birch"
    where = decide(pages, answer)["Location"]
    assert "rule=E2_VERY_LOW" in where
    assert opened(pages.get(where)) in {"Birch", "Cedar"}


def test_a_form_with_faults_comes_back_beside_the_list(pages: Client, four: list[Patient]) -> None:
    answer = decide(pages, pages.get(FLAGS), kind="snooze", until="")
    assert answer.status_code == 422
    assert opened(answer) == "Ash"
    assert "+14" in page_of(answer).beside["until"]
    assert page_of(answer).form_with("seen")["note"] == DECISION["note"]
    assert not Decision.objects.exists()


def test_what_was_decided_is_reopened_from_its_list(pages: Client, four: list[Patient]) -> None:
    pages.get(decide(pages, pages.get(FLAGS), until="+30")["Location"])
    answer = pages.get(f"{FLAGS}?show=decided")
    assert opened(answer) == "Ash"
    topic = Decision.objects.get().topic
    decide(pages, answer, kind="reopen", until="")
    assert topic in waiting(four[0])


def test_assigning_leads_back_to_the_same_man(
    pages: Client, four: list[Patient], hired: dict[Role, Membership]
) -> None:
    form = page_of(pages.get(f"{FLAGS}?man={four[1].opaque_id}")).form_with("assignee")
    lead = hired[Role.LEAD].user
    answer = pages.post(f"/patients/{four[1].opaque_id}/assign/", {**form, "assignee": lead.pk})
    assert opened(pages.get(answer["Location"])) == "Birch"
    assert Status.objects.get(patient=four[1]).assigned_to == lead


def test_the_administrator_reads_and_decides_nothing(
    four: list[Patient], hired: dict[Role, Membership]
) -> None:
    answer = signed_in(hired[Role.ADMINISTRATOR].user).get(FLAGS)
    assert opened(answer) == "Ash"
    assert "Record decision" not in page_of(answer).text


def test_a_foreign_man_is_nobody(pages: Client, four: list[Patient], stranger: Patient) -> None:
    answer = pages.get(f"{FLAGS}?man={stranger.opaque_id}")
    assert opened(answer) == "Ash"
    assert "anary" not in answer.content.decode()


def test_the_audit_says_whose_findings_were_open(pages: Client, four: list[Patient]) -> None:
    pages.get(FLAGS)
    row = AuditRow.objects.latest("pk")
    assert (row.action, row.patient) == ("flags.viewed", four[0].opaque_id)
    assert row.detail["patients"] == [str(man.opaque_id) for man in four]


def test_late_results_are_entered_not_decided(pages: Client, clinic: Clinic) -> None:
    late = admitted(clinic, None, family_name="Ash")
    recorded(late, draw(date(2026, 10, 1)))
    shown = page_of(pages.get(FLAGS)).text
    assert "Enter results" in shown
    assert "have not come" in shown


def test_the_bar_leads_there(pages: Client) -> None:
    assert 'href="/flags/"' in pages.get("/").content.decode()


@pytest.mark.parametrize("men", [10, 60])
def test_reading_flags_costs_the_same_for_every_number_of_men(
    men: int, clinic: Clinic, clinician: User
) -> None:
    for number in range(men):
        low(clinic, clinician, f"Man{number}", number % 20)
    for part in ("findings", "results", "decided"):
        statements = counted(signed_in(clinician), "get", f"{FLAGS}?show={part}")
        assert statements["asked"] <= READING, part


def test_pages_follow_one_another(clinic: Clinic, clinician: User, pages: Client) -> None:
    for number in range(27):
        low(clinic, clinician, f"Man{number:02}", number)
    answer = pages.get(FLAGS)
    place = answer.content.decode().split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    second = page_of(pages.get(place.replace("&amp;", "&"))).text
    assert "Man01, Daniel" in second
    assert "Man02, Daniel" not in second
