"""Results that come as HL7 v2 messages: what is taken, and what waits for a person."""

from __future__ import annotations

from datetime import time

import pytest

from accounts.long_values import SHORTEST_PART
from accounts.models import Clinic
from exchange.intake.importing import Order, ReceivedFile, import_files
from exchange.models import ImportedFile, ReceivedResult
from labs.models import Draw, Method, Result
from patients.models import PatientDetails
from tests.intake.messages import (
    ESTRADIOL,
    HEMATOCRIT,
    PID,
    TESTOSTERONE,
    TODAY,
    Obx,
    bring,
    done,
    kinds,
    message,
    standing,
)

pytestmark = pytest.mark.both_databases

E2 = ("2026-11-16", "estradiol")


def test_a_message_becomes_a_draw(clinic: Clinic) -> None:
    hct = Obx("47.1", HEMATOCRIT, "%")
    report = bring(clinic, message(Obx(), Obx("620", TESTOSTERONE, "ng/dL"), hct))
    assert standing() == {
        E2: "31 pg/mL",
        ("2026-11-16", "testosterone_total"): "620 ng/dL",
        ("2026-11-16", "hematocrit"): "47.1 %",
    }
    draw = Draw.objects.get()
    assert (draw.collected_at, str(draw.laboratory)) == (time(8, 10), "Quay Laboratory")
    assert draw.reason.startswith("Imported from lab.hl7; message M1: ")
    assert (done(report), report.rejected) == (["new"] * 3, [])


def test_the_report_says_what_was_sent_and_what_it_means(clinic: Clinic) -> None:
    report = bring(clinic, message(Obx("147", ESTRADIOL, "pmol/L")))
    assert report.results == [
        {
            "file": "lab.hl7", "row": 4, "place": "message 1 (M1), OBX 1", "message": "M1",
            "record_number": "007", "analyte": "estradiol", "code": "2243-4",
            "code_text": "what it is called", "comparator": "", "value": "147", "unit": "pmol/L",
            "status": "final", "placer": "P-1", "filler": "F-1",
            "collected": "2026-11-16T08:10:00", "canonical_value": "40.041036",
            "canonical_unit": "pg/mL", "done": "new",
        }
    ]  # fmt: skip
    (opened,) = report.by_file()["files"]
    assert (opened["messages"], opened["patients"], opened["encoding"]) == (1, 1, "utf-8")
    assert opened["results"] == report.results


@pytest.mark.parametrize(
    ("obx", "kind"),
    [
        pytest.param(Obx("3.1", unit="ng/dL"), "unknown_unit", id="estradiol in ng/dL"),
        pytest.param(Obx(unit=""), "unknown_unit", id="no unit"),
        pytest.param(Obx("12.5", "718-7", "g/mL"), "unknown_unit", id="a unit of another size"),
        pytest.param(Obx("0.47", HEMATOCRIT, "%"), "implausible", id="fraction called percent"),
        pytest.param(Obx("2001"), "implausible", id="beyond a hard limit"),
        pytest.param(Obx(code="HCT", unit="%"), "unknown_code", id="no LOINC code called LN"),
        pytest.param(Obx(system=""), "unknown_code", id="no coding system"),
        pytest.param(Obx(code="3676", system="L"), "unknown_code", id="local code"),
        pytest.param(Obx(code="2345-7"), "unknown_code", id="another analyte"),
        pytest.param(Obx("1,012", TESTOSTERONE, "ng/dL"), "not_a_result", id="comma of thousands"),
        pytest.param(Obx("^100^-^200", kind="SN"), "not_a_result", id="range"),
        pytest.param(Obx("^1^:^128", kind="SN"), "not_a_result", id="ratio"),
        pytest.param(Obx("> OR = 5.4", kind="ST"), "not_a_result", id="at least"),
        pytest.param(Obx("31~32"), "not_a_result", id="two values"),
        pytest.param(Obx("quantity not sufficient", kind="TX"), "not_a_result", id="words"),
        pytest.param(Obx("26^not seen^SCT", kind="CWE"), "not_a_result", id="coded"),
        pytest.param(Obx('""'), "not_a_result", id="null"),
        pytest.param(Obx(kind=""), "not_a_result", id="no type"),
        pytest.param(Obx("", status="I"), "not_a_result", id="pending"),
        pytest.param(Obx(status=""), "malformed", id="no status"),
        pytest.param(Obx(status="Q"), "malformed", id="unknown status"),
    ],
)
def test_what_cannot_be_read_is_listed_and_not_recorded(
    clinic: Clinic, obx: Obx, kind: str
) -> None:
    report = bring(clinic, message(obx, Obx("620", TESTOSTERONE, "ng/dL", at="20261116")))
    assert set(standing()) - {E2} <= {("2026-11-16", "testosterone_total")}
    (rejected,) = report.as_json()["rejected"]
    assert (rejected["kind"], rejected["row"]) == (kind, 4)
    assert rejected["place"] == "message 1 (M1), OBX 1"
    assert rejected["unit"] == obx.unit
    assert E2 not in standing()


