"""A target that is not the rule book's says whose it is on every screen that shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from labs.models import Laboratory
from monitoring.rulebook.targets import GOALS
from patients.models import Patient
from protocols.models import ClinicOverride, TargetOverride
from tests.conftest import TODAY, admitted, draw, recorded, signed_in
from tests.targets import adopt, withdraw
from tests.views.page import Page, page_of

pytestmark = pytest.mark.django_db

SINCE = date(2025, 6, 1)
OWN = "this patient's own since 01-Jun-2025"
CLINICS = "the clinic's own since 01-Jun-2025"


def moved(
    clinic: Clinic,
    by: User | None = None,
    place: Laboratory | None = None,
    since: date = SINCE,
    **numbers: str | None,
) -> ClinicOverride:
    """An override of the clinic, or of one laboratory by LC-MS/MS."""
    row = ClinicOverride(
        clinic=clinic,
        laboratory=place,
        method="lcms" if place else "",
        valid_from=since,
        numbers=numbers,
        why="Agreed in June",
    )
    return adopt(row, by=by, today=TODAY)


def his_own(man: Patient, since: date = SINCE, **numbers: str | None) -> None:
    recorded(man, (TargetOverride(valid_from=since, numbers=numbers, why="His"), []))


def words(client: Client, url: str) -> str:
    """The words of a page."""
    return one_spaced(page_of(client.get(url)))


def one_spaced(page: Page) -> str:
    """What is read: one space between words, none before a comma."""
    return " ".join(page.text.split()).replace(" ,", ",").replace(" ;", ";")


def at(name: str, man: Patient, query: str = "") -> str:
    return reverse(f"monitoring:{name}", args=[man.opaque_id]) + query


def panel(client: Client, url: str, start: str) -> str:
    """The words of a page from some words to the next part's heading."""
    html = client.get(url).content.decode()
    part = html[html.index(start) :]
    return one_spaced(Page(f"<p {part[: part.index('</section>')]}"))


@pytest.fixture
def lead(hired: dict[Role, Membership]) -> Client:
    return signed_in(hired[Role.LEAD].user)


@pytest.fixture
def treated(man: Patient) -> Patient:
    """The man everybody knows, with other ends of every goal of his own."""
    his_own(man, e2_lo="16", e2_hi="44", tt_lo="450", ratio_min="12", hct_limit="53")
    return man


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(f"Target 16-44 pg/mL, {OWN}", id="estradiol"),
        pytest.param(f"Target 450-1000 ng/dL, {OWN}", id="testosterone"),
        pytest.param(f"Target at least 12 (ng/dL over pg/mL), {OWN}", id="ratio"),
        pytest.param(f"Target below 53 %, {OWN}", id="hematocrit"),
    ],
)
def test_a_tile_names_whose_target_it_is(told: str, pages: Client, treated: Patient) -> None:
    assert told in words(pages, at("patient", treated))


def test_a_tile_without_a_result_names_whose_target_it_is(pages: Client, clinic: Clinic) -> None:
    fresh = admitted(clinic, None)
    his_own(fresh, e2_lo="16")
    assert f"Target 16-40 pg/mL, {OWN}" in words(pages, at("patient", fresh))


def test_a_tile_tells_the_target_of_the_draw_from_the_one_since(
    pages: Client, man: Patient
) -> None:
    his_own(man, since=TODAY, e2_lo="16")
    told = words(pages, at("patient", man))
    now = "16-40 pg/mL, this patient's own since 22-Nov-2026"
    assert f"Judged by 20-40 pg/mL; the target is now {now}" in told


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(f"target 16–44, {OWN}", id="estradiol"),
        pytest.param(f"target 450–1000, {OWN}", id="testosterone"),
        pytest.param(f"target 12 or more, {OWN}", id="ratio"),
        pytest.param(f"below 53, {OWN}", id="hematocrit"),
    ],
)
def test_a_band_of_the_chart_names_whose_it_is(told: str, pages: Client, treated: Patient) -> None:
    assert told in words(pages, at("patient", treated))


def test_the_outcome_names_whose_target_it_was_judged_by(pages: Client, treated: Patient) -> None:
    told = panel(pages, at("patient", treated), 'id="outcome"')
    assert f"Estradiol in target 16-Nov-2026; target 16-44 pg/mL, {OWN}" in told
    assert "Testosterone at least 450 ng/dL" in told


def test_the_outcome_keeps_the_target_of_the_draws_own_day(pages: Client, man: Patient) -> None:
    his_own(man, since=TODAY, tt_lo="450")
    told = panel(pages, at("patient", man), 'id="outcome"')
    assert "Testosterone at least 500 ng/dL" in told
    assert "own since" not in told


def test_the_panel_of_moved_targets_names_every_one(pages: Client, treated: Patient) -> None:
    told = panel(pages, at("patient", treated), "Not the rule book")
    assert told.count("01-Jun-2025") == len(TargetOverride.objects.get().numbers)


@pytest.mark.parametrize("url", ["/?show=all", "/patients/"])
def test_a_row_of_a_list_names_what_is_moved(url: str, pages: Client, treated: Patient) -> None:
    told = words(pages, url)
    for number in ("moved: 16–44", "moved: 450–1000", "moved: ≥ 12", "moved: limit 53"):
        assert number in told
    assert "usual band 20–40" in told


