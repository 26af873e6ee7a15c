"""Treatment, bone density and symptoms of one man: what each page says, and to whom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Clinic, Membership, User
from accounts.roles import Role
from labs.models import DexaScan, DexaSite
from patients.models import Patient, SymptomReport
from tests.conftest import admitted, anastrozole, cypionate, draw, recorded, signed_in
from tests.views.page import page_of
from tests.views.test_counts import counted

pytestmark = pytest.mark.django_db

BEFORE, AFTER = date(2024, 6, 3), date(2026, 6, 1)


def scan(on: date, bmd: str, device: str = "H-1", **site: str) -> tuple[DexaScan, list[DexaSite]]:
    """The lumbar spine, by default with the facility's own least significant change."""
    measured = {"lsc_g_cm2": "0.030", "t_score": "-1.1", "z_score": "-0.4", **site}
    numbers = {name: Decimal(value) for name, value in measured.items()}
    spine = DexaSite(site="lumbar_spine", bmd_g_cm2=Decimal(bmd), **numbers)
    return DexaScan(scanned_on=on, manufacturer="Hologic", device=device), [spine]


def asked(on: date, note: str = "", **severities: int) -> tuple[SymptomReport, list[DexaSite]]:
    return SymptomReport(reported_on=on, severities=severities, note=note), []


def shown(client: Client, page: str, man: Patient) -> str:
    answer = client.get(reverse(f"monitoring:{page}", args=[man.opaque_id]))
    assert answer.status_code == 200
    return page_of(answer).text


def test_the_treatment_says_what_since_when_and_why(
    pages: Client, man: Patient, clinician: User
) -> None:
    step = anastrozole(
        date(2026, 9, 1),
        "change",
        dose_mg=Decimal("0.5"),
        per_week=Decimal(1),
        reason_code="e2_low",
        note="Joints better.",
    )
    recorded(man, step, anastrozole(date(2026, 10, 5), "hold", reason_code="side_effect"))
    said = shown(pages, "protocol", man)
    for words in (
        "Anastrozole paused since 05-Oct-2026",
        "cypionate, 100 mg every 7 days since 06-Jan-2025",
        "0.5 mg once a week 0.5 mg a week Estradiol low. Joints better",
        "08-Dec-2025 Anastrozole Start 0.25 mg twice a week 0.5 mg a week Beside testosterone",
    ):
        assert words in said
    assert said.index("05-Oct-2026 Anastrozole Hold") < said.index("01-Sep-2026 Anastrozole Change")


def test_the_drawing_of_the_dose_begins_with_the_first_one(pages: Client, man: Patient) -> None:
    answer = pages.get(reverse("monitoring:protocol", args=[man.opaque_id]))
    assert "Weekly anastrozole dose in mg since" in answer.context["drawing"]