@pytest.mark.parametrize(
    ("obx", "stands"),
    [
        pytest.param(Obx("<^5.0", kind="SN"), "<5.0 pg/mL", id="structured"),
        pytest.param(Obx("^31", kind="SN"), "31 pg/mL", id="structured without sign"),
        pytest.param(Obx("+31"), "31 pg/mL", id="plus sign"),
        pytest.param(Obx("31."), "31 pg/mL", id="point that nothing follows"),
        pytest.param(Obx("<5.0", kind="ST"), "<5.0 pg/mL", id="text"),
        pytest.param(Obx("31.4 H", kind="ST"), "31.4 H pg/mL", id="glued mark"),
        pytest.param(Obx("31 pg/mL", kind="TX", unit=""), "31 pg/mL pg/mL", id="unit in text"),
        pytest.param(Obx("^<5", kind="CWE"), "<5 pg/mL", id="coded without a code"),
        pytest.param(Obx(unit="pg/mL^^UCUM"), "31 pg/mL", id="unit with its system"),
        pytest.param(Obx(unit="PG/ML"), "31 pg/mL", id="unit in capitals"),
        pytest.param(Obx(unit="pg.ml-1"), "31 pg/mL", id="unit with exponents"),
        pytest.param(Obx("110", unit="pmol/L"), "110 pmol/L", id="other unit"),
        pytest.param(Obx(system="2.16.840.1.113883.6.1"), "31 pg/mL", id="LOINC by number"),
    ],
)  # fmt: skip
def test_every_way_to_send_a_value(clinic: Clinic, obx: Obx, stands: str) -> None:
    bring(clinic, message(obx))
    assert standing() == {E2: stands}


def test_the_second_code_counts_where_the_first_is_the_laboratorys_own(clinic: Clinic) -> None:
    coded = message(Obx()).replace("2243-4^what it is called^LN", "E2^Oestradiol^L^2243-4^E2^LN")
    bring(clinic, coded)
    assert standing() == {E2: "31 pg/mL"}


def test_a_third_code_counts_as_the_second_does(clinic: Clinic) -> None:
    three = "E2^Oestradiol^L^Q7^E2^99QUAY^^^^2243-4^E2^LN"
    bring(clinic, message(Obx()).replace("2243-4^what it is called^LN", three))
    assert standing() == {E2: "31 pg/mL"}


def test_two_codes_of_different_meaning_are_no_code(clinic: Clinic) -> None:
    coded = message(Obx()).replace("^what it is called^LN", "^E2^LN^2986-8^T^LN")
    assert kinds(bring(clinic, coded)) == ["unknown_code"]


def test_a_code_that_names_the_assay_says_how_it_was_measured(clinic: Clinic) -> None:
    bring(clinic, message(Obx(code="83096-8"), Obx("620", TESTOSTERONE, "ng/dL")))
    methods = {each.analyte: each.method for each in Result.objects.all()}
    assert methods == {"estradiol": Method.IMMUNOASSAY, "testosterone_total": Method.UNKNOWN}


def test_an_unlikely_value_is_taken_and_listed(clinic: Clinic) -> None:
    report = bring(clinic, message(Obx("28.2", TESTOSTERONE, "ng/dL")))
    (open_value,) = report.counts.to_confirm
    assert "often a value in nmol/L" in open_value.reason


