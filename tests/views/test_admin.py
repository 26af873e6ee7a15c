"""The admin's list of flagged patients: found by tier, rule and colleague, assigned, reviewed."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from exchange.exports.read_back import read_exported
from monitoring.models import Decision, Finding, Severity, Status
from patients.models import Patient, PatientDetails
from tests.conftest import admitted, anastrozole, cypionate, draw, recorded, signed_in
from tests.views.page import page_of

pytestmark = pytest.mark.django_db

LIST = "/admin/monitoring/status/"
LISTING = 11


@pytest.fixture
def office(hired: dict[Role, Membership]) -> Client:
    """The administrator's browser."""
    return signed_in(hired[Role.ADMINISTRATOR].user)


@pytest.fixture
def warned(clinic: Clinic, hired: dict[Role, Membership]) -> Patient:
    """A man of the lead's whose last estradiol was low."""
    man = admitted(clinic, None, family_name="Ostrow", owner=hired[Role.LEAD].user)
    low = draw(date(2026, 11, 16), estradiol="17", hematocrit="47")
    recorded(man, cypionate(date(2026, 1, 5)), anastrozole(date(2026, 9, 1)), low)
    return man


@pytest.fixture
def calm(clinic: Clinic) -> Patient:
    """A man for whom no line waits."""
    man = admitted(clinic, None, family_name="Calm")
    Status.objects.filter(patient=man).update(rank=9)
    return man


def listed(client: Client, query: str = "") -> set[str]:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200, query
    text = page_of(answer).text
    return {name for name in ("Hargreaves", "Ostrow", "Calm") if name in text}


def test_the_list_shows_who_is_flagged_and_why(
    office: Client, man: Patient, warned: Patient, calm: Patient
) -> None:
    assert listed(office) == {"Hargreaves", "Ostrow"}
    shown = page_of(office.get(LIST)).text
    for words in ("Act", "Review", "AZ-00482", "Dr Clinician", "Nobody"):
        assert words in shown
    assert Status.objects.get(patient=man).lines[0]["headline"] in shown


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param("tier=1", {"Hargreaves"}, id="tier"),
        pytest.param("tier=2", {"Ostrow"}, id="another tier"),
        pytest.param("rule=HCT_HIGH", {"Hargreaves"}, id="rule"),
        pytest.param("rule=E2_LOW", {"Hargreaves", "Ostrow"}, id="a rule of both"),
        pytest.param("rule=NONSENSE", set(), id="no such rule"),
        pytest.param("owner={clinician}", {"Hargreaves"}, id="clinician responsible"),
        pytest.param("owner=none", set(), id="nobody responsible"),
        pytest.param("assigned={lead}", {"Ostrow"}, id="assigned to"),
        pytest.param("assigned=none", {"Hargreaves"}, id="assigned to nobody"),
        pytest.param("age=late", {"Hargreaves", "Ostrow"}, id="more than two working days"),
        pytest.param("age=today", set(), id="since today"),
        pytest.param("age=x", {"Hargreaves", "Ostrow"}, id="nonsense age"),
        pytest.param("q=ostr", {"Hargreaves", "Ostrow"}, id="names stay out of addresses"),
        pytest.param("tier=x", {"Hargreaves", "Ostrow"}, id="nonsense tier"),
        pytest.param("owner=99999999999999999999", set(), id="a huge number"),
    ],
)
def test_the_list_is_filtered(
    query: str,
    names: set[str],
    office: Client,
    man: Patient,
    warned: Patient,
    hired: dict[Role, Membership],
) -> None:
    lead, clinician = hired[Role.LEAD].user, hired[Role.CLINICIAN].user
    recorded(warned, (Decision(kind="assign", assignee=lead, decided_on=date(2026, 11, 22)), []))
    assert listed(office, query.format(lead=lead.pk, clinician=clinician.pk)) == names


