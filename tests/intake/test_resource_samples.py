"""Resources that others published: what they hold was read off by eye."""

from __future__ import annotations

from collections import Counter

import pytest

from accounts.models import Clinic
from exchange.intake.importing import Order, ReceivedFile, import_files
from exchange.intake.report import Report
from exchange.models import ImportedFile
from labs.models import Result
from patients.models import PatientDetails
from tests.intake.messages import TODAY, kinds, standing
from tests.structure.source import ROOT

SAMPLES = ROOT.parent / "shared/samples/fhir"

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample resources are not here"),
]


def bring(clinic: Clinic, name: str) -> Report:
    file = ReceivedFile(name, (SAMPLES / name).read_bytes())
    return import_files([file], Order(clinic, TODAY, create_patients=True))


@pytest.mark.parametrize(
    ("name", "number", "values"),
    [
        ("carebundle-mixed-11-0000.json", "17E3B865", ["16.7 g/dL", "48.9 %", "215 mg/dL"]),
        ("carebundle-mixed-11-0001.json", "B42B4C42", ["14.7 g/dL", "44.3 %", "166 mg/dL"]),
        ("carebundle-mixed-11-0002.json", "E0CD329B", ["16.1 g/dL", "48.3 %", "195 mg/dL"]),
    ],
)
def test_counts_of_blood_and_lipids(
    clinic: Clinic, name: str, number: str, values: list[str]
) -> None:
    report = bring(clinic, name)
    stands = {analyte: value for (_day, analyte), value in standing().items()}
    told = [stands[each] for each in ("hemoglobin", "hematocrit", "total_cholesterol")]
    assert (told, len(stands), {day for day, _ in standing()}) == (values, 6, {"2026-01-01"})
    assert PatientDetails.objects.get().record_number == number
    assert Counter(kinds(report))["unknown_code"] == 3
    assert set(kinds(report)) == {"unknown_code", "not_a_result"}


@pytest.mark.parametrize(
    ("name", "number", "taken", "social"),
    [
        ("pysynthea-male-1956-living.json", "5926103", 26, b"999-75-4227"),
        ("pysynthea-male-1949-deceased-2015-nonascii.json", "2911557", 24, b"999-59-5943"),
    ],
)
def test_a_whole_life(clinic: Clinic, name: str, number: str, taken: int, social: bytes) -> None:
    report = bring(clinic, name)
    assert report.counts.results_created == taken
    assert PatientDetails.objects.get().record_number == number
    assert Counter(each.kind for each in report.rejected)["not_a_result"] == 8
    stored = bytes(ImportedFile.objects.get().content)
    assert social in (SAMPLES / name).read_bytes()
    assert social not in stored
    assert social.decode() not in str(report.by_file())
    assert bring(clinic, name).counts.results_created == 0


def test_values_of_seventeen_digits(clinic: Clinic) -> None:
    bring(clinic, "pysynthea-male-1956-living.json")
    first = Result.objects.filter(analyte="hemoglobin").order_by("draw__collected_on").first()
    assert first is not None
    assert (first.number, first.unit) == ("13.174440901682754", "g/dL")
    assert first.reference_range == "13.5 - 17.5 g/dL"


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("us-core-observation-cbc-hematocrit.json", "unknown_patient", "record number"),
        ("us-core-observation-cbc-hemoglobin.json", "unknown_patient", "record number"),
        ("us-core-dxa-femur-l-armass-bmd.json", "not_a_result", "says femur"),
        ("us-core-dxa-femur-l-t-score-bmd.json", "not_a_result", "says femur"),
        ("us-core-dxa-femur-l-z-score-bmd.json", "not_a_result", "says femur"),
        ("us-core-DiagnosticReport-bone-density-report.json", "not_a_result", "names 6 results"),
        ("us-core-diagnosticreport-cbc.json", "not_a_result", "names 8 results"),
        ("us-core-medicationrequest-coded-oral-axid.json", "not_a_result", "is no drug"),
        ("us-core-patient-example.json", "not_a_result", "holds no result"),
    ],
)
def test_what_cannot_be_taken_is_named(clinic: Clinic, name: str, kind: str, words: str) -> None:
    report = bring(clinic, name)
    assert set(kinds(report)) == {kind}
    assert words in report.rejected[0].reason
    assert not PatientDetails.objects.exists()


def test_the_hematocrit_that_waits_is_told_as_sent(clinic: Clinic) -> None:
    listed = bring(clinic, "us-core-observation-cbc-hematocrit.json").as_json()["rejected"]
    fields = ("analyte", "code", "value", "unit", "status", "collected")
    assert {tuple(each[field] for field in fields) for each in listed} == {
        ("hematocrit", "4544-3", "43", "%", "final", "2005-07-05")
    }
