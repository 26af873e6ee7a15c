"""The quality page: what it counts, what each number leads to, who may see it."""

from __future__ import annotations

import csv
import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from exchange.exports.read_back import read_exported
from monitoring.models import Decision, DecisionKind, DecisionReason, Finding
from monitoring.obligations.ledger import ObligationKind
from monitoring.quality.board import Board, Told, board
from monitoring.quality.fatigue import Fatigue
from patients.models import Patient, PatientDetails
from patients.recording import record_facts
from tests.conftest import (
    NOW,
    TODAY,
    admitted,
    anastrozole,
    cypionate,
    draw,
    recorded,
    signed_in,
)
from tests.views.page import page_of
from tests.views.test_counts import counted, man_with_draws

pytestmark = pytest.mark.django_db

QUALITY, BEHIND, EXPORT = "/quality/", "/quality/patients/", "/quality/export/"
READING, LISTING = 14, 16
NUMBER = re.compile(r'<a href="(/quality/patients/[^"]+)">(\d+)<')


@pytest.fixture
def lead(hired: dict[Role, Membership]) -> Client:
    return signed_in(hired[Role.LEAD].user)


def treated(clinic: Clinic, by: User, *drawn: Any, begun: date = date(2026, 1, 5)) -> Patient:
    """A man on testosterone and anastrozole with these draws."""
    man = admitted(clinic, by, owner=by)
    recorded(man, cypionate(begun), anastrozole(begun), *drawn, by=by)
    return man


def in_range(back: int = 20) -> Any:
    return draw(
        TODAY - timedelta(days=back), estradiol="30", testosterone_total="700", hematocrit="48"
    )


def told(clinic: Clinic, key: str, now: datetime = NOW) -> Told:
    return next(each for each in board(clinic, now).measures if each.key == key)


def numbers(of: Told) -> tuple[int, int]:
    return len(of.share.counted), len(of.share.among)


def decide(man: Patient, topic: str, reason: str = DecisionReason.DISCUSSED, **more: Any) -> None:
    """Acknowledge everything that stands about a topic now."""
    standing = Finding.objects.open().filter(patient=man, topic=topic)
    marks = {each.rule_id: [each.severity, each.mark] for each in standing}
    given = {"topic": topic, "kind": DecisionKind.ACKNOWLEDGE, "reason_code": reason, **more}
    recorded(man, (Decision(marks=marks, decided_on=TODAY, **given), []))


def at(day: int, hour: int = 9) -> time_machine.travel:
    """A moment of November 2026."""
    return time_machine.travel(datetime(2026, 11, day, hour, tzinfo=UTC))


def end_of(day: int) -> datetime:
    return datetime(2026, 11, day, 23, 30, tzinfo=UTC)


@pytest.fixture
def twelve(clinic: Clinic, clinician: User) -> list[Patient]:
    """Nine men in target, two below it, one about whom nothing is known."""
    fine = [treated(clinic, clinician, in_range(back)) for back in range(20, 29)]
    low = [
        treated(clinic, clinician, draw(TODAY - timedelta(days=9), estradiol="17")) for _ in "ab"
    ]
    return [*fine, *low, admitted(clinic, clinician)]


def test_a_rate_says_of_how_many(lead: Client, twelve: list[Patient]) -> None:
    text = page_of(lead.get(QUALITY)).text
    assert "82 % 9 counted of 11 in all patients today" in text
    assert "Too few flags to show a rate (0)." in text


def test_few_patients_show_no_rate(lead: Client, man: Patient) -> None:
    text = page_of(lead.get(QUALITY)).text
    assert "Too few patients to show a rate (1)." in text
    assert "No month has enough patients for a rate." in text
    assert not re.search(r"\d %", text.split("In target at the last draw")[1].split("Counted")[0])


def test_a_clinic_without_patients_is_told_so(lead: Client) -> None:
    answer = lead.get(QUALITY)
    assert "Nothing to measure yet" in page_of(answer).text
    assert "Export" not in page_of(answer).text


