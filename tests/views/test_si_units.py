"""A man's page in SI units: the same judgement, other numbers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditRow, Clinic, Membership
from accounts.roles import Role
from monitoring.charts.points import Band, Bands, Position
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE
from monitoring.pages.units import USUAL, ShownUnits
from monitoring.status.shown import RATIO, ShownValue
from patients.models import Patient
from protocols.models import TargetOverride
from protocols.targets.book import Targets
from tests.conftest import TODAY, draw, recorded, signed_in
from tests.views.page import page_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SI = ShownUnits(is_si=True)


def measured(text: str, marker: str = ESTRADIOL, typed: str = "") -> ShownValue:
    targets = Targets()
    goal = {ESTRADIOL: targets.estradiol, TESTOSTERONE: targets.testosterone}.get(marker)
    sign = text[0] if text[0] in "<>" else ""
    amount = Decimal(text.removeprefix(sign))
    return ShownValue(marker, TODAY, text, amount, sign, Position.NEAR, typed=typed, goal=goal)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(measured("17"), "62", id="estradiol"),
        pytest.param(measured("17", typed="62.4 pmol/L"), "62.4", id="as it was typed"),
        pytest.param(measured("<15"), "<56", id="below a limit"),
        pytest.param(measured("19.99"), "73", id="below the goal"),
        pytest.param(measured("20"), "73.425", id="at the goal"),
        pytest.param(measured("742", TESTOSTERONE), "25.7", id="testosterone"),
        pytest.param(measured("47", HEMATOCRIT), "47", id="hematocrit"),
        pytest.param(measured("9.9", RATIO), "9.9", id="ratio"),
    ],
)
def test_a_value_is_converted_and_stays_on_its_side(value: ShownValue, text: str) -> None:
    (shown,) = SI.values({value.marker: (value,)})[value.marker]
    assert (shown.text, shown.position) == (text, value.position)
    assert USUAL.values({value.marker: (value,)})[value.marker] == (value,)


def test_the_goals_of_the_chart_are_converted_with_the_zone_around_every_value() -> None:
    band = Band("pg/mL", Decimal(20), Decimal(40), zone=(Decimal(20), Decimal(26)))
    others = Band("ng/dL", Decimal(500), Decimal(1000)), Band("", Decimal(10)), Band("%", under=54)
    bands = SI.bands(Bands(band, *others))
    assert bands.estradiol.unit == "pmol/L"
    ends = bands.estradiol.at_least, bands.estradiol.at_most
    assert ends == (
        Decimal("73.4"),
        Decimal("146.8"),
    )
    assert bands.estradiol.zone == (Decimal("73.4"), Decimal("95.5"))
    assert (bands.testosterone.at_least, bands.testosterone.unit) == (Decimal("17.34"), "nmol/L")
    assert (bands.ratio, bands.hematocrit) == others[1:]


def test_the_whole_page_shows_si_units_and_keeps_its_findings(pages: Client, man: Patient) -> None:
    recorded(man, draw(TODAY - timedelta(days=90), estradiol="30", testosterone_total="700"))
    url = reverse("monitoring:patient", args=[man.opaque_id])
    shown = pages.get(f"{url}?u=si&w=1y")
    text = page_of(shown).text
    for words in ("E2 pmol/L", "Testosterone nmol/L", "62", "25.7", "target 73.4–146.8"):
        assert words in text
    assert "17 pg/mL on 16-Nov-2026" in text
    assert 'name="u" value="si"' in shown.content.decode()
    back = page_of(pages.get(url)).text
    assert "E2 pg/mL" in back
    assert "Show SI units" in back


SETTING = "/settings/units/"
PAPERS = ("monitoring:report", "monitoring:patient-copy")


@pytest.fixture
def lead(hired: dict[Role, Membership]) -> Client:
    return signed_in(hired[Role.LEAD].user)


@pytest.fixture
def si_clinic(clinic: Clinic) -> Clinic:
    clinic.shows_si = True
    clinic.save()
    return clinic


def read(pages: Client, man: Patient, name: str = "monitoring:patient", query: str = "") -> str:
    answer = pages.get(reverse(name, args=[man.opaque_id]) + query)
    assert answer.status_code == 200
    return page_of(answer).text


def test_a_lead_makes_si_units_the_clinics_own(
    lead: Client, pages: Client, clinic: Clinic, man: Patient
) -> None:
    form = page_of(lead.get(SETTING)).form_with("seen")
    assert form["units"] == "usual"
    assert lead.post(SETTING, {**form, "units": "si"}).status_code == 302
    assert "E2 pmol/L" in read(pages, man)
    row = AuditRow.objects.get(action="units.chosen")
    assert (row.clinic, row.detail) == (clinic, {"shows_si": True})
    assert page_of(lead.get(SETTING)).form_with("seen")["units"] == "si"


def test_units_left_as_seen_do_not_undo_a_colleagues_choice(lead: Client, clinic: Clinic) -> None:
    form = page_of(lead.get(SETTING)).form_with("seen")
    Clinic.objects.filter(pk=clinic.pk).update(shows_si=True)
    assert lead.post(SETTING, form).status_code == 302
    clinic.refresh_from_db()
    assert clinic.shows_si


def test_the_same_choice_sent_twice_is_one_act(lead: Client, clinic: Clinic) -> None:
    form = {**page_of(lead.get(SETTING)).form_with("seen"), "units": "si"}
    assert [lead.post(SETTING, form).status_code for _ in "ab"] == [302, 302]
    assert AuditRow.objects.filter(action="units.chosen").count() == 1


def test_unknown_units_change_nothing(lead: Client, clinic: Clinic) -> None:
    form = page_of(lead.get(SETTING)).form_with("seen")
    answer = lead.post(SETTING, {**form, "units": "grains"})
    assert answer.status_code == 422
    assert "Choose the units from the list." in page_of(answer).text
    assert not AuditRow.objects.filter(action="units.chosen").exists()


def test_the_clinic_next_door_keeps_its_units(si_clinic: Clinic, pages: Client) -> None:
    other = Clinic.objects.create(slug="next-door", name="Next door")
    assert si_clinic.shows_si
    assert not other.shows_si


@pytest.mark.parametrize(
    ("query", "shown", "offered"),
    [
        pytest.param("", "E2 pmol/L", "Show the targets' units", id="the clinic's"),
        pytest.param("?u=si", "E2 pmol/L", "Show the targets' units", id="asked for"),
        pytest.param("?u=usual", "E2 pg/mL", "Show SI units", id="the others asked for"),
        pytest.param("?u=grains", "E2 pmol/L", "Show the targets' units", id="unknown"),
    ],
)
def test_an_address_goes_before_the_clinics_choice(
    pages: Client, si_clinic: Clinic, man: Patient, query: str, shown: str, offered: str
) -> None:
    text = read(pages, man, query=query)
    assert shown in text
    assert offered in text


def test_what_was_asked_for_is_kept_by_the_time_range_and_the_papers(
    pages: Client, si_clinic: Clinic, man: Patient
) -> None:
    recorded(man, draw(TODAY - timedelta(days=90), estradiol="30"))
    url = reverse("monitoring:patient", args=[man.opaque_id])
    html = pages.get(f"{url}?u=usual").content.decode()
    assert 'name="u" value="usual"' in html
    assert "report/?w=2y&amp;u=usual" in html
    assert "u=" not in pages.get(url).content.decode().partition("report/?")[2].partition('"')[0]


@pytest.mark.parametrize("name", PAPERS)
def test_a_printed_page_shows_values_and_goals_in_the_clinics_units(
    pages: Client, si_clinic: Clinic, man: Patient, name: str
) -> None:
    recorded(man, draw(TODAY - timedelta(days=90), estradiol="30", testosterone_total="700"))
    for words in ("62", "pmol/L", "25.7", "nmol/L", "73.4-146.8 pmol/L", "17.34-34.67 nmol/L"):
        assert words in read(pages, man, name)
    usual = read(pages, man, name, "?u=usual")
    assert "20-40 pg/mL" in usual
    assert "pmol/L" not in usual


def test_a_goal_of_his_own_reads_in_the_same_units_as_his_values(
    pages: Client, si_clinic: Clinic, man: Patient
) -> None:
    moved = TargetOverride(valid_from=TODAY, numbers={"e2_lo": "22"}, why="Agreed")
    recorded(man, (moved, []))
    text = read(pages, man)
    assert "Judged by 73.4-146.8 pmol/L; the target is now 80.8-146.8 pmol/L" in text