@pytest.mark.parametrize("query", ["rule=%00", "q=%00", "owner=%C2%B2", "tier=%00", "o=99", "p=99"])
def test_a_nonsense_filter_breaks_nothing(query: str, office: Client, man: Patient) -> None:
    assert office.get(f"{LIST}?{query}", follow=True).status_code == 200


def test_chosen_men_are_assigned_and_it_is_said(
    office: Client, man: Patient, warned: Patient, hired: dict[Role, Membership]
) -> None:
    lead = hired[Role.LEAD].user
    chosen = {"action": f"assign_{lead.pk}", "_selected_action": [man.pk, warned.pk], "index": 0}
    answer = office.post(LIST, chosen, follow=True)
    assert f"2 assigned to {lead.name}." in page_of(answer).text
    assert set(Status.objects.values_list("assigned_to", flat=True)) == {lead.pk}
    by = set(Decision.objects.values_list("recorded_by", flat=True))
    assert by == {hired[Role.ADMINISTRATOR].user_id}


def test_an_assignment_is_offered_to_each_colleague_who_treats(
    office: Client, man: Patient, hired: dict[Role, Membership]
) -> None:
    User.objects.filter(pk=hired[Role.CLINICIAN].user_id).update(name="Dr 100 % Sure")
    shown = page_of(office.get(LIST)).text
    assert "Assign to Dr 100 % Sure" in shown
    assert "Assign to Dr Lead clinician" in shown
    assert "Assign to Dr Lab entry" not in shown


def test_a_flagged_patient_is_reviewed_on_his_review_page(office: Client, man: Patient) -> None:
    review = reverse("monitoring:review", args=[man.opaque_id])
    assert review in office.get(LIST).content.decode()
    answer = office.get(f"{LIST}{man.pk}/change/")
    assert (answer.status_code, answer["Location"]) == (302, review)
    assert office.get(review).status_code == 200


@pytest.mark.parametrize("step", ["add/", "{pk}/delete/"])
def test_nothing_is_added_or_deleted_in_the_admin(step: str, office: Client, man: Patient) -> None:
    before = Status.objects.count()
    for method in (office.get, office.post):
        assert method(LIST + step.format(pk=man.pk)).status_code == 403
    assert Status.objects.count() == before


def test_staff_are_listed_and_not_changed(
    office: Client, hired: dict[Role, Membership], outsider: User
) -> None:
    shown = page_of(office.get("/admin/accounts/membership/")).text
    assert "Dr Clinician" in shown
    assert outsider.name not in shown
    lead = hired[Role.LEAD]
    office.post(f"/admin/accounts/membership/{lead.pk}/change/", {"role": "lab_entry"})
    lead.refresh_from_db()
    assert lead.role == Role.LEAD


def test_each_finding_tells_its_evidence_in_the_list(office: Client, man: Patient) -> None:
    shown = page_of(office.get(LIST)).text
    waiting = {line["topic"] for line in Status.objects.get(patient=man).lines}
    findings = Finding.objects.open().filter(patient=man, topic__in=waiting)
    assert findings.filter(severity__lte=Severity.NOTICE).count() > 1
    for finding in findings.filter(severity__lte=Severity.NOTICE):
        assert " ".join(finding.evidence.split()) in shown


def exported(client: Client, query: str = "") -> list[dict[str, str]]:
    answer = client.post(f"{LIST}export/?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_the_export_holds_what_the_list_holds(
    office: Client, man: Patient, warned: Patient, calm: Patient
) -> None:
    rows = exported(office)
    assert {row["name"] for row in rows} == {"Hargreaves, Daniel", "Ostrow, Daniel"}
    assert {row["name"] for row in exported(office, "rule=HCT_HIGH")} == {"Hargreaves, Daniel"}
    (high,) = (row for row in rows if row["rule"] == "HCT_HIGH")
    told = Finding.objects.open().get(patient=man, rule_id="HCT_HIGH")
    assert (high["evidence"], high["hematocrit %"]) == (told.evidence, "54.0")
    assert (high["tier"], high["responsible"], high["assigned to"]) == ("Act", "Dr Clinician", "")


