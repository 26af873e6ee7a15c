"""Reviewing a man's findings and deciding: what is decided covers what was read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, User
from accounts.roles import Role
from monitoring.models import Decision, Finding, Status
from patients.models import Patient
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded, signed_in
from tests.facts.states import waiting
from tests.views.bodies import DECISION
from tests.views.page import Sent, fetched, page_of

pytestmark = pytest.mark.django_db

E2, HCT = "estradiol", "hematocrit"
OPENED = datetime(2026, 11, 22, 11, tzinfo=UTC)


def at(name: str, man: Patient, topic: str = "") -> str:
    url = reverse(f"monitoring:{name}", args=[man.opaque_id])
    return f"{url}?topic={topic}" if topic else url


def decision_form(client: Client, man: Patient, topic: str = E2) -> Sent:
    """What the form of a topic would send, filled in."""
    shown = page_of(client.get(at("review", man, topic)))
    return {**shown.form_with("seen"), **DECISION}


def decided(client: Client, man: Patient, topic: str = E2, **typed: Any) -> HttpResponse:
    body = {**decision_form(client, man, topic), **typed}
    return client.post(at("decide", man, topic), body)


def test_a_finding_is_shown_with_what_it_was_judged_by(pages: Client, man: Patient) -> None:
    shown = page_of(pages.get(at("review", man, E2))).text
    finding = Finding.objects.open().get(patient=man, rule_id="E2_LOW")
    for words in (
        finding.headline.partition(":")[0],
        finding.source,
        "17 pg/mL",
        "E2_LOW",
        "not yet checked",
    ):
        assert words in shown


def test_a_decision_is_kept_with_who_when_why_and_what_it_covers(
    pages: Client, man: Patient, clinician: User
) -> None:
    standing = {each.rule_id for each in Finding.objects.open().filter(patient=man, topic=E2)}
    answer = decided(pages, man)
    decision = Decision.objects.get(patient=man)
    assert (answer.status_code, answer["Location"]) == (302, at("patient", man))
    assert (decision.topic, decision.kind, decision.reason_code) == (E2, "acknowledge", "discussed")
    assert (decision.recorded_by, decision.decided_on) == (clinician, TODAY)
    assert decision.until == TODAY + timedelta(days=14)
    assert set(decision.marks) == standing


def test_a_decision_takes_its_line_off_the_worklist_and_stands_in_the_history(
    pages: Client, man: Patient
) -> None:
    decided(pages, man, note="Called him")
    assert E2 not in waiting(man)
    shown = page_of(pages.get(at("review", man, E2))).text
    for words in ("Acknowledge", "Called him", "Dr Clinician", "until 06-Dec-2026"):
        assert words in shown


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        pytest.param({"kind": ""}, "kind", "Choose", id="nothing decided"),
        pytest.param({"kind": "assign"}, "kind", "Choose", id="not offered"),
        pytest.param({"reason_code": ""}, "reason_code", "Choose", id="no reason"),
        pytest.param({"kind": "snooze", "until": ""}, "until", "+14", id="snoozed without a day"),
        pytest.param({"kind": "accept_risk", "until": ""}, "until", "+14", id="risk without a day"),
        pytest.param({"until": "22 Nov 2026"}, "until", "not in the future", id="today"),
        pytest.param({"until": "-3"}, "until", "not in the future", id="a past day"),
        pytest.param({"until": "soon"}, "until", "Type the date", id="no day"),
        pytest.param({"reason_code": "other", "note": ""}, "note", "what the reason", id="other"),
        pytest.param({"note": "x" * 5_000}, "note", "at most 4000", id="a long note"),
    ],
)
def test_a_decision_with_faults_is_answered_beside_the_field(
    typed: dict[str, str], field: str, message: str, pages: Client, man: Patient
) -> None:
    answer = decided(pages, man, **typed)
    assert answer.status_code == 422
    assert message in page_of(answer).beside[field]
    assert not Decision.objects.filter(patient=man).exists()
    kept = page_of(answer).form_with("seen")
    assert kept["note"] == {**DECISION, **typed}["note"]


def test_what_is_overdue_comes_back_on_a_day(pages: Client, man: Patient) -> None:
    late = admitted(man.clinic, None)
    recorded(late, cypionate(date(2026, 1, 5)), anastrozole(date(2026, 6, 1)))
    overdue = Finding.objects.open().get(patient=late, rule_id="LABS_OVERDUE")
    answer = decided(pages, late, overdue.topic, until="")
    assert "Something overdue comes back on a day" in page_of(answer).beside["until"]


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param(
            lambda man: recorded(man, draw(date(2026, 11, 20), estradiol="16")), id="a new draw"
        ),
        pytest.param(
            lambda man: Finding.objects.filter(patient=man, topic=E2).update(mark="another"),
            id="new evidence overnight",
        ),
        pytest.param(
            lambda man: Finding.objects.filter(patient=man, topic=E2).update(closed_at=OPENED),
            id="nothing left of the topic",
        ),
    ],
)
def test_a_decision_on_what_nobody_has_read_is_not_kept(
    meanwhile: Any, pages: Client, man: Patient
) -> None:
    body = decision_form(pages, man)
    meanwhile(man)
    answer = pages.post(at("decide", man, E2), body)
    assert answer.status_code == 422
    assert "Something new stands about him" in page_of(answer).text
    assert not Decision.objects.filter(patient=man).exists()


def test_after_reading_again_the_same_form_is_kept(pages: Client, man: Patient) -> None:
    body = decision_form(pages, man)
    recorded(man, draw(date(2026, 11, 20), estradiol="16"))
    kept = page_of(pages.post(at("decide", man, E2), body)).form_with("seen")
    assert pages.post(at("decide", man, E2), kept).status_code == 302
    assert E2 not in waiting(man)


def test_the_form_of_one_topic_decides_no_other(pages: Client, man: Patient) -> None:
    body = decision_form(pages, man, E2)
    assert pages.post(at("decide", man, HCT), body).status_code == 422
    assert not Decision.objects.filter(patient=man).exists()


def test_nothing_is_decided_about_a_man_without_findings(pages: Client, man: Patient) -> None:
    other = admitted(man.clinic, None)
    Finding.objects.filter(patient=other).update(closed_at=OPENED)
    assert pages.post(at("decide", other), {**DECISION}).status_code == 422
    assert "No rule fired on the data entered" in page_of(pages.get(at("review", other))).text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.LAB_ENTRY])
def test_who_may_not_decide_is_told_so(
    role: Role, man: Patient, pages: Client, hired: dict[Role, Membership]
) -> None:
    body = decision_form(pages, man)
    answer = signed_in(hired[role].user).post(at("decide", man, E2), body)
    assert answer.status_code == 403
    assert "Decide on a finding" in page_of(answer).text


@pytest.mark.parametrize("who", [Role.LEAD, None], ids=["the lead", "nobody"])
def test_findings_are_handed_to_a_colleague(
    who: Role | None, pages: Client, man: Patient, hired: dict[Role, Membership]
) -> None:
    chosen = hired[who].user if who else None
    form = page_of(pages.get(at("review", man))).form_with("assignee")
    answer = pages.post(at("assign", man), {**form, "assignee": chosen.pk if chosen else ""})
    assert answer.status_code == 302
    assert Status.objects.get(patient=man).assigned_to == chosen
    assert "Assigned." in page_of(pages.get(answer["Location"])).text


@pytest.mark.parametrize("assignee", ["999999", "x", "\x00"])
def test_a_colleague_who_does_not_exist_is_not_assigned(
    assignee: str, pages: Client, man: Patient
) -> None:
    form = page_of(pages.get(at("review", man))).form_with("assignee")
    answer = pages.post(at("assign", man), {**form, "assignee": assignee}, follow=True)
    assert "Not assigned." in page_of(answer).text
    assert not Decision.objects.filter(patient=man).exists()


@pytest.mark.parametrize(
    ("duty", "until", "said"),
    [
        pytest.param("labs", date(2026, 12, 1), "Follow-up labs set to 01-Dec-2026", id="labs"),
        pytest.param(
            "hct", date(2026, 12, 2), "Hematocrit check set to 02-Dec-2026", id="hematocrit"
        ),
        pytest.param("dexa", date(2026, 12, 3), "DEXA scan set to 03-Dec-2026", id="scan"),
        pytest.param("labs", None, "Follow-up labs: back to the rules", id="taken back"),
    ],
)
def test_an_earlier_date_is_told_in_words(
    duty: str, until: date | None, said: str, pages: Client, man: Patient
) -> None:
    decision = Decision(
        kind="earlier_date", topic=duty, until=until, note="He travels", decided_on=TODAY
    )
    recorded(man, (decision, []))
    shown = " ".join(page_of(pages.get(at("review", man))).text.split())
    assert f"{said} He travels" in shown


def test_a_decision_is_told_with_its_line_and_day(pages: Client, man: Patient) -> None:
    decided(pages, man, kind="snooze", note="Called him.")
    shown = page_of(pages.get(at("review", man))).text.split("Decisions so far")[1]
    assert "Snooze until 06-Dec-2026" in " ".join(shown.split())
    assert "Estradiol" in shown
    assert "Called him. Dr Clinician" in shown


def test_his_own_page_decides_on_his_most_urgent_line(pages: Client, man: Patient) -> None:
    form = page_of(fetched(pages, man_url := at("patient", man)))
    head = Status.objects.get(patient=man).lines[0]
    body = {**form.form_with("seen"), **DECISION}
    answer = pages.post(at("decide", man, head["topic"]), body)
    assert (answer.status_code, answer["Location"]) == (302, man_url)
    assert Decision.objects.get(patient=man).topic == head["topic"]
    assert head["topic"] not in [each["topic"] for each in Status.objects.get(patient=man).lines]


def test_his_own_page_names_everything_that_a_decision_covers(pages: Client, man: Patient) -> None:
    recorded(man, draw(TODAY - timedelta(days=1), estradiol="8"))
    inside = fetched(pages, at("patient", man)).content.decode()
    covered = Finding.objects.open().filter(patient=man, topic=E2)
    assert covered.count() > 1
    assert [each.rule_id for each in covered if each.headline.partition(":")[0] not in inside] == []


def test_nobody_decides_on_a_page_who_may_not(man: Patient, hired: dict[Role, Membership]) -> None:
    for role in (Role.LAB_ENTRY, Role.ADMINISTRATOR):
        shown = signed_in(hired[role].user).get(at("patient", man))
        assert "decide-inline" not in shown.content.decode()
