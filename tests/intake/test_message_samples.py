"""Messages that real systems published: what they hold was read off by eye."""

from __future__ import annotations

import pytest

from accounts.models import Clinic
from exchange.intake.importing import Order, ReceivedFile, import_files
from exchange.intake.report import Report
from exchange.models import ImportedFile
from tests.intake.messages import TODAY, done, kinds, standing
from tests.structure.source import ROOT

SAMPLES = ROOT.parent / "shared/samples/hl7v2"

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.skipif(not SAMPLES.is_dir(), reason="the sample messages are not here"),
]


def bring(clinic: Clinic, name: str) -> Report:
    file = ReceivedFile(name, (SAMPLES / name).read_bytes())
    return import_files([file], Order(clinic, TODAY, create_patients=True))


@pytest.mark.parametrize(
    "name",
    [
        "co-batch-single.hl7", "co-crlf.hl7", "co-custom-delimiters.hl7",
        "co-embedded-delimiters.hl7", "co-lf.hl7", "co-mixed-endings.hl7", "co-unicode-names.hl7",
    ],
)  # fmt: skip
def test_messages_without_results_are_named(clinic: Clinic, name: str) -> None:
    report = bring(clinic, name)
    assert set(kinds(report)) == {"not_a_result"}
    assert len(report.rejected) == report.files[0].messages
    assert all("of type ADT^A0" in each.reason for each in report.rejected)


def test_a_batch_with_a_damaged_message_in_the_middle(clinic: Clinic) -> None:
    report = bring(clinic, "co-batch-malformed-mid.hl7")
    assert report.files[0].messages == 3
    assert [(each.row, each.kind) for each in report.rejected] == [
        (2, "not_a_result"), (6, "malformed"), (7, "not_a_result")
    ]  # fmt: skip


def test_a_header_that_does_not_name_its_signs(clinic: Clinic) -> None:
    assert kinds(bring(clinic, "co-invalid-encoding-chars.hl7")) == ["malformed"]


def test_a_file_without_a_header(clinic: Clinic) -> None:
    report = bring(clinic, "co-no-msh.hl7")
    assert "holds no HL7 message" in report.unusable[0].reason


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        pytest.param(
            "co-obx-result-notes.hl7",
            [(5, "GLU", "", "120", "mg/dL"), (8, "K", "", "4.2", "mmol/L")],
            id="notes between the results",
        ),
        pytest.param(
            "co-oru-r01-lab.hl7",
            [
                (4, "WBC", "", "7.5", "10*3/uL"),
                (5, "HGB", "", "14.2", "g/dL"),
                (6, "HCT", "", "42.1", "%"),
            ],
            id="names that are called LOINC codes",
        ),
        pytest.param(
            "co-oru-sn-results.hl7",
            [
                (4, "TSH", ">", "90", "mIU/L"),
                (5, "GLU", "", "", "mg/dL"),
                (6, "ABT", "", "", ""),
            ],
            id="structured values",
        ),
        pytest.param("co-tz-offset.hl7", [(4, "GLU", "", "95", "mg/dL")], id="offsets"),
        pytest.param(
            "co-vendor-generic-lab.hl7",
            [(4, "CHOL", "", "190", "mg/dL"), (5, "LDL", "", "110", "mg/dL")],
            id="no coding system",
        ),
        pytest.param("nh-nist-elr-case2.hl7", [(6, "10368-9", "", "50", "ug/dL")], id="lead"),
    ],
)
def test_codes_that_are_not_known_wait_with_what_was_sent(
    clinic: Clinic, name: str, sent: list[tuple[object, ...]]
) -> None:
    report = bring(clinic, name)
    assert set(kinds(report)) == {"unknown_code"}
    listed = report.as_json()["rejected"]
    fields = ("row", "code", "comparator", "value", "unit")
    assert [tuple(each[field] for field in fields) for each in listed] == sent
    assert standing() == {}


def test_free_text_with_an_escape_nobody_knows(clinic: Clinic) -> None:
    (rejected,) = bring(clinic, "co-unknown-escapes.hl7").as_json()["rejected"]
    assert rejected["value"] == "Some text with \\Z99\\ embedded"


def test_an_order_that_came_without_results(clinic: Clinic) -> None:
    (rejected,) = bring(clinic, "nh-athena-oru.hl7").rejected
    assert (rejected.row, rejected.kind) == (5, "not_a_result")
    assert "AMYLASE" in rejected.reason


def test_a_preliminary_count_of_blood(clinic: Clinic) -> None:
    report = bring(clinic, "ms-lab-oru-1-preliminary.hl7")
    (result,) = report.results
    assert {name: result[name] for name in ("analyte", "value", "unit", "status")} == {
        "analyte": "hematocrit", "value": "40.1", "unit": "%", "status": "preliminary"
    }  # fmt: skip
    assert (result["placer"], result["filler"]) == ("88502218", "82503246")
    assert result["collected"] == "2014-10-06T05:35:00+07:00"
    assert standing() == {("2014-10-06", "hematocrit"): "40.1 %"}
    assert len(report.rejected) == 9
    assert report.files[0].encoding == "utf-8-sig"


def test_its_social_security_number_is_kept_nowhere(clinic: Clinic) -> None:
    report = bring(clinic, "ms-lab-oru-1-preliminary.hl7")
    content = bytes(ImportedFile.objects.get().content)
    assert b"123121234" in (SAMPLES / "ms-lab-oru-1-preliminary.hl7").read_bytes()
    assert b"123121234" not in content
    assert "123121234" not in str(report.by_file())


def test_a_full_count_of_blood(clinic: Clinic) -> None:
    report = bring(clinic, "ms-lri-cbc-ng.hl7")
    (result,) = report.results
    assert (result["analyte"], result["value"], result["canonical_value"]) == (
        "hematocrit", "41", "41"
    )  # fmt: skip
    assert (result["placer"], result["filler"]) == ("ORD666555", "R-991133")
    assert result["collected"] == "2011-01-03T14:34:28-08:00"
    assert done(report) == ["new"]
    # Hemoglobin came as 12.5 g/mL, a thousand times too much: a unit nobody reads as g/dL.
    hemoglobin = next(each for each in report.as_json()["rejected"] if each["code"] == "718-7")
    assert (hemoglobin["kind"], hemoglobin["value"]) == ("unknown_unit", "12.5")
    assert (report.rows, len(report.rejected)) == (28, 27)
