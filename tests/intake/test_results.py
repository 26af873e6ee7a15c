"""What becomes of accepted results: rows, verdicts, what waits to be confirmed, traces."""

from decimal import Decimal

import pytest

from accounts.models import AuditRow, Clinic
from exchange.models import ImportedDraw, ImportedFile, ImportRun
from labs.models import Draw, Laboratory, Result
from monitoring.models import Status
from patients.models import PatientDetails
from tests.intake.files import ADLER, BAUER, TODAY, figures, lines, reasons, take

pytestmark = pytest.mark.both_databases


def draw_of(**results: str) -> str:
    cells = {"tt": "", "e2": "", "low": "0", "hct": ""} | results
    return ",".join(["007", "1970-03-01", "2026-11-16", "Adler", "Bert", *cells.values()])


def test_men_draws_and_results_are_recorded(clinic: Clinic) -> None:
    assert figures(take(clinic, ADLER, BAUER)) == (2, 2, 6, 0, 0)
    stored = Result.objects.get(analyte="estradiol", typed="18.5")
    assert (stored.unit, stored.method, stored.canonical) == ("pg/mL", "lcms", Decimal("18.5"))
    assert stored.draw.collected_on.isoformat() == "2026-11-17"


def test_everything_imported_waits_for_a_signature(clinic: Clinic) -> None:
    take(clinic, ADLER, BAUER)
    assert [len(each.unsigned) for each in Status.objects.to_sign()] == [1, 1]


def test_who_he_is_comes_from_the_file(clinic: Clinic) -> None:
    take(clinic, ADLER)
    details = PatientDetails.objects.get()
    assert (details.record_number, details.family_name, details.given_name) == (
        "007",
        "Adler",
        "Bert",
    )
    assert not details.born_on_is_estimated


def test_every_man_is_judged(clinic: Clinic) -> None:
    take(clinic, ADLER, BAUER)
    judged = Status.objects.filter(clinic=clinic, judged_on=TODAY)
    assert judged.count() == 2


def test_an_empty_cell_is_no_result(clinic: Clinic) -> None:
    report = take(clinic, draw_of(e2="31"))
    assert figures(report) == (1, 1, 1, 0, 0)
    assert report.counts.verdicts["ratio"] == {"low": 0, "in_target": 0, "undecidable": 0}


def test_a_row_without_any_result_brings_the_man_alone(clinic: Clinic) -> None:
    assert figures(take(clinic, draw_of())) == (1, 0, 0, 0, 0)
    assert figures(take(clinic, draw_of())) == (0, 0, 0, 1, 0)


@pytest.mark.parametrize("cell", [pytest.param("3.5", id="number"), pytest.param("", id="empty")])
def test_a_censoring_mark_replaces_the_number(clinic: Clinic, cell: str) -> None:
    take(clinic, draw_of(e2=cell, low="1"))
    assert Result.objects.get().typed == "<5"


@pytest.mark.parametrize(
    ("results", "marker", "verdict"),
    [
        pytest.param({"tt": "499.99"}, "testosterone_total", "below", id="testosterone under"),
        pytest.param({"tt": "500"}, "testosterone_total", "in_target", id="testosterone foot"),
        pytest.param({"tt": "1000"}, "testosterone_total", "in_target", id="testosterone top"),
        pytest.param({"tt": "1000.1"}, "testosterone_total", "above", id="testosterone over"),
        pytest.param({"tt": "<600"}, "testosterone_total", "undecidable", id="testosterone open"),
        pytest.param({"e2": "19.9"}, "estradiol", "below", id="estradiol under"),
        pytest.param({"e2": "20"}, "estradiol", "in_target", id="estradiol at its foot"),
        pytest.param({"e2": "40.0"}, "estradiol", "in_target", id="estradiol at its top"),
        pytest.param({"e2": "40.01"}, "estradiol", "above", id="estradiol over"),
        pytest.param({"e2": "<24"}, "estradiol", "undecidable", id="estradiol open"),
        pytest.param({"e2": "<20"}, "estradiol", "below", id="estradiol open and under"),
        pytest.param({"hct": "53.9"}, "hematocrit", "in_target", id="hematocrit under"),
        pytest.param({"hct": "54"}, "hematocrit", "at_or_over_limit", id="hematocrit at its limit"),
        pytest.param({"tt": "399", "e2": "40"}, "ratio", "low", id="ratio just under"),
        pytest.param({"tt": "400", "e2": "40"}, "ratio", "in_target", id="ratio at its foot"),
        pytest.param({"tt": "240", "e2": "<25"}, "ratio", "undecidable", id="ratio open"),
    ],
)
def test_verdict(clinic: Clinic, results: dict[str, str], marker: str, verdict: str) -> None:
    counted = take(clinic, draw_of(**results)).counts.verdicts[marker]
    assert {word for word, count in counted.items() if count} - {"bone_zone"} == {verdict}


