"""The worklist: who first, and page by page without losing or repeating anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from monitoring.models import Severity, Status
from patients.models import Patient, PatientDetails
from patients.recording import record_facts
from tests.conftest import TODAY, admitted, anastrozole, cypionate, draw, recorded
from tests.views.page import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

MEN = 120
OPENED = datetime(2026, 11, 1, tzinfo=UTC)
TABS = ["decide", "labs", "dexa", "snoozed", "entered", "all"]


def spread(man: Patient, number: int) -> None:
    """Give a man one of a few ranks and dates."""
    rank, since = (1, 2, 3, 9)[number % 4], date(2026, 11, 1) - timedelta(days=number % 3)
    Status.objects.filter(patient=man).update(
        rank=rank,
        waiting_since=since if rank < 9 else None,
        labs_due_on=since,
        labs_overdue_from=since,
        entered_at=timezone.now(),
        dexa_due_on=since,
        snoozed_until=TODAY + timedelta(days=1 + number % 3),
    )


@pytest.fixture
def crowd(clinic: Clinic, clinician: User) -> list[int]:
    """Many men with the same few ranks and dates, so that only the last key tells them apart."""
    with record_facts(clinic, by=clinician, today=TODAY) as book:
        for number in range(MEN):
            who = {"record_number": f"R-{number:03}", "family_name": f"Man{number:03}"}
            book.admit(PatientDetails(**who, born_on=date(1970, 1, 1)))
    for number, man in enumerate(clinic.patients.order_by("pk")):
        spread(man, number)
    return list(clinic.patients.values_list("pk", flat=True))


def walked(client: Client, tab: str) -> tuple[list[str], list[str]]:
    """The men of a tab in the order listed, page by page, and the addresses of its pages."""
    url, names, urls = f"/?show={tab}", [], []
    while url and len(urls) < 9:
        urls.append(url)
        answer = client.get(url)
        names += [row["name"] for row in answer.context["rows"]]
        url = f"/{answer.context['next_url']}" if answer.context["next_url"] else ""
    return names, urls


@pytest.mark.parametrize("tab", TABS)
def test_every_man_of_a_tab_is_listed_once(tab: str, pages: Client, crowd: list[int]) -> None:
    names, urls = walked(pages, tab)
    expected = MEN * 3 // 4 if tab == "decide" else MEN
    assert len(names) == len(set(names)) == expected
    assert len(urls) == -(-expected // 50)


@pytest.mark.parametrize("tab", TABS)
def test_no_page_of_a_list_carries_an_identity_in_its_address(
    tab: str, pages: Client, crowd: list[int]
) -> None:
    for url in walked(pages, tab)[1][1:]:
        place = parse_qs(urlsplit(url).query)["after"][0]
        assert not [number for number in ("R-", "Man") if number in place]


def test_the_order_is_tier_then_waiting(pages: Client, crowd: list[int]) -> None:
    names = walked(pages, "decide")[0]
    rows = {row.details.list_name: row for row in Status.objects.named()}
    keys = [(rows[name].rank, rows[name].waiting_since, rows[name].patient_id) for name in names]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    "place",
    ["", "x", "1.2026-11-01", "1.soon.5", "1.2026-11-01.x", "9" * 5_000, "1.2026-13-01.5", "\x00"],
)
def test_a_place_that_names_nothing_begins_at_the_first(
    place: str, pages: Client, man: Patient
) -> None:
    for tab in TABS:
        assert pages.get("/", {"show": tab, "after": place}).status_code == 200
    assert "Hargreaves" in page_of(pages.get("/", {"after": place})).text


def test_a_man_decided_meanwhile_breaks_no_page(pages: Client, crowd: list[int]) -> None:
    first = pages.get("/")
    Status.objects.filter(rank=1).update(rank=9, waiting_since=None)
    second = pages.get(f"/{first.context['next_url']}")
    assert second.status_code == 200
    assert not {row["name"] for row in first.context["rows"]} & {
        row["name"] for row in second.context["rows"]
    }


def test_the_tabs_count_what_they_list(pages: Client, crowd: list[int]) -> None:
    counts = {tab["url"]: tab["count"] for tab in pages.get("/").context["tabs"]}
    listed = {f"?show={tab}": len(walked(pages, tab)[0]) for tab in TABS}
    assert counts == listed


def test_the_line_says_why_with_its_evidence(pages: Client, man: Patient) -> None:
    shown = page_of(pages.get("/")).text
    head = Status.objects.get(patient=man).lines[0]
    assert head["severity"] == Severity.ALERT
    assert head["headline"] == f"{head['title']}: {head['detail']}"
    for words in ("Hargreaves, Daniel", "Act", "17", "54.0", head["title"]):
        assert words in shown


@pytest.mark.parametrize(("whose", "names"), [("mine", 1), ("", 2)])
def test_ones_own_patients_are_those_one_is_responsible_for(
    whose: str, names: int, pages: Client, man: Patient, hired: dict[Role, Membership]
) -> None:
    other = admitted(man.clinic, None, owner=hired[Role.LEAD].user)
    low = draw(date(2026, 11, 2), estradiol="15", hematocrit="47")
    recorded(other, cypionate(date(2026, 1, 5)), anastrozole(date(2026, 9, 1)), low)
    answer = pages.get("/", {"whose": whose})
    assert len(answer.context["rows"]) == names
    assert answer.context["tabs"][0]["count"] == names


def test_an_empty_list_proves_that_it_is_alive(pages: Client, clinic: Clinic) -> None:
    admitted(clinic, None)
    shown = page_of(pages.get("/")).text
    assert "Nothing here now" in shown
    assert "1 patient" in shown


def test_a_nonsense_tab_shows_what_is_to_decide(pages: Client, man: Patient) -> None:
    answer = pages.get("/", {"show": "nonsense", "whose": "theirs"})
    assert answer.context["tab"].code == "decide"


def test_a_long_list_is_offered_in_low_rows_which_stay_chosen(
    pages: Client, crowd: list[int]
) -> None:
    assert "Compact rows" in page_of(pages.get("/?show=all")).text
    low = pages.get("/?show=all&rows=low")
    assert 'class="grid worklist compact"' in low.text
    assert "Rows with evidence" in page_of(low).text
    assert all(tab["url"].endswith("&rows=low") for tab in low.context["tabs"])


def test_a_short_list_keeps_its_evidence(pages: Client, man: Patient) -> None:
    shown = pages.get("/?show=all&rows=low")
    assert 'class="grid worklist"' in shown.text
    assert "Compact rows" not in page_of(shown).text


def test_the_other_lines_of_a_man_are_counted_beside_his_tier(pages: Client, man: Patient) -> None:
    status = Status.objects.get(patient=man)
    others = status.lines[1:]
    assert others
    assert f"+{len(others)} more: " in page_of(pages.get("/")).text
