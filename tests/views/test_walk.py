"""From man to man through a list of the worklist."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from monitoring.models import Decision, Status
from patients.models import Patient
from tests.conftest import TODAY, admitted, draw, recorded, signed_in
from tests.views.page import fetched, page_of
from tests.views.test_counts import OPENING, counted

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LISTED = ["decide", "dexa", "snoozed"]


@pytest.fixture
def queue(clinic: Clinic, clinician: User) -> list[Patient]:
    """Three men in the order in which every list of a day names them."""
    men = [admitted(clinic, clinician, owner=clinician) for _ in range(3)]
    for number, man in enumerate(men):
        Status.objects.filter(patient=man).update(
            rank=1,
            waiting_since=date(2026, 11, 1 + number),
            dexa_due_on=date(2026, 11, 1 + number),
            snoozed_until=TODAY + timedelta(days=1 + number),
        )
    return men


def page(man: Patient, query: str = "") -> str:
    return reverse("monitoring:patient", args=[man.opaque_id]) + query


def ways(pages: Client, url: str) -> dict[str, str]:
    """Where the crumbs of a page lead, by their words."""
    html = pages.get(url).content.decode()
    crumbs = html.partition('aria-label="Breadcrumb"')[2].partition("</nav>")[0]
    links = re.findall(r'<a href="([^"]+)"[^>]*>([^<]+?) ?(?:<|$)', crumbs)
    return {words: href.replace("&amp;", "&") for href, words in links}


@pytest.mark.parametrize("tab", LISTED)
def test_a_list_is_walked_forth_and_back(tab: str, pages: Client, queue: list[Patient]) -> None:
    first, second, third = queue
    opened = pages.get(f"/?show={tab}").context["rows"][0]["url"]
    assert opened == page(first, f"?from={tab}")
    assert "Patient 1 of 3" in page_of(pages.get(opened)).text
    assert "Previous patient" not in ways(pages, opened)
    onwards = ways(pages, opened)["Next patient"]
    assert onwards == page(second, f"?from={tab}")
    assert ways(pages, onwards)["Previous patient"] == opened
    last = ways(pages, onwards)["Next patient"]
    assert last == page(third, f"?from={tab}")
    assert "Patient 3 of 3" in page_of(pages.get(last)).text
    assert "Next patient" not in ways(pages, last)


def test_the_first_crumb_leads_back_to_the_list(pages: Client, queue: list[Patient]) -> None:
    way = ways(pages, page(queue[0], "?from=dexa&whose=mine"))
    assert way["Worklist: dexa due"] == "/?show=dexa&whose=mine"


def test_ones_own_list_is_walked_among_ones_own(
    pages: Client, queue: list[Patient], hired: dict[Role, Membership]
) -> None:
    details = queue[1].status.details
    details.owner = hired[Role.LEAD].user
    details.save()
    onwards = ways(pages, page(queue[0], "?from=decide&whose=mine"))["Next patient"]
    assert onwards == page(queue[2], "?from=decide&whose=mine")


def test_who_left_the_list_leads_to_its_first(pages: Client, queue: list[Patient]) -> None:
    Status.objects.filter(patient=queue[0]).update(rank=9, waiting_since=None)
    url = page(queue[0], "?from=decide")
    assert "Patient, not on this list any more" in page_of(pages.get(url)).text
    assert ways(pages, url)["Next patient"] == page(queue[1], "?from=decide")


def test_an_empty_list_ends_the_walk(pages: Client, queue: list[Patient]) -> None:
    Status.objects.update(snoozed_until=None)
    way = ways(pages, page(queue[0], "?from=snoozed"))
    assert not [words for words in way if "patient" in words]


@pytest.mark.parametrize("query", ["", "?from=all", "?from=nothing", "?from=", "?whose=mine"])
def test_no_list_no_walk(query: str, pages: Client, queue: list[Patient]) -> None:
    assert list(ways(pages, page(queue[0], query))) == ["Worklist"]


def test_the_list_of_all_patients_is_not_walked(pages: Client, queue: list[Patient]) -> None:
    rows = pages.get("/?show=all").context["rows"]
    assert [row["url"] for row in rows] == [page(man) for man in queue]


def test_lab_entry_sees_no_list(queue: list[Patient], hired: dict[Role, Membership]) -> None:
    entry = signed_in(hired[Role.LAB_ENTRY].user)
    assert list(ways(entry, page(queue[0], "?from=decide"))) == ["Patients"]


def test_another_clinics_men_stand_in_no_walk(
    pages: Client, queue: list[Patient], stranger: Patient
) -> None:
    Status.objects.filter(patient=stranger).update(rank=1, waiting_since=date(2026, 11, 2))
    text = page_of(pages.get(page(queue[0], "?from=decide"))).text
    assert "Patient 1 of 3" in text
    assert pages.get(page(stranger, "?from=decide")).status_code == 404


def test_addresses_of_a_walk_carry_opaque_ids_alone(pages: Client, queue: list[Patient]) -> None:
    for url in ways(pages, page(queue[1], "?from=decide")).values():
        asked = parse_qs(urlsplit(url).query)
        assert asked.keys() <= {"from", "show", "whose"}
        assert "Hargreaves" not in url
        assert queue[0].status.details.record_number not in url


def test_the_time_range_and_the_units_keep_the_walk(pages: Client, man: Patient) -> None:
    recorded(man, draw(TODAY - timedelta(days=60), estradiol="30"))
    html = pages.get(page(man, "?from=decide&w=1y")).content.decode()
    assert '<input type="hidden" name="from" value="decide">' in html
    assert "?from=decide&amp;w=1y&amp;u=si#course" in html


def test_a_decision_leads_on_through_the_list(pages: Client, man: Patient) -> None:
    url = page(man, "?from=decide")
    answer = fetched(pages, url)
    action = re.search(r'action="([^"]+decide/[^"]*)"', answer.content.decode())
    assert action is not None
    typed = {"kind": "acknowledge", "reason_code": "discussed", "until": "+14", "note": ""}
    sent = {**page_of(answer).form_with("seen"), **typed}
    answer = pages.post(action[1].replace("&amp;", "&"), sent)
    assert answer["Location"] == url
    assert Decision.objects.filter(patient=man).count() == 1


def test_the_review_of_a_man_keeps_the_walk(pages: Client, man: Patient) -> None:
    shown = pages.get(page(man, "?from=decide")).content.decode()
    review = re.search(r'href="([^"]+/review/[^"]+)"', shown)
    assert review is not None
    assert ways(pages, review[1].replace("&amp;", "&"))["Patient"] == page(man, "?from=decide")


@pytest.mark.parametrize("men", [2, 40])
def test_a_place_in_a_list_costs_one_statement(men: int, clinic: Clinic, clinician: User) -> None:
    queue = [admitted(clinic, clinician) for _ in range(men)]
    Status.objects.update(rank=1, waiting_since=TODAY)
    client = signed_in(clinician)
    plainly = counted(client, "get", page(queue[0]))["asked"]
    walking = counted(client, "get", page(queue[0], "?from=decide"))["asked"]
    assert walking == plainly + 1 <= OPENING + 1