@pytest.mark.parametrize(
    ("estradiol", "inside"),
    [
        pytest.param("19.9", 0, id="below target"),
        pytest.param("20", 1, id="at its foot"),
        pytest.param("26", 1, id="at its top"),
        pytest.param("26.1", 0, id="over"),
        pytest.param("<26", 0, id="open"),
    ],
)
def test_bone_zone(clinic: Clinic, estradiol: str, inside: int) -> None:
    report = take(clinic, draw_of(e2=estradiol))
    assert report.counts.verdicts["estradiol"]["bone_zone"] == inside


def test_a_value_beyond_a_soft_limit_waits_to_be_confirmed(clinic: Clinic) -> None:
    (waiting,) = take(clinic, draw_of(e2="150.1")).counts.to_confirm
    assert (waiting.row, waiting.column, waiting.analyte) == (2, "e2", "estradiol")
    assert (waiting.value, waiting.unit) == ("150.1", "pg/mL")
    assert Result.objects.get().is_unconfirmed


def test_it_is_listed_again_until_somebody_confirms(clinic: Clinic) -> None:
    take(clinic, draw_of(e2="150.1"))
    assert len(take(clinic, draw_of(e2="150.1")).counts.to_confirm) == 1
    Result.objects.update(confirmed_at="2026-11-22T12:00Z")
    assert take(clinic, draw_of(e2="150.1")).counts.to_confirm == []


def test_the_file_is_kept_and_linked_from_the_draw(clinic: Clinic) -> None:
    take(clinic, ADLER, BAUER)
    link = ImportedDraw.objects.get(draw=Draw.objects.get(collected_on="2026-11-17").document)
    assert (link.row, bytes(link.file.content)) == (3, lines(ADLER, BAUER).encode())
    assert link.run.mapping["record_number"] == "id"
    assert link.run.report["rows"] == 2


def test_the_reason_and_the_audit_name_the_file(clinic: Clinic) -> None:
    take(clinic, ADLER)
    draw = Draw.objects.get()
    assert (draw.reason, draw.recorded_by) == ("Imported from lab.csv", None)
    row = AuditRow.objects.get(action="results.imported")
    assert (row.clinic, row.by, row.detail["draws_created"]) == (clinic, None, 1)


def test_the_same_content_is_kept_once(clinic: Clinic) -> None:
    take(clinic, ADLER)
    take(clinic, ADLER, name="again.csv")
    assert (ImportedFile.objects.count(), ImportRun.objects.count()) == (1, 2)


def test_columns_that_nothing_reads_are_listed(clinic: Clinic) -> None:
    report = take(clinic, f"{ADLER},x,y", header="id,born,drawn,last,first,tt,e2,low,hct,bmi,")
    assert report.ignored_columns == ["bmi"]


def test_laboratories_are_found_or_added(clinic: Clinic) -> None:
    known = clinic.laboratories.create(name="Central")
    header = "id,born,drawn,last,first,tt,e2,low,hct,lab"
    report = take(
        clinic,
        f"{ADLER},central",
        f"{BAUER},Harbour",
        header=header,
        mapping={"laboratory": {"column": "lab"}},
    )
    assert report.counts.laboratories_created == ["Harbour"]
    assert Laboratory.objects.filter(clinic=clinic).count() == 2
    assert Draw.objects.get(collected_on="2026-11-16").laboratory == known


def test_a_number_with_more_digits_than_can_be_kept(clinic: Clinic) -> None:
    free = {"column": "tt", "analyte": "testosterone_free", "unit": "ng/dL"}
    report = take(clinic, draw_of(tt="9" * 20), mapping={"results": [free]})
    assert "more digits" in reasons(report)[2, "tt"]
