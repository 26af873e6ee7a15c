"""Ids and fields that a form never offered: in bodies, in queries, in hidden fields."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from monitoring.models import Decision, Status
from patients.facts import Fact
from patients.models import Patient, PatientDetails
from tests.conftest import signed_in
from tests.views.bodies import DETAILS, RECORDED
from tests.views.page import page_of, send
from tests.walls.contents import contents
from tests.walls.foreign import CANARIES, NAME, PLACE, RECORD, Foreign

pytestmark = pytest.mark.django_db

OF_ONE_MAN = [*(name for name in RECORDED if name != "patient-register"), "review"]


def page_for(name: str, man: Patient) -> str:
    return reverse(f"monitoring:{name}", args=[man.opaque_id] if name in OF_ONE_MAN else [])


def sent(client: Client, name: str, man: Patient, **more: Any) -> int:
    """Fill in a form properly, add what it never asked for, and send it."""
    start = "review" if name in {"assign", "decide"} else name
    opened = page_of(client.get(page_for(start, man)))
    own = opened.form_with("assignee" if name == "assign" else "seal")
    return client.post(page_for(name, man), {**own, **RECORDED[name], **more}).status_code


def latest() -> Fact:
    """The fact that was recorded last, of whatever kind."""
    newest = (kind._default_manager.order_by("-pk").first() for kind in Fact.__subclasses__())
    return max((fact for fact in newest if fact), key=lambda fact: fact.recorded_at)


@pytest.mark.both_databases
@pytest.mark.parametrize("name", list(RECORDED))
def test_fields_that_a_form_never_offered_are_ignored(
    name: str, pages: Client, man: Patient, clinician: User, foreign: Foreign
) -> None:
    other, before = foreign.man.pk, contents(foreign.clinic)
    extra = {"clinic": foreign.clinic.pk, "clinic_id": foreign.clinic.pk, "patient": other}
    extra |= {"patient_id": other, "recorded_by": foreign.lead.user_id, "version": 7}
    extra |= {"recorded_by_id": foreign.lead.user_id, "is_current": "", "entered_in_error": "on"}
    extra |= {"position": 99, "recorded_at": "2001-01-01", "document": man.details.document}
    extra |= {"decided_on": "2001-01-01", "marks": "{}", "opaque_id": foreign.man.opaque_id}
    assert sent(pages, name, man, **extra) == 302
    fact = latest()
    assert fact.patient.clinic_id == man.clinic_id
    assert (fact.recorded_by, fact.version, fact.is_current) == (clinician, 1, True)
    assert not fact.entered_in_error
    assert fact.position == fact.patient.facts_count
    assert contents(foreign.clinic) == before


@pytest.mark.parametrize(
    ("name", "field"),
    [
        pytest.param("patient-register", "owner", id="clinician responsible"),
        pytest.param("details-amend", "owner", id="clinician responsible, corrected"),
    ],
)
def test_a_colleague_of_another_clinic_is_no_choice(
    name: str, field: str, pages: Client, man: Patient, foreign: Foreign
) -> None:
    url = reverse(f"monitoring:{name}", args=[man.opaque_id] if name == "details-amend" else [])
    assert foreign.lead.user.name not in pages.get(url).content.decode()
    answer = send(pages, url, **{**DETAILS, "amendment": "Other", field: foreign.lead.user_id})
    assert answer.status_code == 422
    assert "Choose" in page_of(answer).beside[field]


def test_findings_are_not_assigned_into_another_clinic(
    pages: Client, man: Patient, foreign: Foreign
) -> None:
    assert sent(pages, "assign", man, assignee=foreign.lead.user_id) == 302
    assert not Decision.objects.filter(patient=man).exists()


@pytest.mark.parametrize(
    "marked",
    [pytest.param("man", id="a foreign patient"), pytest.param("lead", id="a foreign colleague")],
)
def test_the_admin_assigns_neither_foreign_patients_nor_to_foreign_colleagues(
    marked: str, hired: dict[Any, Any], man: Patient, foreign: Foreign
) -> None:
    lead = signed_in(hired["lead"].user)
    before = contents(foreign.clinic)
    to = foreign.lead.user_id if marked == "lead" else hired["lead"].user_id
    row = foreign.man.pk if marked == "man" else man.pk
    chosen = {"action": f"assign_{to}", "_selected_action": row, "index": 0}
    lead.post(reverse("admin:monitoring_status_changelist"), chosen, follow=True)
    assert contents(foreign.clinic) == before
    assert Status.objects.get(patient=man).assigned_to is None


def test_the_same_laboratory_name_is_another_laboratory_in_each_clinic(
    pages: Client, man: Patient, foreign: Foreign
) -> None:
    assert sent(pages, "draw-record", man, laboratory=PLACE) == 302
    assert [each.clinic_id for each in foreign.clinic.laboratories.all()] == [foreign.clinic.pk]
    assert list(man.clinic.laboratories.values_list("name", flat=True)) == [PLACE]


def test_a_record_number_of_another_clinic_is_free_here(
    pages: Client, man: Patient, foreign: Foreign
) -> None:
    assert sent(pages, "patient-register", man, record_number=RECORD) == 302
    assert PatientDetails.objects.current().filter(record_number=RECORD).count() == 2


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(NAME, id="name"),
        pytest.param(NAME[:5], id="part of the name"),
        pytest.param(RECORD, id="record number"),
        pytest.param("14 Mar 1969", id="birth date"),
    ],
)
def test_a_search_does_not_reach_the_other_clinic(
    typed: str, hired: dict[Any, Any], foreign: Foreign
) -> None:
    answer = signed_in(hired["clinician"].user).post("/patients/", {"q": typed})
    assert answer.status_code == 200
    assert "No patient found" in page_of(answer).text
    told = page_of(answer).text.replace(typed, "")
    assert [canary for canary in CANARIES if canary in told] == []


LISTS = [
    "/",
    "/patients/",
    "/flags/",
    "/reminders/",
    "/admin/monitoring/status/",
    "/admin/accounts/membership/",
]


@pytest.mark.parametrize("listed", LISTS)
def test_no_filter_of_a_list_reaches_the_other_clinic(
    listed: str, hired: dict[Any, Any], man: Patient, foreign: Foreign
) -> None:
    lead, who = signed_in(hired["lead"].user), foreign.lead.user_id
    queries = [f"show={tab}" for tab in ("all", "labs", "dexa", "snoozed", "waiting", "sent")]
    queries += [f"man={foreign.man.opaque_id}&topic=estradiol", "show=results", "show=decided"]
    queries += ["age=old", "owner=none", f"man={foreign.man.opaque_id}&show=results"]
    queries += [f"owner={who}", f"assigned={who}", "tier=1", "rule=E2_LOW", "all=", "o=-1"]
    queries += [f"q={NAME}", "clinic__id__exact=2", f"patient__id={foreign.man.pk}"]
    queries += [f"whose=mine&after=0.2000-01-01.{foreign.man.pk - 1}", f"user__id__exact={who}"]
    for query in queries:
        told = lead.get(f"{listed}?{query}", follow=True).content.decode()
        found = [each for each in CANARIES if each in told and each not in query]
        assert found == [], query