@pytest.mark.parametrize(
    "pid",
    [
        pytest.param("PID|1||||Adler^Bert||19700301|M", id="no number"),
        pytest.param("PID|1||007^^^HARBOR^AN||Adler^Bert||19700301|M", id="account number"),
        pytest.param("PID|1||7^^^A^MR~8^^^B^MR||Adler^Bert||19700301", id="two record numbers"),
        pytest.param("PID|1||007^^^HARBOR^MR||Adler^Bert|||M", id="no birth date"),
        pytest.param('PID|1||007^^^HARBOR^MR||Adler^Bert||""|M', id="birth date null"),
        pytest.param("PID|1||007^^^HARBOR^MR||Adler^Bert||1970|M", id="year of birth only"),
        pytest.param("PID|1||007^^^HARBOR^MR||Adler^Bert||19700302|M", id="another birth date"),
        pytest.param("PID|1||007^^^HARBOR^MR||Bauer^Bert||19700301|M", id="another name"),
        pytest.param("PID|1||007^^^ELSEWHERE^MR||Adler^Bert||19700301|M", id="another authority"),
        pytest.param("PID|1||008^^^HARBOR^MR||Adler^Bert||19700301|M", id="another number"),
        pytest.param("PID|1||007^^^HARBOR^MR||Adler^Berta||19700301|F", id="a woman"),
    ],
)
def test_a_man_is_never_guessed(clinic: Clinic, pid: str) -> None:
    bring(clinic, message(Obx()))
    later = message(Obx("50"), pid=pid, order="P-2|F-2", collected="20261118")
    report = bring(clinic, later, create_patients=False)
    assert kinds(report) == ["unknown_patient"]
    assert standing() == {E2: "31 pg/mL"}


def test_a_woman_is_not_registered_as_a_man(clinic: Clinic) -> None:
    pid = "PID|1||009^^^HARBOR^MR||Adler^Berta||19700301|F"
    assert kinds(bring(clinic, message(Obx(), pid=pid))) == ["unknown_patient"]
    assert standing() == {}


def test_whose_numbers_count_can_be_said(clinic: Clinic) -> None:
    pid = PID.replace("007^^^HARBOR^MR", "12^^^OTHER^MR~007^^^HARBOR^MR")
    assert kinds(bring(clinic, message(Obx(), pid=pid))) == ["unknown_patient"]
    assert kinds(bring(clinic, message(Obx(), pid=pid), authorities=("harbor",))) == []
    assert PatientDetails.objects.get().record_number == "007"


def test_two_authorities_for_one_number_in_one_file(clinic: Clinic) -> None:
    other = message(Obx(), pid=PID.replace("HARBOR", "OTHER"), order="P-2|F-2")
    assert kinds(bring(clinic, message(Obx()), other)) == ["unknown_patient"] * 2


def test_a_man_of_another_clinic_is_not_known(clinic: Clinic, neighbour: Clinic) -> None:
    bring(neighbour, message(Obx()))
    report = bring(clinic, message(Obx("50")), create_patients=False)
    assert kinds(report) == ["unknown_patient"]


def test_a_message_without_a_known_day_of_the_draw(clinic: Clinic) -> None:
    report = bring(clinic, message(Obx(), collected=""))
    assert kinds(report) == ["malformed"]
    assert "when blood was drawn" in report.rejected[0].reason


def test_the_day_of_the_order_counts_before_that_of_the_analysis(clinic: Clinic) -> None:
    bring(clinic, message(Obx(at="20261118"), Obx("620", TESTOSTERONE, "ng/dL", at="20261119")))
    assert {day for day, _ in standing()} == {"2026-11-16"}


def test_two_men_in_one_message(clinic: Clinic) -> None:
    first, second = message(Obx()), message(Obx("44"), pid=PID.replace("007", "008"))
    both = first + second.split("\r", 1)[1]
    report = bring(clinic, both)
    drawn = {each.draw.patient.patientdetails_versions.get().record_number: each.typed
             for each in Result.objects.all()}  # fmt: skip
    assert drawn == {"007": "31", "008": "44"}
    assert report.files[0].patients == 2


