"""The course as a whole on a man's page: outcome, time, exposure, doses, start checklist."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from patients.models import Patient, SymptomReport
from protocols.models import Drug, Step, TherapyEvent
from tests.conftest import admitted, anastrozole, draw, recorded, signed_in
from tests.views.page import Page, page_of

pytestmark = pytest.mark.django_db

KEPT = {
    "discussion": {"done_on": "2025-12-07"},
    "goals": {"done_on": "2025-12-08", "words": "Less fluid"},
    "aromatase_deficiency": {"done_on": "2025-12-07"},
    "baseline_dexa": {"done_on": "2025-12-07"},
    "other_prescriber": {"override": "He has none"},
}


def page(pages: Client, man: Patient) -> Page:
    return page_of(pages.get(f"/patients/{man.opaque_id}/"))


def section(shown: Page, name: str) -> str:
    """The words of one panel."""
    start = shown.html.index(f'id="{name}"')
    return page_text(shown.html[start : shown.html.index("</section>", start)])


def page_text(html: str) -> str:
    return Page(f"<p {html}").text


def asked(on: date, **severities: int) -> tuple[SymptomReport, list[Any]]:
    return SymptomReport(reported_on=on, severities=severities), []


def started(**more: Any) -> tuple[TherapyEvent, list[Any]]:
    return anastrozole(date(2025, 12, 8), **more)


def test_the_outcome_in_three_parts(pages: Client, man: Patient) -> None:
    told = section(page(pages, man), "outcome")
    assert "Course since 08-Dec-2025" in told
    assert "Estradiol in target 16-Nov-2026 No" in told
    assert "Testosterone at least 500 ng/dL 16-Nov-2026 Yes" in told
    assert "Excess symptoms gone Not asked since the start Not known" in told


def test_a_report_answers_the_third_part(pages: Client, man: Patient) -> None:
    recorded(man, asked(date(2026, 3, 2), edema=1))
    assert "Excess symptoms gone 02-Mar-2026 No" in section(page(pages, man), "outcome")
    recorded(man, asked(date(2026, 11, 2)))
    assert "Excess symptoms gone 02-Nov-2026 Yes" in section(page(pages, man), "outcome")


def test_draws_come_first_and_a_share_with_what_it_rests_on(pages: Client, man: Patient) -> None:
    told = section(page(pages, man), "outcome")
    share = "47.1 % of the known time in target, 2 draws. 84 of 349 days on the drug known."
    assert f"1 of 2 draws on the drug in target {share}" in told


def test_no_share_before_its_gates(clinic: Clinic, clinician: User, pages: Client) -> None:
    man = admitted(clinic, clinician)
    recorded(man, started(), draw(date(2026, 1, 30), estradiol="30"))
    told = section(page(pages, man), "outcome")
    assert "1 of 1 draws on the drug in target" in told
    assert "A share of time is shown from 2 draws and 60 known days on." in told
    assert "of the known time" not in told


def test_lifetime_exposure_stands_beside_the_rules(pages: Client, man: Patient) -> None:
    recorded(man, anastrozole(date(2026, 11, 18), Step.STOP), anastrozole(date(2026, 11, 20)))
    told = section(page(pages, man), "outcome")
    assert (
        "Below 26 pg/mL Past year, as the rules count: not known "
        "All courses: 4.9 of 84 known days (5.9 %)"
    ) in told
    assert "All courses: 0 of 84 known days (0 %)" in told
    assert "Earlier courses 08-Dec-2025 to 18-Nov-2026" in told
    assert "estradiol in target: no; testosterone: yes" in told


def test_steady_draws_by_dose(pages: Client, man: Patient) -> None:
    recorded(
        man,
        asked(date(2026, 3, 2)),
        anastrozole(date(2026, 11, 10), Step.CHANGE, per_week=1),
    )
    shown = page(pages, man)
    assert "Dose and estradiol: 1 draw at steady state" in shown.text
    assert "02-Mar-2026 0.5 24" in shown.text
    assert "No symptoms Lowest settled dose All draws" in shown.text
    assert "never a proposal" in shown.text


def test_the_checklist_says_what_was_not_recorded(pages: Client, man: Patient) -> None:
    shown = page(pages, man)
    assert "Start checklist 6 of 6 not recorded" in section(shown, "start-list")
    assert "Record what is missing" in shown.text


@pytest.mark.parametrize(
    ("more", "summary", "said"),
    [
        pytest.param(
            {"consent_on": date(2025, 12, 7), "checklist": KEPT},
            "complete",
            "Other prescriber told Left out: He has none",
            id="all recorded",
        ),
        pytest.param(
            {"checklist": KEPT},
            "1 of 6 not recorded",
            "Off-label use agreed Not recorded",
            id="no consent",
        ),
        pytest.param(
            {"consent_on": date(2025, 12, 7), "planned": "short_term"},
            "4 of 5 not recorded",
            "Off-label use agreed 07-Dec-2025",
            id="short",
        ),
    ],
)
def test_the_checklist_of_a_start(
    more: dict[str, Any], summary: str, said: str, clinic: Clinic, clinician: User, pages: Client
) -> None:
    man = admitted(clinic, clinician)
    recorded(man, started(**more))
    told = section(page(pages, man), "start-list")
    assert summary in told
    assert said in told
    assert ("Record what is missing" in told) is (summary != "complete")


@pytest.mark.parametrize(
    ("checklist", "warning"),
    [
        pytest.param(
            {"aromatase_deficiency": {"override": "Weighed"}},
            "Aromatase deficiency is known: a contraindication.",
            id="deficiency",
        ),
        pytest.param({}, "", id="nothing known"),
    ],
)
def test_a_contraindication_is_seen_without_unfolding(
    checklist: dict[str, Any], warning: str, clinic: Clinic, clinician: User, pages: Client
) -> None:
    man = admitted(clinic, clinician)
    recorded(man, started(checklist=checklist))
    shown = page(pages, man)
    folded = shown.html.index("<details", shown.html.index('id="start-list"'))
    seen = page_text(shown.html[shown.html.index('id="start-list"') : folded])
    assert ("contraindication" in seen) is bool(warning)
    assert warning in seen


def test_tamoxifen_beside_a_course_is_seen(pages: Client, man: Patient) -> None:
    event = TherapyEvent(drug=Drug.TAMOXIFEN, step=Step.START, occurred_on=date(2026, 11, 1))
    recorded(man, (event, []))
    assert "Tamoxifen is in force" in section(page(pages, man), "start-list")


def test_before_a_start_the_checklist_says_what_it_will_need(
    clinic: Clinic, clinician: User, pages: Client
) -> None:
    shown = page(pages, admitted(clinic, clinician))
    assert "Start checklist Before a start" in section(shown, "start-list")
    assert 'id="outcome"' not in shown.html


def test_after_a_stop_nothing_is_asked(pages: Client, man: Patient) -> None:
    recorded(man, anastrozole(date(2026, 11, 20), Step.STOP))
    shown = page(pages, man)
    assert 'id="start-list"' not in shown.html
    assert "Course 08-Dec-2025 to 20-Nov-2026" in section(shown, "outcome")


@pytest.mark.parametrize(
    ("role", "sees", "may_amend"),
    [
        pytest.param(Role.CLINICIAN, True, True, id="clinician"),
        pytest.param(Role.LAB_ENTRY, False, False, id="lab entry"),
    ],
)
def test_who_sees_the_course(
    role: Role, sees: bool, may_amend: bool, hired: dict[Role, Membership], man: Patient
) -> None:
    shown = page(signed_in(hired[role].user), man)
    assert ('id="outcome"' in shown.html, 'id="start-list"' in shown.html) == (sees, sees)
    assert ("Record what is missing" in shown.text) is may_amend