def test_no_name_is_a_formula_in_the_export(office: Client, man: Patient) -> None:
    PatientDetails.objects.filter(patient=man).update(family_name="=HYPERLINK(1)", given_name="")
    assert {row["name"] for row in exported(office)} == {"'=HYPERLINK(1)"}
    answer = office.post(f"{LIST}export/")
    found = read_exported(answer.content)
    assert (found.name, {row["name"] for row in found.rows}) == ("worklist", {"=HYPERLINK(1)"})


def test_the_audit_says_whom_an_export_held(
    office: Client, man: Patient, warned: Patient, hired: dict[Role, Membership]
) -> None:
    exported(office, "tier=1")
    row = AuditRow.objects.latest("pk")
    assert row.action == "monitoring_status_export.viewed"
    assert row.by == hired[Role.ADMINISTRATOR].user
    assert (row.detail["patients"], row.detail["asked"]) == ([str(man.opaque_id)], {"tier": "1"})


def test_an_export_is_asked_for_on_purpose_and_by_who_may(
    office: Client, pages: Client, man: Patient
) -> None:
    assert office.get(f"{LIST}export/").status_code == 405
    assert pages.post(f"{LIST}export/").status_code == 403


def test_who_reviews_in_several_clinics_chooses_one(
    office: Client,
    man: Patient,
    stranger: Patient,
    other_clinic: Clinic,
    hired: dict[Role, Membership],
) -> None:
    assert "Elsewhere Clinic" not in page_of(office.get(LIST)).text
    person = hired[Role.ADMINISTRATOR].user
    Membership.objects.create(user=person, clinic=other_clinic, role=Role.ADMINISTRATOR)
    client = signed_in(person)
    first = page_of(client.get(LIST)).text
    assert "Elsewhere Clinic" in first
    assert "Canary" not in first
    answer = client.post("/account/clinic/", {"clinic": "elsewhere", "next": LIST})
    assert answer["Location"] == LIST
    second = page_of(client.get(LIST)).text
    assert "Canary" in second
    assert "Hargreaves" not in second


@pytest.mark.parametrize("next_page", ["https://evil.example.org/", "//evil.example.org", ""])
def test_switching_leads_nowhere_else(next_page: str, office: Client, clinic: Clinic) -> None:
    answer = office.post("/account/clinic/", {"clinic": clinic.slug, "next": next_page})
    assert answer["Location"] == "/account/"


@pytest.mark.parametrize("men", [5, 60])
def test_the_list_costs_the_same_for_every_number_of_men(
    men: int, office: Client, clinic: Clinic, clinician: User
) -> None:
    for number in range(men):
        flagged = admitted(clinic, clinician, record_number=f"F{number}")
        recorded(flagged, cypionate(date(2025, 1, 6)), anastrozole(date(2025, 12, 8)))
    with CaptureQueriesContext(connection) as captured:
        assert office.get(LIST).status_code == 200
    assert len(captured) <= LISTING
    counts = [each["sql"] for each in captured if "COUNT(" in each["sql"]]
    assert len(counts) == 1
    assert "LIMIT 51" in counts[0]


def test_pages_follow_one_another(office: Client, clinic: Clinic, clinician: User) -> None:
    for number in range(51):
        flagged = admitted(clinic, clinician, family_name=f"Man{number:02}")
        recorded(flagged, cypionate(date(2025, 1, 6)), anastrozole(date(2025, 12, 8)))
    first, second = (page_of(office.get(f"{LIST}?p={page}")).text for page in (1, 2))
    assert "Next 50" in first
    assert "Next 50" not in second
    names = [f"Man{number:02}" for number in range(51)]
    assert [name for name in names if name in first] == names[:50]
    assert [name for name in names if name in second] == names[50:]