def test_every_number_leads_to_as_many(lead: Client, twelve: list[Patient], man: Patient) -> None:
    decide(man, "estradiol")
    found = NUMBER.findall(lead.get(QUALITY).content.decode())
    assert len(found) > 40
    for url, number in found:
        answer = lead.get(unescape(url))
        current = answer.content.decode().split('aria-current="page"')[2]
        assert page_of(answer).text.count(" Open ") > 0, url
        assert f"</span>{number}<" in current.split("</a>")[0], url
        assert "Filtered:" in page_of(answer).text


def test_a_list_names_those_and_only_those(lead: Client, twelve: list[Patient]) -> None:
    parts = {part: lead.get(f"{BEHIND}?of=in-target&part={part}") for part in ("counted", "others")}
    shown = {part: re.findall(r"R-\d{4}", page_of(each).text) for part, each in parts.items()}
    assert shown["counted"] == [f"R-{number:04d}" for number in range(1, 10)]
    assert shown["others"] == ["R-0010", "R-0011"]
    row = AuditRow.objects.filter(action="quality-patients.viewed").latest("pk")
    assert row.detail["patients"] == [str(each.opaque_id) for each in twelve[9:11]]


def test_a_long_list_goes_on_by_name(lead: Client, clinic: Clinic, clinician: User) -> None:
    for _ in range(51):
        treated(clinic, clinician, in_range())
    first = lead.get(f"{BEHIND}?of=in-target&part=counted")
    (url,) = re.findall(r'href="([^"]+)" rel="next"', first.content.decode())
    second = lead.get(unescape(url))
    numbers = [set(re.findall(r"R-\d{4}", page_of(each).text)) for each in (first, second)]
    assert (len(numbers[0]), len(numbers[1]), numbers[0] & numbers[1]) == (50, 1, set())
    assert "Back to the first" in page_of(second).text


@pytest.mark.parametrize(
    "query",
    [
        "of=nothing",
        "of=labs&month=2019-01",
        "of=labs&month=x",
        "rule=NO_SUCH",
        "of=act-decided&month=2027-01",
    ],
)
def test_what_there_is_no_number_for_is_not_found(lead: Client, man: Patient, query: str) -> None:
    assert lead.get(f"{BEHIND}?{query}").status_code == 404


def test_a_rule_without_findings_has_nobody(lead: Client, man: Patient) -> None:
    answer = lead.get(f"{BEHIND}?rule=TT_HIGH&part=nonsense&after=1.2.3")
    assert (answer.status_code, "Nobody" in page_of(answer).text) == (200, True)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEAD])
def test_only_a_lead_sees_it(role: Role, hired: dict[Role, Membership], lead: Client) -> None:
    client = signed_in(hired[role].user)
    assert client.get(QUALITY).status_code == client.get(BEHIND).status_code == 403
    assert client.post(EXPORT).status_code == 403
    home = client.get(reverse("accounts:home"), follow=True)
    assert QUALITY not in home.content.decode()
    assert f'href="{QUALITY}"' in lead.get("/").content.decode()


def test_another_clinics_men_do_not_count(
    lead: Client, twelve: list[Patient], stranger: Patient, clinic: Clinic
) -> None:
    for each in board(clinic, NOW).measures:
        assert stranger.pk not in each.share.among
    assert "CANARY" not in lead.get(f"{BEHIND}?of=labs&part=among").content.decode()


@pytest.mark.parametrize("men", [10, 60])
def test_the_pages_cost_the_same_for_every_number_of_men(
    men: int, clinic: Clinic, clinician: User, lead: Client
) -> None:
    for each in [man_with_draws(clinic, clinician, 2) for _ in range(men)][:5]:
        decide(each, "estradiol")
    asked = [counted(lead, "get", url)["asked"] for url in (QUALITY, BEHIND)]
    asked.append(counted(lead, "get", f"{BEHIND}?rule=all")["asked"])
    assert asked[0] <= READING
    assert max(asked[1:]) <= LISTING