def test_a_man_without_treatment_has_a_page_that_says_so(
    pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = admitted(clinic, clinician)
    assert "He takes nothing that is on record here." in shown(pages, "protocol", man)
    assert "No treatment yet" in shown(pages, "protocol", man)
    assert "No scan yet" in shown(pages, "bone-density", man)
    assert "Not asked yet" in shown(pages, "symptoms", man)


@pytest.mark.parametrize(
    ("bmd", "said"),
    [
        pytest.param("0.970", "−0.03 (−3 %): lost (LSC 0.03)", id="exactly the least change"),
        pytest.param("0.971", "−0.029 (−2.9 %): too small to tell (LSC 0.03)", id="less"),
        pytest.param("1.029", "+0.029 (2.9 %): too small to tell (LSC 0.03)", id="a little more"),
        pytest.param("1.030", "+0.03 (3 %): gained (LSC 0.03)", id="gained"),
    ],
)
def test_a_change_of_density_counts_from_the_least_significant_one_on(
    bmd: str, said: str, pages: Client, man: Patient
) -> None:
    recorded(man, scan(BEFORE, "1.000"), scan(AFTER, bmd))
    page = shown(pages, "bone-density", man)
    assert said in page
    assert page.count("Nothing to compare with") == 1


def test_scans_of_two_devices_are_neither_compared_nor_joined(pages: Client, man: Patient) -> None:
    recorded(man, scan(BEFORE, "1.000"), scan(AFTER, "0.900", device="H-2"))
    answer = pages.get(reverse("monitoring:bone-density", args=[man.opaque_id]))
    assert page_of(answer).text.count("Nothing to compare with") == 2
    [site] = answer.context["sites"]
    assert 'class="course' not in site["drawing"].split("</desc>")[1]
    assert site["too_small"] is None


def test_of_two_scans_of_one_device_the_line_is_drawn(pages: Client, man: Patient) -> None:
    recorded(man, scan(BEFORE, "1.000"), scan(AFTER, "0.900"))
    [site] = pages.get(reverse("monitoring:bone-density", args=[man.opaque_id])).context["sites"]
    assert 'class="course"' in site["drawing"].split("</desc>")[1]
    assert site["too_small"].since == BEFORE


@pytest.mark.parametrize(
    ("born", "first", "says"),
    [
        pytest.param(date(1976, 11, 23), "Z-score T-score", True, id="a day under 50"),
        pytest.param(date(1976, 11, 22), "T-score Z-score", False, id="50 today"),
    ],
)
def test_under_50_the_z_score_leads(
    born: date, first: str, says: bool, pages: Client, clinic: Clinic, clinician: User
) -> None:
    man = admitted(clinic, clinician, born_on=born)
    recorded(man, scan(BEFORE, "1.000"))
    page = shown(pages, "bone-density", man)
    assert first in page
    assert ("nothing is diagnosed from density alone" in page) == says
    assert "osteopenia" not in page.lower()


def test_the_next_scan_has_its_reason_and_a_way_to_an_earlier_one(
    pages: Client, man: Patient
) -> None:
    page = page_of(pages.get(reverse("monitoring:bone-density", args=[man.opaque_id])))
    assert "DEXA scan" in page.text
    assert reverse("monitoring:due-date", args=[man.opaque_id]) in page.html


def test_symptoms_stand_beside_dose_and_estradiol_of_their_day(pages: Client, man: Patient) -> None:
    recorded(
        man,
        asked(date(2025, 12, 1), "Since summer", breast_tenderness=2),
        asked(date(2026, 11, 16), joint_pain=1, low_libido=3),
        asked(date(2025, 11, 1)),
    )
    said = shown(pages, "symptoms", man)
    newest = said.index("16-Nov-2026 0.25 mg twice a week, 0.5 mg a week 17")
    assert "Joint pain (mild), Low libido (severe)" in said[newest:]
    older = said.index("01-Dec-2025 Not yet 58")
    assert "Breast tenderness (moderate) None Since summer" in said[older:]
    assert said.index("01-Nov-2025 Not yet – – None None") > older > newest


def test_whoever_types_results_sees_the_record_and_no_judgement(
    man: Patient, hired: dict[Role, Membership]
) -> None:
    recorded(man, scan(BEFORE, "1.000"), asked(AFTER, joint_pain=1))
    client = signed_in(hired[Role.LAB_ENTRY].user)
    assert "1 –" not in shown(client, "bone-density", man)
    for page in ("bone-density", "symptoms", "protocol"):
        said = shown(client, page, man)
        assert "Past year" not in said
        assert "at steady state" not in said


@pytest.mark.parametrize("page", ["protocol", "bone-density", "symptoms"])
def test_a_page_costs_the_same_for_a_short_and_a_long_course(
    page: str, pages: Client, clinic: Clinic, clinician: User
) -> None:
    costs = []
    for many in (2, 12):
        man = admitted(clinic, clinician)
        months = [date(2025, 1 + month, 6) for month in range(many)]
        changes = [
            anastrozole(on, "change", dose_mg=Decimal("0.5"), per_week=Decimal(1 + on.month % 2))
            for on in months
        ]
        recorded(
            man,
            cypionate(date(2024, 1, 1)),
            anastrozole(date(2024, 2, 1)),
            *changes,
            *(draw(on, estradiol="24", testosterone_total="700") for on in months),
            *(scan(on, "1.000") for on in months),
            *(asked(on, joint_pain=1) for on in months),
            by=clinician,
        )
        url = reverse(f"monitoring:{page}", args=[man.opaque_id])
        costs.append(counted(pages, "get", url)["SELECT"])
    assert costs[0] == costs[1]
    assert costs[0] <= 18