@pytest.mark.parametrize("url", ["/?show=all", "/patients/"])
def test_a_row_without_moved_targets_says_nothing_of_them(
    url: str, pages: Client, man: Patient
) -> None:
    assert "moved:" not in words(pages, url)


@pytest.mark.parametrize(
    ("topic", "numbers", "told"),
    [
        pytest.param("estradiol", {"e2_lo": "25"}, "25-40 pg/mL", id="estradiol"),
        pytest.param("testosterone", {"tt_lo": "600"}, "600-1000 ng/dL", id="testosterone, at it"),
        pytest.param("hematocrit", {"hct_limit": "50"}, "below 50 %", id="hematocrit"),
    ],
)
def test_the_review_names_whose_target_a_finding_was_judged_by(
    topic: str, numbers: dict[str, Any], told: str, pages: Client, man: Patient
) -> None:
    recorded(man, draw(TODAY, estradiol="24.9", testosterone_total="599", hematocrit="50.0"))
    his_own(man, **numbers)
    assert f"Threshold {told}, {OWN}" in words(pages, at("review", man, f"?topic={topic}"))


@pytest.mark.parametrize(
    "name", ["draw-record", "dexa-record", "symptoms-record", "anastrozole-record"]
)
def test_an_entry_form_shows_no_target_that_could_be_another(
    name: str, pages: Client, treated: Patient
) -> None:
    told = words(pages, at(name, treated))
    assert [number for number in ("16-44", "20-40", "20–40", "500-1000") if number in told] == []


def test_the_targets_page_tells_the_clinics_beside_the_rule_books(
    lead: Client, clinic: Clinic, hired: dict[Role, Membership], man: Patient
) -> None:
    numbers = {"e2_lo": "16", "hct_limit": "53", "hct_near": "51", "followup_days": "30"}
    moved(clinic, hired[Role.LEAD].user, **numbers)
    told = words(lead, "/targets/")
    assert f"below 53 %, {CLINICS}" in told
    assert "20–40 pg/mL" in told
    assert f"16–40 pg/mL, {CLINICS}" in told
    assert f"42 days In this clinic: 30, {CLINICS}" in told
    assert f"51, {CLINICS}" in told
    row = "Estradiol, lower end in pg/mL 20 16 01-Jun-2025, Dr Lead clinician Agreed in June"
    assert f"{row} None 0" in told
    assert "Certainly below 20 pg/mL." in told
    assert "In this clinic Certainly below 16 pg/mL." in told


def test_the_targets_page_counts_laboratories_and_patients(
    lead: Client, clinic: Clinic, man: Patient
) -> None:
    bay = Laboratory.objects.create(clinic=clinic, name="Bay")
    moved(clinic, place=bay, e2_lo="16")
    his_own(man, e2_hi="44")
    his_own(admitted(clinic, None), e2_lo="18", e2_hi="45")
    told = words(lead, "/targets/")
    assert "another for 1 laboratory with its method; another for 2 patients" in told
    lower = "Estradiol, lower end in pg/mL 20 20 Not moved for the whole clinic"
    assert f"{lower} Bay, LC-MS/MS: 16 since 01-Jun-2025 1" in told
    upper = "Estradiol, upper end in pg/mL 40 40 Not moved for the whole clinic"
    assert f"{upper} None 2" in told


def test_the_targets_page_tells_the_row_that_decides(lead: Client, clinic: Clinic) -> None:
    moved(clinic, e2_lo="16")
    later = moved(clinic, since=date(2026, 1, 5), e2_lo="18")
    moved(clinic, since=date(2027, 1, 5), e2_lo="22")
    assert "16–" not in words(lead, "/targets/")
    assert "18–40 pg/mL, the clinic's own since 05-Jan-2026" in words(lead, "/targets/")
    withdraw(later, by=None, today=TODAY, why="Not agreed")
    assert f"16–40 pg/mL, {CLINICS}" in words(lead, "/targets/")


def test_a_number_given_back_is_the_rule_books_again(
    lead: Client, clinic: Clinic, man: Patient
) -> None:
    moved(clinic, e2_lo="16")
    his_own(man, e2_hi="44")
    moved(clinic, since=date(2026, 1, 5), e2_lo=None)
    his_own(man, since=date(2026, 1, 5), e2_hi=None)
    told = words(lead, "/targets/")
    assert "Nothing: every target in force is the rule book's." in told
    assert "In this clinic: " not in told


def test_what_another_clinic_moved_is_not_told(
    lead: Client, other_clinic: Clinic, stranger: Patient
) -> None:
    moved(other_clinic, e2_lo="16")
    his_own(stranger, e2_hi="44")
    assert "Nothing: every target in force is the rule book's." in words(lead, "/targets/")


def test_the_targets_page_of_a_clinic_that_moved_nothing(pages: Client) -> None:
    page = page_of(pages.get("/targets/"))
    assert page.html.count(">The same<") == len(GOALS)
    assert "Move targets of the clinic" not in page.text


def test_the_start_numbers_stand_on_the_targets_page(pages: Client) -> None:
    told = words(pages, "/targets/")
    assert "Adult age 18 years" in told
    assert "Restart within 90 days" in told