def test_labs_agree_with_the_worklist(clinic: Clinic, clinician: User) -> None:
    for back in (20, 90, 104, 120, 200):
        treated(clinic, clinician, in_range(back))
    overdue = clinic.obligations.overdue(TODAY).filter(kind=ObligationKind.LABS)
    share = told(clinic, "labs").share
    assert sorted(share.others) == sorted(overdue.values_list("patient", flat=True))
    assert 0 < len(share.others) < len(share.among)


def test_an_earlier_date_that_was_set_counts(clinic: Clinic, clinician: User) -> None:
    man = treated(clinic, clinician, in_range(60))
    assert numbers(told(clinic, "labs")) == (1, 1)
    set_for = {"topic": "labs", "until": TODAY - timedelta(days=20)}
    since = TODAY - timedelta(days=40)
    recorded(man, (Decision(kind=DecisionKind.EARLIER_DATE, decided_on=since, **set_for), []))
    assert numbers(told(clinic, "labs")) == (0, 1)


def test_a_past_month_is_counted_on_its_last_day(clinic: Clinic, clinician: User) -> None:
    low = draw(date(2026, 11, 1), estradiol="17")
    treated(clinic, clinician, draw(date(2026, 9, 30), estradiol="30"), low)
    months = {month.code: share for month, share in told(clinic, "in-target").months}
    sides = {
        code: (len(share.counted), len(share.among)) for code, share in months.items() if share
    }
    assert [sides[f"2026-{number:02d}"] for number in (8, 9, 10, 11)] == [
        (0, 0),
        (1, 1),
        (1, 1),
        (0, 1),
    ]


def test_who_left_counts_up_to_the_day_before(clinic: Clinic, clinician: User) -> None:
    man = treated(clinic, clinician, in_range(80))
    details = PatientDetails.objects.current().get(patient=man)
    stated = {each.attname: getattr(details, each.attname) for each in details.content_fields()}
    gone = PatientDetails(**{**stated, "discharged_on": date(2026, 10, 31)})
    with record_facts(clinic, by=clinician, today=TODAY, about=[man]) as book:
        book.amend(details, gone)
    months = {month.code: share for month, share in told(clinic, "in-target").months}
    assert [bool(months[code] and months[code].among) for code in ("2026-09", "2026-10")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("decided", "looked", "numbers_then"),
    [
        pytest.param(20, 20, (1, 1), id="at once"),
        pytest.param(24, 24, (1, 1), id="Friday's on Tuesday, the second working day"),
        pytest.param(25, 25, (0, 1), id="on Wednesday"),
        pytest.param(None, 24, (0, 0), id="not decided, time not up"),
        pytest.param(None, 25, (0, 1), id="not decided, time up"),
    ],
)
def test_an_act_flag_has_two_working_days(
    clinic: Clinic, clinician: User, decided: int | None, looked: int, numbers_then: tuple[int, int]
) -> None:
    with at(20):
        man = treated(clinic, clinician, draw(date(2026, 11, 19), hematocrit="55"))
    if decided:
        with at(decided, 22):
            decide(man, "hematocrit")
    assert numbers(told(clinic, "act-decided", end_of(looked))) == numbers_then


@pytest.mark.parametrize(
    ("corrected", "numbers_then"),
    [
        pytest.param(23, (0, 0), id="in time: it is left out"),
        pytest.param(26, (0, 1), id="too late: nobody had decided"),
    ],
)
def test_an_act_flag_that_new_facts_end_was_not_decided(
    clinic: Clinic, clinician: User, corrected: int, numbers_then: tuple[int, int]
) -> None:
    with at(20):
        man = treated(clinic, clinician, draw(date(2026, 11, 19), hematocrit="55"))
    with at(corrected):
        recorded(man, draw(date(2026, 11, 20), hematocrit="50"))
    assert numbers(told(clinic, "act-decided", end_of(27))) == numbers_then


