"""Bone scans that come as FHIR: each measure apart, of a place and a scanner that are told."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Clinic
from labs.models import DexaScan, DexaSite
from monitoring.models import Status
from tests.intake.resources import bring, bundle, coded, observation, patient, quantity

HIP_BMD, HIP_T, HIP_Z = "46278-8", "80946-7", "80938-4"
FEMUR_T, SPINE_BMD = "80948-3", "24966-4"
SCANNER = {
    "resourceType": "Device",
    "id": "scanner",
    "manufacturer": "Hologic",
    "modelNumber": "Horizon A",
    "serialNumber": "H-1",
}

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def measure(value: str = "-1.62", loinc: str = HIP_T, unit: str = "1", **more: Any) -> Any:
    """One measure of a scan of the left hip on a known scanner."""
    usual = {
        "id": f"o-{loinc}",
        "effectiveDateTime": "2026-10-05",
        "contained": [SCANNER],
        "device": {"reference": "#scanner"},
        "performer": [{"display": "Quay Imaging"}],
    }
    return observation(value, loinc, unit, **usual | more)


def reason(clinic: Clinic, *measures: Any) -> str:
    """Why the only thing of a file is not taken."""
    report = bring(clinic, bundle(*measures))
    assert not DexaScan.objects.exists()
    return " ".join({each.reason for each in report.rejected})


def test_density_t_and_z_score_of_one_scan(clinic: Clinic) -> None:
    report = bring(
        clinic,
        bundle(measure("0.734", HIP_BMD, "g/cm2"), measure(), measure("0.05", HIP_Z)),
    )
    assert report.rejected == []
    scan, site = DexaScan.objects.get(), DexaSite.objects.get()
    assert (scan.scanned_on.isoformat(), scan.manufacturer) == ("2026-10-05", "Hologic")
    assert (scan.model, scan.device, scan.facility) == ("Horizon A", "H-1", "Quay Imaging")
    assert (site.site, site.side) == ("total_hip", "left")
    found = (site.bmd_g_cm2, site.t_score, site.z_score)
    assert found == (Decimal("0.734"), Decimal("-1.62"), Decimal("0.05"))
    assert [each["done"] for each in report.results] == ["new"] * 3
    assert report.counts.scans_created == 1
    status = Status.objects.select_related("patient").get()
    assert status.judged_version == status.patient.facts_version


def test_the_same_scan_again_and_a_scan_that_says_otherwise(clinic: Clinic) -> None:
    bring(clinic, bundle(measure()))
    again = bring(clinic, bundle(measure()))
    assert ([each["done"] for each in again.results], again.counts.unchanged) == (["duplicate"], 1)
    other = bring(clinic, bundle(measure("-1.7")))
    assert [each.kind for each in other.rejected] == ["conflict"]
    assert DexaSite.objects.get().t_score == Decimal("-1.62")


def test_two_values_of_one_measure_in_one_file(clinic: Clinic) -> None:
    assert "two things" in reason(clinic, measure(), measure("-1.7", id="o-2"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        pytest.param({"valueQuantity": quantity("0.05", "Z-Score", code="1")}, "unit", id="z as t"),
        pytest.param(
            {"code": {"coding": [{**coded(HIP_T)["coding"][0], "display": "Z-score"}]}},
            "two scores",
            id="code and name",
        ),
        pytest.param({"valueQuantity": quantity("-1.62", "g/cm2")}, "unit", id="unit"),
        pytest.param(
            {"valueQuantity": quantity("-1.62", "1", comparator="<")}, "number", id="sign"
        ),
        pytest.param({"valueQuantity": quantity("-1.625", "1")}, "decimals", id="digits"),
        pytest.param({"valueQuantity": quantity("-8.01", "1")}, "recorded", id="impossible"),
        pytest.param({"valueQuantity": quantity("-5.1", "1")}, "unusual", id="unlikely"),
        pytest.param({"code": coded(FEMUR_T)}, "not which part", id="some part of the femur"),
        pytest.param({"bodySite": {"text": "Femoral neck, left"}}, "two places", id="place"),
        pytest.param({"bodySite": {"text": "Total hip, right"}}, "two sides", id="side"),
        pytest.param({"contained": None}, "which scanner", id="no scanner"),
        pytest.param({"device": {"display": "Hologic H-1"}}, "which scanner", id="its name"),
        pytest.param(
            {"contained": [SCANNER | {"manufacturer": "Acme"}]}, "which scanner", id="maker"
        ),
        pytest.param({"status": "preliminary"}, "final", id="preliminary"),
        pytest.param({"status": "entered-in-error"}, "took it back", id="taken back"),
        pytest.param({"status": None}, "without a status", id="no status"),
        pytest.param({"effectiveDateTime": "2026-10"}, "to the day", id="a month"),
        pytest.param({"effectiveDateTime": "2026-11-23"}, "in the future", id="tomorrow"),
        pytest.param({"focus": [{"display": "another"}]}, "focus", id="about another"),
        pytest.param({"subject": {"display": "him"}}, "record number", id="nobody"),
    ],
)  # fmt: skip
def test_what_is_left_to_a_person(clinic: Clinic, changes: Any, said: str) -> None:
    assert said in reason(clinic, measure(**changes))


@pytest.mark.parametrize("value", ["-8", "-5", "0", "4"])
def test_a_score_at_its_bound(clinic: Clinic, value: str) -> None:
    report = bring(clinic, bundle(measure(value)))
    taken = value != "-8"  # possible, and a person would be asked about it
    assert DexaScan.objects.exists() is taken
    assert [each.kind for each in report.rejected] == ([] if taken else ["implausible"])


def test_the_neck_of_the_femur_is_told_by_the_body_site(clinic: Clinic) -> None:
    bring(clinic, bundle(measure(loinc=FEMUR_T, bodySite={"text": "Femoral neck, left"})))
    site = DexaSite.objects.get()
    assert (site.site, site.side, site.t_score) == ("femoral_neck", "left", Decimal("-1.62"))


def test_the_same_number_of_a_man_born_another_day(clinic: Clinic) -> None:
    bring(clinic, bundle(measure()))
    report = bring(
        clinic, bundle(measure(effectiveDateTime="2026-10-06"), man=patient(birthDate="1971-03-01"))
    )
    assert [each.kind for each in report.rejected] == ["unknown_patient"]
    assert DexaScan.objects.count() == 1
