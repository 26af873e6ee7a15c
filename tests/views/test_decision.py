"""Deciding in a row of the worklist: the same decision, and the way on through the list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from monitoring.models import Decision, DecisionKind, Status
from patients.models import Patient
from protocols.targets.book import Targets
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded
from tests.views.bodies import DECISION
from tests.views.page import Sent, fetched, page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HTMX = {"HX-Request": "true"}
MINE = "show=decide&whose=mine&rows=low"
ONLY_LOW = {"kind": "acknowledge", "reason_code": "discussed"}


def at(name: str, man: Patient, listed: str = "show=decide", **asked: str) -> str:
    told = {**asked, "list": listed} if listed else asked
    return f"{reverse(f'monitoring:{name}', args=[man.opaque_id])}?{urlencode(told)}"


def sheet(client: Client, man: Patient, listed: str = "show=decide") -> tuple[str, Sent]:
    """Where the form of his row is sent, and what it sends if nothing is typed."""
    answer = client.get(at("decision", man, listed), headers=HTMX)
    topic = answer.context["sheet"]["form"].topic
    return at("decide", man, listed, topic=topic), page_of(answer).form_with("seen")


def decided(
    client: Client, man: Patient, listed: str = "show=decide", headers: Any = None, **typed: str
) -> HttpResponse:
    url, form = sheet(client, man, listed)
    return client.post(url, {**form, **ONLY_LOW, **typed}, headers=headers or {})


def another(clinic: Clinic, owner: User, **who: str) -> Patient:
    """A man with one line to decide, less urgent than that of the cast."""
    man = admitted(clinic, owner, owner=owner, record_number="AZ-00900", **who)
    low = draw(date(2026, 11, 2), estradiol="15", testosterone_total="742", hematocrit="47")
    recorded(man, cypionate(date(2026, 1, 5)), anastrozole(date(2026, 9, 1)), low)
    return man


def decide_all_but_one(client: Client, man: Patient) -> None:
    while len(Status.objects.get(patient=man).lines) > 1:
        assert decided(client, man).status_code == 302


def test_every_row_that_waits_opens_for_a_decision(pages: Client, man: Patient) -> None:
    (row,) = pages.get("/", {"whose": "mine", "rows": "low"}).context["rows"]
    assert row["decide_label"] == "Decide"
    assert urlsplit(row["decide_url"]).path == reverse("monitoring:decision", args=[man.opaque_id])
    assert parse_qs(urlsplit(row["decide_url"]).query) == {
        "list": ["whose=mine&rows=low&show=decide"]
    }


def test_the_row_opens_with_all_that_the_decision_covers(pages: Client, man: Patient) -> None:
    answer = pages.get(at("decision", man), headers=HTMX)
    first = Status.objects.get(patient=man).lines[0]
    covered = [each.headline for each in answer.context["sheet"]["findings"]]
    shown = page_of(answer).text
    assert first["headline"] in covered
    assert [headline for headline in covered if headline.partition(":")[0] not in shown] == []
    assert answer.content.decode().lstrip().startswith("<tbody")
    assert "HX-Request" in answer["Vary"]


def test_without_a_script_the_same_form_is_a_page_about_him(pages: Client, man: Patient) -> None:
    answer = pages.get(at("decision", man))
    shown = page_of(answer)
    assert shown.title.startswith("Decide")
    assert "AZ-00482" in shown.text
    assert "hx-post" not in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


def test_a_decided_man_with_another_line_keeps_his_row(pages: Client, man: Patient) -> None:
    lines = Status.objects.get(patient=man).lines
    answer = decided(pages, man, headers=HTMX)
    left = [line["headline"] for line in Status.objects.get(patient=man).lines]
    assert left == [line["headline"] for line in lines[1:]]
    shown = answer.content.decode()
    assert "data-row" in shown
    assert "Hargreaves, Daniel: Decision recorded." in shown
    assert 'hx-swap-oob="true"' in shown


def test_the_last_decision_takes_him_off_the_list_and_counts_anew(
    pages: Client, man: Patient, clinician: User
) -> None:
    another(man.clinic, clinician)
    decide_all_but_one(pages, man)
    answer = decided(pages, man, headers=HTMX)
    assert "data-row " not in answer.content.decode()
    assert answer.context["tabs"][0]["count"] == 1
    assert "Decision recorded." in page_of(answer).text


def test_without_a_script_the_list_opens_at_whoever_comes_next(
    pages: Client, man: Patient, clinician: User
) -> None:
    following = another(man.clinic, clinician)
    stays = decided(pages, man, MINE)["Location"]
    decide_all_but_one(pages, man)
    leads_on = decided(pages, man, MINE)["Location"]
    for place, who in ((stays, man), (leads_on, following)):
        asked = parse_qs(urlsplit(place).query)
        assert asked == {
            "show": ["decide"],
            "whose": ["mine"],
            "rows": ["low"],
            "at": [str(who.opaque_id)],
        }
        assert urlsplit(place)[:3] == ("", "", "/")
        assert urlsplit(place).fragment == "at"
    listed = pages.get(leads_on)
    assert [row["is_at"] for row in listed.context["rows"]] == [True]
    assert "Decision recorded." in page_of(listed).text


def test_a_form_with_faults_comes_back_in_its_row_with_what_was_typed(
    pages: Client, man: Patient
) -> None:
    for headers in (HTMX, {}):
        answer = decided(pages, man, headers=headers, kind="snooze", note="Rang him twice")
        shown = page_of(answer)
        assert answer.status_code == 422
        assert "Enter it, for example +14" in shown.text
        assert shown.form_with("seen")["note"] == "Rang him twice"
        assert shown.form_with("seen")["kind"] == "snooze"
    assert not Decision.objects.filter(patient=man).exists()


def test_snoozing_in_the_row_moves_him_to_the_snoozed(pages: Client, man: Patient) -> None:
    while Status.objects.get(patient=man).lines:
        answer = decided(pages, man, headers=HTMX, kind="snooze", until="+14")
        assert answer.status_code == 200
    kinds = Decision.objects.filter(patient=man).values_list("kind", flat=True)
    assert set(kinds) == {DecisionKind.SNOOZE}
    counted = {tab["url"]: tab["count"] for tab in answer.context["tabs"]}
    assert counted["?show=snoozed"] == 1


def test_what_came_meanwhile_is_read_before_it_is_decided(pages: Client, man: Patient) -> None:
    url, form = sheet(pages, man)
    recorded(man, draw(TODAY, estradiol="8", hematocrit="54.4"))
    answer = pages.post(url, {**form, **ONLY_LOW}, headers=HTMX)
    assert answer.status_code == 422
    assert "Something new stands about him" in page_of(answer).text
    assert not Decision.objects.filter(patient=man).exists()


def test_sent_twice_it_is_decided_once(pages: Client, man: Patient) -> None:
    url, form = sheet(pages, man)
    answers = [pages.post(url, {**form, **ONLY_LOW}, headers=HTMX) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Decision.objects.filter(patient=man).count() == 1
    assert "already saved" in page_of(answers[1]).text


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["in place", "as a page"])
def test_findings_are_handed_to_a_colleague_from_the_row(
    pages: Client, man: Patient, hired: dict[Role, Membership], headers: Any
) -> None:
    lead = hired[Role.LEAD].user
    form = page_of(pages.get(at("decision", man), headers=headers)).form_with("assignee")
    answer = pages.post(at("assign", man), {**form, "assignee": lead.pk}, headers=headers)
    assert answer.status_code == (200 if headers else 302)
    assert Status.objects.get(patient=man).assigned_to == lead
    seen = answer if headers else pages.get(answer["Location"])
    assert "Assigned." in page_of(seen).text


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["in place", "as a page"])
def test_a_refused_assignment_says_why_in_the_row(
    pages: Client, man: Patient, headers: Any
) -> None:
    form = page_of(pages.get(at("decision", man), headers=headers)).form_with("assignee")
    answer = pages.post(at("assign", man), {**form, "assignee": "999999"}, headers=headers)
    seen = answer if headers else pages.get(answer["Location"])
    assert "Not assigned. Choose a colleague." in page_of(seen).text
    assert not Decision.objects.filter(patient=man).exists()


def test_awaited_results_are_no_decision_but_can_be_handed_on(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = admitted(clinic, clinician, owner=clinician)
    recorded(man, draw(TODAY - timedelta(Targets().labs.awaited_days + 1)))
    line = Status.objects.get(patient=man).lines[0]
    assert "draw" in line
    (row,) = pages.get("/").context["rows"]
    assert row["decide_label"] == "Assign"
    shown = page_of(pages.get(at("decision", man), headers=HTMX))
    assert not [form for form in shown.forms if "seen" in form]
    assert shown.form_with("assignee")


@pytest.mark.parametrize(
    "listed",
    ["show=nowhere", "x", "show=decide&next=https://elsewhere.example", "after=" + "9" * 500],
)
def test_no_address_leads_off_the_worklist(pages: Client, man: Patient, listed: str) -> None:
    place = urlsplit(decided(pages, man, listed)["Location"])
    assert place[:3] == ("", "", "/")
    assert parse_qs(place.query) == {"show": ["decide"], "at": [str(man.opaque_id)]}


def test_a_decision_from_elsewhere_leads_where_it_came_from(pages: Client, man: Patient) -> None:
    form = page_of(fetched(pages, reverse("monitoring:patient", args=[man.opaque_id])))
    url = at("decide", man, "", topic=Status.objects.get(patient=man).lines[0]["topic"])
    answer = pages.post(url, {**form.form_with("seen"), **DECISION}, headers=HTMX)
    assert answer["Location"] == reverse("monitoring:patient", args=[man.opaque_id])