def test_nothing_is_known_of_flags_before_the_first_finding(
    clinic: Clinic, clinician: User, lead: Client
) -> None:
    with time_machine.travel(datetime(2026, 10, 7, 9, tzinfo=UTC)):
        treated(clinic, clinician, draw(date(2026, 10, 1), hematocrit="55"))
    known = [month.code for month, share in told(clinic, "act-decided").months if share is not None]
    assert known == ["2026-10", "2026-11"]
    text = page_of(lead.get(QUALITY)).text
    assert "The history of flags begins on 07-Oct-2026" in text
    assert text.count("Not known") == 10


def row_of(found: Board, rule: str) -> Fatigue:
    return next(row for row in found.rules if row.rule == rule)


def test_the_fatigue_meter_equals_a_count_by_hand(clinic: Clinic, clinician: User) -> None:
    with at(2):
        high = [draw(date(2026, 11, 1), hematocrit="55") for _ in range(5)]
        men = [treated(clinic, clinician, each) for each in high]
    outcomes = (
        (3, DecisionReason.DOSE_UNCHANGED, DecisionKind.ACKNOWLEDGE),
        (5, DecisionReason.DOSE_CHANGED, DecisionKind.ACKNOWLEDGE),
        (9, DecisionReason.DISCUSSED, DecisionKind.ACCEPT_RISK),
        (12, DecisionReason.DISCUSSED, DecisionKind.SNOOZE),
    )
    for man, (day, reason, kind) in zip(men, outcomes, strict=False):
        with at(day):
            decide(man, "hematocrit", reason, kind=kind, until=date(2026, 12, 24))
    row = row_of(board(clinic, NOW), "HCT_HIGH")
    assert (len(row.waits), len(row.decided), len(row.still_waiting)) == (5, 4, 1)
    assert sorted(row.unchanged.counted) == [men[0].pk, men[2].pk]
    assert row.median_days == 3, "of 1, 3, 7 and 10 days the lower middle one"


def test_findings_of_more_than_a_year_ago_are_not_in_the_meter(
    clinic: Clinic, clinician: User
) -> None:
    with time_machine.travel(datetime(2025, 11, 30, 9, tzinfo=UTC)):
        treated(clinic, clinician, draw(date(2025, 11, 1), hematocrit="55"), begun=TODAY)
    assert "HCT_HIGH" not in {row.rule for row in board(clinic, NOW).rules}
    assert told(clinic, "act-decided").share.among == ()


@pytest.mark.parametrize(
    ("sheet", "rows", "first"),
    [
        pytest.param("measures", 72, "In target at the last draw", id="measures"),
        pytest.param("rules", 5, None, id="rules"),
        pytest.param("=nonsense", 72, "In target at the last draw", id="anything else"),
    ],
)
def test_the_numbers_leave_as_csv_and_the_audit_says_so(
    lead: Client, man: Patient, sheet: str, rows: int, first: str | None
) -> None:
    answer = lead.post(EXPORT, {"sheet": sheet})
    heads, *found = csv.reader(answer.content.decode().splitlines())
    assert (answer["Content-Type"], len(found)) == ("text/csv", rows)
    assert all(len(row) == len(heads) for row in found)
    assert [list(row.values()) for row in read_exported(answer.content).rows] == found
    assert first is None or found[0][0] == first
    assert "Hargreaves" not in answer.content.decode()
    row = AuditRow.objects.filter(action="quality-export.viewed").latest("pk")
    assert row.detail == {"sheet": "rules" if sheet == "rules" else "measures", "count": rows}


def test_the_sheet_says_what_the_page_says(lead: Client, twelve: list[Patient]) -> None:
    answer = lead.post(EXPORT, {"sheet": "measures"})
    rows = [row for row in csv.reader(answer.content.decode().splitlines()) if row[1] == "Nov-2026"]
    assert rows[0][:6] == ["In target at the last draw", "Nov-2026", "22-Nov-2026", "9", "11", "82"]
    unknown = [row for row in csv.reader(answer.content.decode().splitlines()) if row[3] == ""]
    assert {row[0] for row in unknown} == {"Act flags decided in 2 working days"}
