"""Calls and booked visits: what may be recorded, what they silence, and for how long."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from monitoring.models import Decision, DecisionKind, Finding, Obligation
from monitoring.status.judging import judge
from patients.models import Patient
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded, signed_in
from tests.facts.states import waiting
from tests.facts.test_ledger import corrected
from tests.views.page import opened, page_of, send

pytestmark = pytest.mark.django_db

STARTED = TODAY - timedelta(days=100)
LABS_DUE = STARTED + timedelta(days=42)


def day_text(on: date) -> str:
    return f"{on:%d-%b-%Y}"


def ahead(days: int) -> date:
    return TODAY + timedelta(days=days)


@pytest.fixture
def late(clinic: Clinic, clinician: User) -> Patient:
    """A man whose first labs have been overdue for weeks."""
    man = admitted(clinic, clinician, owner=clinician)
    recorded(man, cypionate(date(2026, 1, 5)), anastrozole(STARTED))
    return man


def labs(man: Patient) -> Obligation:
    return Obligation.objects.open().get(patient=man, kind="labs")


def call_url(man: Patient, duty: str = "labs") -> str:
    return reverse("monitoring:call-record", args=[man.opaque_id, duty])


def visit_url(man: Patient, duty: str = "labs") -> str:
    return reverse("monitoring:visit-record", args=[man.opaque_id, duty])


def called(pages: Client, man: Patient, **typed: Any) -> Any:
    return send(pages, call_url(man), **{"outcome": "comes", **typed})


def booked(pages: Client, man: Patient, **typed: Any) -> Any:
    return send(pages, visit_url(man), **{"until": "+14", **typed})


def test_a_booked_visit_silences_the_duty_until_its_day(pages: Client, late: Patient) -> None:
    assert booked(pages, late).status_code == 302
    duty = labs(late)
    assert (duty.silent_until, duty.round, duty.next_notice_on) == (ahead(14), 1, ahead(14))
    decision = Decision.objects.get(patient=late)
    assert (decision.topic, decision.kind, decision.decided_on) == ("labs", "booked", TODAY)
    assert AuditRow.objects.filter(action="decision.recorded").count() == 1


def test_the_duty_stays_overdue_and_on_the_worklist(pages: Client, late: Patient) -> None:
    before = waiting(late)
    booked(pages, late)
    assert labs(late).due_on == LABS_DUE
    assert waiting(late) == before
    assert Obligation.objects.overdue(TODAY).filter(pk=labs(late).pk).exists()


@pytest.mark.parametrize(
    ("outcome", "until", "silent_until"),
    [
        pytest.param("comes", "", ahead(30), id="will come"),
        pytest.param("comes", "+120", ahead(120), id="will come, at most"),
        pytest.param("later", "", ahead(7), id="later"),
        pytest.param("later", "+30", ahead(30), id="later, at most"),
        pytest.param("later", "+1", ahead(1), id="tomorrow"),
        pytest.param("no_answer", "", None, id="no answer"),
        pytest.param("wrong_number", "", None, id="wrong number"),
        pytest.param("declines", "", None, id="declines"),
    ],
)
def test_what_came_of_a_call_says_for_how_long_nobody_is_reminded(
    outcome: str, until: str, silent_until: date | None, pages: Client, late: Patient
) -> None:
    answer = called(pages, late, outcome=outcome, until=until, note="He said so")
    assert answer.status_code == 302
    assert labs(late).silent_until == silent_until
    assert Decision.objects.get().reason_code == outcome


REFUSED = [
    pytest.param("visit", {"until": ""}, "until", "Enter the day of the visit", id="no day"),
    pytest.param("visit", {"until": "t"}, "until", "not in the future", id="today"),
    pytest.param("visit", {"until": "-1"}, "until", "not in the future", id="yesterday"),
    pytest.param("visit", {"until": "+121"}, "until", day_text(ahead(120)), id="too far"),
    pytest.param("visit", {"until": "soon"}, "until", "Type the date", id="not a day"),
    pytest.param("call", {"outcome": ""}, "outcome", "Choose what came", id="no answer given"),
    pytest.param("call", {"outcome": "sings"}, "outcome", "Choose", id="no such answer"),
    pytest.param("call", {"until": "t"}, "until", "not in the future", id="called, today"),
    pytest.param("call", {"until": "+121"}, "until", "120 days ahead", id="comes too late"),
    pytest.param(
        "call", {"outcome": "later", "until": "+31"}, "until", "30 days ahead", id="later too late"
    ),
    pytest.param(
        "call", {"outcome": "no_answer", "until": "+7"}, "until", "reminders go on", id="nobody"
    ),
    pytest.param(
        "call", {"outcome": "declines", "note": " "}, "note", "why he does not", id="no reason"
    ),
]


@pytest.mark.parametrize(("what", "typed", "field", "said"), REFUSED)
def test_what_cannot_be_recorded_is_refused_and_stays_in_the_box(
    what: str, typed: dict[str, str], field: str, said: str, pages: Client, late: Patient
) -> None:
    answer = {"visit": booked, "call": called}[what](pages, late, **typed)
    page = page_of(answer)
    assert answer.status_code == 422
    assert said in page.beside[field]
    if "until" in typed:
        assert page.form_with("seal")["until"] == typed["until"]
    assert not Decision.objects.exists()


def test_the_last_day_possible_is_accepted(pages: Client, late: Patient) -> None:
    assert booked(pages, late, until="+120").status_code == 302
    assert labs(late).silent_until == ahead(120)


def test_the_same_form_sent_twice_is_saved_once(pages: Client, late: Patient) -> None:
    body = {**opened(pages, visit_url(late)), "until": "+14"}
    for _ in range(2):
        assert pages.post(visit_url(late), body).status_code == 302
    assert Decision.objects.count() == 1
    assert labs(late).round == 1


def test_what_was_recorded_meanwhile_is_looked_at_first(pages: Client, late: Patient) -> None:
    body = {**opened(pages, visit_url(late)), "until": "+14"}
    recorded(late, draw(TODAY, hematocrit="47"))
    answer = pages.post(visit_url(late), body)
    assert answer.status_code == 422
    assert "Something new stands about him" in page_of(answer).text
    assert not Decision.objects.exists()


def test_the_latest_arrangement_holds(pages: Client, late: Patient) -> None:
    booked(pages, late)
    called(pages, late, outcome="later", until="+2")
    assert (labs(late).silent_until, labs(late).round) == (ahead(2), 2)


def test_a_call_that_reached_nobody_leaves_the_booked_visit(pages: Client, late: Patient) -> None:
    booked(pages, late)
    called(pages, late, outcome="no_answer")
    assert (labs(late).silent_until, labs(late).round) == (ahead(14), 1)


def test_each_duty_is_silenced_by_itself(pages: Client, late: Patient) -> None:
    assert send(pages, visit_url(late, "dexa"), until="+14").status_code == 302
    assert labs(late).silent_until is None
    dexa = Obligation.objects.open().get(patient=late, kind="dexa")
    assert dexa.silent_until == ahead(14)


def test_a_visit_booked_for_labs_that_came_does_not_silence_the_next(
    pages: Client, late: Patient
) -> None:
    booked(pages, late, until="+120")
    recorded(late, draw(TODAY, estradiol="12"))
    duty = labs(late)
    assert duty.due_on == TODAY + timedelta(days=42)
    assert (duty.silent_until, duty.counts_from) == (None, duty.overdue_from)


def test_a_moved_date_that_was_announced_all_the_same_stays_silent(
    pages: Client, late: Patient
) -> None:
    booked(pages, late, until="+30")
    earlier = reverse("monitoring:due-date", args=[late.opaque_id])
    assert Obligation.objects.open().filter(patient=late, kind="hct").exists()
    send(pages, earlier, duty="hct", until="t", note="He asked for it")
    assert labs(late).silent_until == ahead(30)


def test_reminding_begins_again_on_the_day_booked(pages: Client, late: Patient) -> None:
    booked(pages, late)
    judge(late.clinic, [late], ahead(14))
    duty = labs(late)
    assert (duty.counts_from, duty.next_notice_on) == (ahead(14), ahead(14))


@pytest.mark.parametrize(
    ("days_before", "status"),
    [pytest.param(-15, 302, id="a day too early"), pytest.param(-14, 200, id="announced")],
)
def test_nothing_is_arranged_before_the_duty_is_announced(
    days_before: int, status: int, pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = admitted(clinic, clinician)
    recorded(man, cypionate(date(2026, 1, 5)), anastrozole(TODAY - timedelta(42 + days_before)))
    assert labs(man).due_on == TODAY - timedelta(days=days_before)
    for url in (call_url(man), visit_url(man)):
        answer = pages.get(url)
        assert answer.status_code == status
        said = page_of(pages.get(url, follow=True)).text
        assert ("is recorded from" in said) == (status == 302)


@pytest.mark.parametrize("ended", ["met", "discharged"])
def test_a_closed_duty_takes_no_call_and_says_so(ended: str, pages: Client, late: Patient) -> None:
    body = {**opened(pages, call_url(late)), "outcome": "comes"}
    if ended == "met":
        recorded(late, anastrozole(TODAY, "stop"))
    else:
        corrected(late, discharged_on=TODAY)
    answer = pages.post(call_url(late), body, follow=True)
    assert "nothing is owed to him any more. Nothing was recorded." in page_of(answer).text
    assert not Decision.objects.exists()


@pytest.mark.parametrize("duty", ["review", "nonsense"])
def test_nobody_is_called_about_what_he_does_not_come_for(
    duty: str, pages: Client, late: Patient
) -> None:
    assert pages.get(call_url(late, duty)).status_code == 404


def shown(pages: Client, name: str, man: Patient) -> str:
    """The words of a page about him; a day stands in an element of its own."""
    words = page_of(pages.get(reverse(f"monitoring:{name}", args=[man.opaque_id]))).text
    return words.replace(" ,", ",").replace(" :", ":").replace(" .", ".")


def test_every_page_about_him_says_what_was_arranged(pages: Client, late: Patient) -> None:
    booked(pages, late, note="With his wife")
    called(pages, late, outcome="no_answer")
    visit = f"Visit booked for {day_text(ahead(14))}, no reminders until then."
    call = f"Called {day_text(TODAY)}: no answer."
    patient = shown(pages, "patient", late)
    assert visit in patient
    assert call in patient
    one_line = f"Follow-up labs: visit booked for {day_text(ahead(14))}"
    for name in ("patient", "history", "review"):
        said = shown(pages, name, late)
        assert one_line in said, name
        assert "Follow-up labs: called, no answer" in said, name
        assert "With his wife" in said, name


def test_an_arrangement_decides_about_no_finding(pages: Client, late: Patient) -> None:
    before = waiting(late), Finding.objects.open().count()
    booked(pages, late)
    called(pages, late, outcome="later")
    assert (waiting(late), Finding.objects.open().count()) == before
    assert set(Decision.objects.values_list("kind", flat=True)) == {
        DecisionKind.BOOKED,
        DecisionKind.CALLED,
    }


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CLINICIAN, 200), (Role.LEAD, 200), (Role.ADMINISTRATOR, 200), (Role.LAB_ENTRY, 403)],
)
def test_who_may_decide_or_oversees_records_a_call(
    role: Role, status: int, hired: dict[Role, Membership], late: Patient
) -> None:
    client = signed_in(hired[role].user)
    assert client.get(call_url(late)).status_code == status
    offered = "Record a call" in page_of(client.get(f"/patients/{late.opaque_id}/")).text
    assert offered == (status == 200)


def test_from_the_list_one_gets_back_to_the_list(pages: Client, late: Patient) -> None:
    url = f"{call_url(late)}?back=reminders"
    answer = pages.post(url, {**opened(pages, url), "outcome": "comes"})
    assert answer["Location"] == reverse("monitoring:reminders")
