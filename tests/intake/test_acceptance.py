"""All or nothing, valid rows, dry run: what is written when something is rejected."""

import json

import pytest

from accounts.models import AuditRow, Clinic
from exchange.intake.importing import Order, ReceivedFile, import_files
from exchange.mapping.reading import read_mapping
from exchange.models import ImportedFile, ImportRun
from labs.models import Draw, Laboratory
from patients.models import Patient
from patients.recording import NoEvaluator, register_evaluator, registered_evaluator
from tests.intake.files import ADLER, BAUER, MAPPING, TODAY, figures, lines, take

pytestmark = pytest.mark.both_databases

WRONG = BAUER.replace("18.5", "-18.5")


def written() -> list[int]:
    models = (Patient, Draw, Laboratory, ImportedFile, ImportRun, AuditRow)
    return [model.objects.count() for model in models]


def test_one_rejected_row_keeps_everything_out(clinic: Clinic) -> None:
    before = written()
    report = take(clinic, ADLER, WRONG)
    assert figures(report) == (0, 0, 0, 0, 1)
    assert report.counts.verdicts["estradiol"]["in_target"] == 0
    assert written() == before


def test_valid_rows_are_taken_where_that_is_asked(clinic: Clinic) -> None:
    report = take(clinic, ADLER, WRONG, accept="valid-rows")
    assert figures(report) == (1, 1, 3, 0, 1)
    assert Draw.objects.get().collected_on.isoformat() == "2026-11-16"


def test_the_corrected_file_brings_the_rest(clinic: Clinic) -> None:
    take(clinic, ADLER, WRONG, accept="valid-rows")
    assert figures(take(clinic, ADLER, BAUER)) == (1, 1, 3, 1, 0)


@pytest.mark.parametrize("accept", ["all-or-nothing", "valid-rows"])
def test_a_dry_run_says_the_same_and_writes_nothing(clinic: Clinic, accept: str) -> None:
    before = written()
    dry = take(clinic, ADLER, WRONG, accept=accept, dry_run=True).as_json()
    assert written() == before
    assert dry.pop("dry_run") is True
    real = take(clinic, ADLER, WRONG, accept=accept).as_json()
    assert real.pop("dry_run") is False
    assert dry == real


def test_several_files_stand_or_fall_together(clinic: Clinic) -> None:
    order = Order(clinic, TODAY, read_mapping(json.dumps(MAPPING)), create_patients=True)
    files = [
        ReceivedFile("a.csv", lines(ADLER).encode()),
        ReceivedFile("b.csv", lines(WRONG).encode()),
    ]
    report = import_files(files, order)
    assert [(each.file, each.row) for each in report.rejected] == [("b.csv", 2)]
    assert not Patient.objects.exists()


def test_an_unusable_file_stops_the_others(clinic: Clinic) -> None:
    order = Order(clinic, TODAY, read_mapping(json.dumps(MAPPING)), create_patients=True)
    files = [
        ReceivedFile("a.csv", lines(ADLER).encode()),
        ReceivedFile("b.csv", b""),
        ReceivedFile("c.hl7", b"EVN|A01|20260419100000"),
    ]
    report = import_files(files, order)
    assert [each.file for each in report.unusable] == ["b.csv", "c.hl7"]
    assert not Patient.objects.exists()


def test_nothing_is_taken_where_nothing_judges(clinic: Clinic) -> None:
    judge = registered_evaluator()
    register_evaluator(None)
    try:
        with pytest.raises(NoEvaluator):
            take(clinic, ADLER)
    finally:
        register_evaluator(judge)
    assert not Patient.objects.exists()
