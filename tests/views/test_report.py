"""The printed pages: what a colleague reads, what the man himself gets, and what neither holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from labs.models import DexaScan, DexaSite
from monitoring.models import Decision, DecisionKind, Finding
from monitoring.pages.paper import cut
from patients.facts import Fact, Part
from patients.models import Patient, SymptomReport
from protocols.models import Drug, Step, TargetOverride, TherapyEvent
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded, signed_in
from tests.views.page import Page, page_of
from tests.views.test_counts import OPENING, counted, man_with_draws

pytestmark = pytest.mark.django_db

NOTE = "Quokka-note"
"""Written by the staff, somewhere; no man may read it on his copy."""

REPORT, COPY = "monitoring:report", "monitoring:patient-copy"
STARTED = date(2025, 12, 8)

Recorded = tuple[Fact, list[Part]]


def opened(pages: Client, man: Patient, name: str, query: str = "") -> Page:
    answer = pages.get(reverse(name, args=[man.opaque_id]) + query)
    assert answer.status_code == 200
    return page_of(answer)


def said(pages: Client, man: Patient, name: str, query: str = "") -> str:
    """The words of a page, with each comma and stop at the word before it."""
    return re.sub(r" (?=[.,:;])", "", opened(pages, man, name, query).text)


def noted(*facts: Recorded) -> Iterator[Recorded]:
    """The same facts, each with a note of the staff."""
    for fact, parts in facts:
        fact.note = NOTE
        yield fact, parts


def about(man: Patient, topic: str, kind: str, **more: Any) -> Recorded:
    marks = {
        each.rule_id: [each.severity, each.mark]
        for each in Finding.objects.open().filter(patient=man, topic=topic)
    }
    given = {"topic": topic, "kind": kind, "marks": marks, "decided_on": TODAY, "note": NOTE}
    return Decision(**{**given, **more}), []


def scan(on: date) -> Recorded:
    site = DexaSite(site="total_hip", bmd_g_cm2="0.9", t_score="-1.1")
    return DexaScan(scanned_on=on, manufacturer="Hologic", device="Horizon"), [site]


def symptoms(on: date, **severities: int) -> Recorded:
    return SymptomReport(reported_on=on, severities=severities), []


def hcg(on: date, step: str = Step.START, regimen: str = "500 IU") -> Recorded:
    return TherapyEvent(drug=Drug.HCG, step=step, occurred_on=on, regimen=regimen), []


@pytest.fixture
def discussed(clinic: Clinic, clinician: User) -> Patient:
    """A man about whom the staff wrote something wherever it can."""
    man = admitted(clinic, clinician, owner=clinician, note=NOTE)
    left_out = {"other_prescriber": {"override": NOTE}, "goals": {"override": NOTE}}
    facts = noted(
        cypionate(date(2025, 1, 6)),
        anastrozole(STARTED, checklist=left_out),
        hcg(date(2026, 2, 1)),
        draw(date(2026, 3, 2), estradiol="24", testosterone_total="815", hematocrit="51.0"),
        draw(date(2026, 11, 16), estradiol="<15", testosterone_total="742", hematocrit="54.0"),
        symptoms(date(2026, 11, 16), joint_pain=2),
        scan(date(2026, 1, 5)),
    )
    recorded(man, *facts, by=clinician)
    recorded(
        man,
        about(man, "hematocrit", DecisionKind.ACKNOWLEDGE, reason_code="discussed"),
        about(man, "", DecisionKind.ASSIGN, marks={}, assignee=clinician),
        about(man, "dexa", DecisionKind.CALLED, marks={}, reason_code="no_answer"),
        by=clinician,
    )
    return man


# The report


def test_a_colleague_reads_who_what_and_why(pages: Client, man: Patient) -> None:
    shown = said(pages, man, REPORT)
    assert "HARGREAVES, Daniel Born 14-Mar-1969 (57 y)" in shown
    assert "Open flags Act Hematocrit at or above 54: 54.0 % on 16-Nov-2026" in shown
    assert "HCT_HIGH" in shown
    assert "Estradiol 17 pg/mL Below target, 16-Nov-2026" in shown
    for goal in ("20-40 pg/mL", "500-1000 ng/dL", "at least 10", "below 54 %"):
        assert f"Target {goal}" in shown
    assert "Course since 08-Dec-2025: 1 of 2 draws on the drug in target." in shown
    assert "Beside testosterone therapy, long-term" in shown
    assert "Anastrozole since 08-Dec-2025 0.25 mg twice a week (0.5 mg a week)" in shown
    assert "Testosterone since 06-Jan-2025 cypionate, 100 mg every 7 days" in shown


def test_the_last_line_says_when_by_whom_and_by_which_rules(pages: Client, man: Patient) -> None:
    shown = said(pages, man, REPORT)
    last = "Printed 22-Nov-2026, 12:00 by Dr Clinician. Rule book 1.3, not yet checked by a "
    assert f"{last}clinician. Page 1 of 1. Not a prescription." in shown


def test_the_draws_are_the_table_of_his_page(pages: Client, man: Patient) -> None:
    shown = said(pages, man, REPORT)
    assert "Drawn E2 pg/mL E2 assay T ng/dL T:E2 Hct % Remarks" in shown
    assert (
        "02-Mar-2026 24 In target, in the bone-risk zone LC-MS/MS 815 33.9 51.0 unsigned" in shown
    )
    assert "more in the record" not in shown.split("Last draws")[1].split("Due")[0]


def test_a_draw_says_what_must_be_known_before_it_is_read(
    pages: Client, man: Patient, clinician: User
) -> None:
    recorded(man, draw(date(2026, 11, 20)), by=clinician)
    assert "20-Nov-2026 – – – – awaited" in said(pages, man, REPORT)


def test_the_chart_is_drawn_by_the_server_and_looks_back_as_far_as_asked(
    pages: Client, man: Patient
) -> None:
    shown = opened(pages, man, REPORT, "?w=6m")
    assert 'class="course-svg course-paper"' in shown.html
    assert "data-course" not in shown.html
    assert "2 earlier draws before May-2026 in the record." in shown.text
    assert "earlier draws" not in said(pages, man, REPORT, "?w=all")


def test_what_has_no_room_is_counted(clinic: Clinic, clinician: User, pages: Client) -> None:
    man = man_with_draws(clinic, clinician, 40)
    doses = [
        anastrozole(TODAY - timedelta(days), Step.CHANGE, dose_mg=mg, per_week=2)
        for days, mg in zip(range(30, 0, -1), ["0.5", "0.25"] * 15, strict=True)
    ]
    recorded(man, *doses, by=clinician)
    shown = said(pages, man, REPORT)
    assert "and 34 more in the record Due" in shown
    assert "and 28 more in the record For licensed clinicians" in shown


@pytest.mark.parametrize(
    ("rows", "shown", "more"),
    [
        pytest.param(0, 0, 0, id="none"),
        pytest.param(4, 4, 0, id="as many as lines"),
        pytest.param(5, 3, 2, id="the last line says how many more"),
        pytest.param(40, 3, 37, id="many"),
    ],
)
def test_a_list_takes_no_more_lines_than_it_has(rows: int, shown: int, more: int) -> None:
    kept = cut(list(range(rows)), 4)
    assert (list(kept.rows), kept.more) == (list(range(shown)), more)


def test_a_decision_is_told_by_its_reason_and_not_by_its_note(
    pages: Client, discussed: Patient
) -> None:
    shown = said(pages, discussed, REPORT)
    assert "Acknowledge Discussed with the patient. Dr Clinician" in shown
    assert NOTE not in shown


def test_a_man_without_anything_has_a_report_that_says_so(
    clinic: Clinic, clinician: User, pages: Client
) -> None:
    shown = said(pages, admitted(clinic, clinician), REPORT)
    assert "Nothing waits for a decision" in shown
    assert shown.count("No result yet") == 4
    assert "No draws yet. Last draws No draws yet. Due Nothing is due." in shown


# The patient's copy


def test_he_reads_his_results_beside_his_targets(pages: Client, discussed: Patient) -> None:
    shown = said(pages, discussed, COPY)
    first = "Estradiol the main estrogen, in men too <15 pg/mL 20-40 pg/mL Below target"
    assert f"{first} 16-Nov-2026 24 02-Mar-2026" in shown
    assert "742 ng/dL 500-1000 ng/dL In target 16-Nov-2026 815" in shown
    assert "54.0 % below 54 % At or over the limit 16-Nov-2026 51.0" in shown
    assert ">49.4 at least 10 In target" in shown
    assert "Last bone density scan (DEXA) on 05-Jan-2026: Total hip T −1.1." in shown


def test_he_reads_what_he_takes_and_when_he_is_to_come(
    pages: Client, discussed: Patient, clinician: User
) -> None:
    shown = said(pages, discussed, COPY)
    assert "What you take Anastrozole since 08-Dec-2025 0.25 mg twice a week" in shown
    assert "hCG since 01-Feb-2026 500 IU" in shown
    assert "Blood test, was due on 19-Jan-2026" not in shown
    assert re.search(r"What comes next .*Blood test, due on \d\d-\w{3}-20\d\d", shown)
    recorded(discussed, hcg(date(2026, 11, 1), Step.STOP, ""), by=clinician)
    assert "hCG" not in said(pages, discussed, COPY)


@pytest.mark.parametrize("page", [REPORT, COPY])
def test_what_he_takes_is_told_as_it_stands(
    page: str, pages: Client, man: Patient, clinician: User
) -> None:
    daily = {"regimen": "prednisone", "dose_mg": 5, "every_days": 1}
    start = TherapyEvent(
        drug=Drug.GLUCOCORTICOID, step=Step.START, occurred_on=date(2026, 11, 2), **daily
    )
    pauses = [anastrozole(date(2026, 11, 20), Step.HOLD), hcg(date(2026, 11, 3))]
    recorded(man, (start, []), *pauses, hcg(date(2026, 11, 4), Step.HOLD, ""), by=clinician)
    shown = said(pages, man, page)
    assert "Anastrozole since 20-Nov-2026 paused" in shown
    assert "Glucocorticoid since 02-Nov-2026 prednisone, 5 mg every day" in shown
    assert "hCG since 04-Nov-2026 paused" in shown


@pytest.mark.parametrize("page", [REPORT, COPY])
def test_no_note_of_the_staff_is_printed(page: str, pages: Client, discussed: Patient) -> None:
    assert NOTE not in opened(pages, discussed, page).html


def test_nothing_of_the_findings_is_on_his_copy(pages: Client, discussed: Patient) -> None:
    html = opened(pages, discussed, COPY).html
    findings = Finding.objects.filter(patient=discussed)
    assert findings.exists()
    for finding in findings:
        assert finding.rule_id not in html
        assert finding.headline not in html
    for word in ("bone-risk", "Bone-risk", "hatched", "Acknowledge", "no answer", "tag-alert"):
        assert word not in html


@pytest.mark.parametrize("page", [REPORT, COPY])
def test_no_word_reassures(page: str, pages: Client, discussed: Patient) -> None:
    shown = said(pages, discussed, page).replace("is not evidence of safety", "")
    assert re.findall(r"\b(?:safe|safety|normal|healthy|fine)\b", shown, re.IGNORECASE) == []


def test_his_goals_are_told_in_his_words(pages: Client, clinic: Clinic, clinician: User) -> None:
    man = admitted(clinic, clinician)
    goals = {"goals": {"done_on": "2025-12-08", "words": "Less fluid, keep training"}}
    recorded(man, anastrozole(STARTED, checklist=goals), by=clinician)
    shown = said(pages, man, COPY)
    assert "What you want, in your words Less fluid, keep training" in shown


def test_he_is_told_which_results_nobody_has_signed(
    pages: Client, man: Patient, clinician: User
) -> None:
    unsigned = "Not yet signed by a clinician: the results of 16-Nov-2026."
    assert unsigned in said(pages, man, COPY)
    drawn = man.draw_versions.get(collected_on=date(2026, 11, 16))
    signature = Decision(
        kind=DecisionKind.SIGN, marks={str(drawn.document): drawn.version}, decided_on=TODAY
    )
    recorded(man, (signature, []), by=clinician)
    assert "Not yet signed" not in said(pages, man, COPY)


def test_awaited_results_are_named_by_their_day(
    pages: Client, man: Patient, clinician: User
) -> None:
    recorded(man, draw(date(2026, 11, 20)), by=clinician)
    assert "Results have not come yet of the draw of 20-Nov-2026." in said(pages, man, COPY)


def test_a_booked_visit_stands_in_place_of_a_day_that_has_passed(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = admitted(clinic, clinician)
    recorded(man, cypionate(date(2026, 1, 5)), anastrozole(TODAY - timedelta(100)), by=clinician)
    shown = said(pages, man, COPY)
    assert "Blood test, was due on 25-Sep-2026" in shown
    assert "Where a day has passed, please call us." in shown
    visit = about(man, "labs", DecisionKind.BOOKED, marks={}, until=date(2026, 11, 30))
    recorded(man, visit, by=clinician)
    assert "Blood test, visit booked for 30-Nov-2026" in said(pages, man, COPY)
    due = "25-Sep-2026 Follow-up labs, 58 days overdue."
    report = said(pages, man, REPORT)
    assert due in report
    assert "Visit booked for 30-Nov-2026, no reminders until then." in report
    assert NOTE not in report


def test_targets_moved_for_him_are_his_targets_on_paper(
    pages: Client, man: Patient, clinician: User
) -> None:
    own = TargetOverride(valid_from=date(2026, 1, 1), numbers={"e2_lo": "22"}, why=NOTE)
    recorded(man, (own, []), by=clinician)
    assert "17 pg/mL 22-40 pg/mL Below target" in said(pages, man, COPY)
    assert "Target 22-40 pg/mL" in said(pages, man, REPORT)


# Who may, and what it costs


def test_the_patient_page_leads_to_both_by_a_key(pages: Client, man: Patient) -> None:
    html = opened(pages, man, "monitoring:patient", "?w=1y").html
    for name, key in ((REPORT, "r"), (COPY, "c")):
        assert f'href="{reverse(name, args=[man.opaque_id])}?w=1y" data-key="{key}"' in html


def test_lab_entry_prints_nothing(hired: dict[Role, Membership], man: Patient) -> None:
    entry = signed_in(hired[Role.LAB_ENTRY].user)
    assert "report/" not in opened(entry, man, "monitoring:patient").html
    for name in (REPORT, COPY):
        answer = entry.get(reverse(name, args=[man.opaque_id]))
        assert answer.status_code == 403


@pytest.mark.parametrize("page", [REPORT, COPY])
@pytest.mark.parametrize("draws", [4, 200])
def test_a_printed_page_costs_the_same_for_every_number_of_draws(
    page: str, draws: int, clinic: Clinic, clinician: User
) -> None:
    man = man_with_draws(clinic, clinician, draws)
    url = reverse(page, args=[man.opaque_id])
    assert counted(signed_in(clinician), "get", url)["asked"] <= OPENING