def test_the_same_file_twice_changes_nothing(clinic: Clinic) -> None:
    text = message(Obx(), Obx("620", TESTOSTERONE, "ng/dL"))
    bring(clinic, text)
    before = [*Draw.objects.values_list(), *ReceivedResult.objects.values_list()]
    again = bring(clinic, text)
    assert [*Draw.objects.values_list(), *ReceivedResult.objects.values_list()] == before
    assert (done(again), again.counts.unchanged) == (["duplicate"] * 2, 2)


def test_a_result_leads_to_its_message(clinic: Clinic) -> None:
    bring(clinic, message(Obx()))
    received = ReceivedResult.objects.get()
    assert received.draw == Draw.objects.get().document
    assert (received.placer, received.filler, received.message) == ("P-1", "F-1", "M1")
    assert b"MSH|" in bytes(received.file.content)


def test_a_long_file_is_kept_byte_by_byte(clinic: Clinic) -> None:
    noted = "".join(f"NTE|1||{number} % of \\ and '\\377'\r" for number in range(50_000))
    content = f"{message(Obx())}{noted}".encode()
    assert len(content) > SHORTEST_PART
    bring(clinic, content)
    assert bytes(ImportedFile.objects.get().content) == content


def test_a_social_security_number_is_kept_nowhere(clinic: Clinic) -> None:
    pid = "PID|1||007^^^HARBOR^MR~123-45-6789^^^SSA^SS||Adler^Bert||19700301|M|||||||||||123456789"
    report = bring(clinic, message(Obx(), pid=pid))
    kept = bytes(ImportedFile.objects.get().content)
    assert b"123456789" not in kept
    assert b"123-45-6789" not in kept
    assert "6789" not in str(report.as_json())
    assert standing() == {E2: "31 pg/mL"}


def test_a_social_security_number_as_record_number_names_nobody(clinic: Clinic) -> None:
    pid = "PID|1||123456789^^^HARBOR^MR||Adler^Bert||19700301|M|||||||||||123-45-6789"
    report = bring(clinic, message(Obx(), pid=pid))
    assert kinds(report) == ["unknown_patient"]
    assert "6789" not in str(report.as_json())


def test_all_or_nothing_where_it_is_asked_for(clinic: Clinic) -> None:
    report = bring(clinic, message(Obx(), Obx(code="X")), accept="all-or-nothing")
    assert not Draw.objects.exists()
    assert done(report) == ["not taken"]


def test_a_dry_run_writes_nothing(clinic: Clinic) -> None:
    dry = bring(clinic, message(Obx()), dry_run=True)
    assert (done(dry), standing(), ImportedFile.objects.count()) == (["new"], {}, 0)


def test_a_run_that_fails_half_way_leaves_nothing(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("exchange.intake.batches.write_received", fail)
    with pytest.raises(RuntimeError):
        bring(clinic, message(Obx()))
    assert (standing(), PatientDetails.objects.count(), ImportedFile.objects.count()) == ({}, 0, 0)


def test_men_who_are_new_are_registered_only_where_it_is_allowed(clinic: Clinic) -> None:
    assert kinds(bring(clinic, message(Obx()), create_patients=False)) == ["unknown_patient"]
    bring(clinic, message(Obx()))
    details = PatientDetails.objects.get()
    assert (details.record_number, details.family_name, details.given_name) == (
        "007", "Adler", "Bert"
    )  # fmt: skip


def test_two_files_of_one_name_are_told_apart(clinic: Clinic) -> None:
    other = message(Obx("44"), order="P-2|F-2", collected="20261118")
    files = [ReceivedFile("lab.hl7", each.encode()) for each in (message(Obx()), other)]
    report = import_files(files, Order(clinic, TODAY, create_patients=True))
    assert [each["file"] for each in report.results] == ["lab.hl7", "lab.hl7 (2)"]


def test_a_damaged_message_is_listed_by_its_place(clinic: Clinic) -> None:
    report = bring(clinic, message(Obx()), "MSH|^~\r")
    (rejected,) = report.as_json()["rejected"]
    assert (rejected["place"], rejected["row"], rejected["kind"]) == ("message 2", 5, "malformed")
    assert standing() == {E2: "31 pg/mL"}
