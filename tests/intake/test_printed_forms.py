"""Results as laboratories print them: taken exactly, or left to a person, never another thing."""

from __future__ import annotations

import json

import pytest

from accounts.models import Clinic
from exchange.files.csv_reading import Unusable
from exchange.mapping.reading import read_mapping
from labs.models import Result
from tests.intake.files import MAPPING, figures, reasons, take
from tests.intake.messages import ESTRADIOL, TESTOSTERONE, Obx, bring, kinds, message, standing
from tests.intake.resources import bring as bring_resources
from tests.intake.resources import bundle, coded, observation

FREE = "2991-8"
PRINTED = [
    pytest.param("747.4 H", "747.4", id="mark behind"),
    pytest.param("747.4H", "747.4", id="mark glued"),
    pytest.param("<4", "<4", id="below"),
    pytest.param("> OR = 5.4", None, id="at least, in words"),
    pytest.param(">OR=5.4", None, id="at least, glued"),
    pytest.param("< OR = 18.4", None, id="at most, in words"),
    pytest.param("<OR=18.4", None, id="at most, glued"),
    pytest.param("<=18.4", None, id="at most"),
    pytest.param("1,012", None, id="thousands or decimals"),
    pytest.param("620,5", "620.5", id="decimal comma"),
    pytest.param("see note", None, id="words"),
    pytest.param("264-916", None, id="a range"),
]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def number() -> str | None:
    """The one number on record with its sign, a point before its decimals."""
    found = Result.objects.filter(analyte="testosterone_total").first()
    return f"{found.comparator}{found.number}".replace(",", ".") if found else None


@pytest.mark.parametrize(("printed", "stored"), PRINTED)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_in_a_spreadsheet(clinic: Clinic, printed: str, stored: str | None, delimiter: str) -> None:
    header = delimiter.join(["id", "born", "drawn", "last", "first", "tt", "e2", "low", "hct"])
    cells = ["007", "1970-03-01", "2026-11-16", "", "", f'"{printed}"', "", "0", ""]
    report = take(clinic, delimiter.join(cells), header=header)
    assert number() == stored
    assert bool(report.rejected) is (stored is None)


@pytest.mark.parametrize(("printed", "stored"), PRINTED)
@pytest.mark.parametrize("kind", ["ST", "TX"])
def test_in_a_message(clinic: Clinic, printed: str, stored: str | None, kind: str) -> None:
    report = bring(clinic, message(Obx(printed, TESTOSTERONE, "ng/dL", kind=kind)))
    assert number() == stored
    assert kinds(report) == ([] if stored else ["not_a_result"])


@pytest.mark.parametrize(("printed", "stored"), PRINTED)
def test_as_text_of_a_resource(clinic: Clinic, printed: str, stored: str | None) -> None:
    told = observation(
        "1", TESTOSTERONE, valueQuantity=None, valueString=f"{printed} ng/dL" if stored else printed
    )
    report = bring_resources(clinic, bundle(told))
    assert number() == stored
    assert bool(report.rejected) is (stored is None)


@pytest.mark.parametrize(
    ("value", "unit", "canonical"),
    [
        ("747", "pg/mL", "74.7"),
        ("74.7", "ng/dL", "74.7"),
        ("100", "pmol/L", "2.88431"),
        ("0.1", "nmol/L", "2.88431"),
    ],
)
def test_free_testosterone_is_never_the_total(
    clinic: Clinic, value: str, unit: str, canonical: str
) -> None:
    """747 pg/mL of the free one, read as total, would look in target."""
    bring(clinic, message(Obx(value, FREE, unit)))
    [stored] = Result.objects.all()
    assert stored.analyte == "testosterone_free"
    assert f"{stored.canonical.normalize():f}" == canonical


@pytest.mark.parametrize("name", ["TESTOSTERONE, FREE", "TESTOSTERONE, TOTAL, MS", "Testosterone"])
def test_no_name_is_read_as_an_analyte(clinic: Clinic, name: str) -> None:
    local = message(Obx("747", name, "pg/mL", system="L"))
    assert kinds(bring(clinic, local)) == ["unknown_code"]
    told = observation("747", code={"text": name}, unit="pg/mL")
    coded_elsewhere = observation("747", code=coded("873", "urn:quest"), unit="ng/dL", id="o2")
    report = bring_resources(clinic, bundle(told, coded_elsewhere))
    assert {each.kind for each in report.rejected} == {"unknown_code"}
    assert standing() == {}


def test_total_testosterone_in_the_unit_of_the_free_one(clinic: Clinic) -> None:
    assert kinds(bring(clinic, message(Obx("747", TESTOSTERONE, "pg/mL")))) == ["unknown_unit"]
    column = {"column": "TESTOSTERONE, FREE", "analyte": "testosterone_total", "unit": "pg/mL"}
    with pytest.raises(Unusable, match="pg/mL"):
        read_mapping(json.dumps(MAPPING | {"results": [column]}))


def test_a_column_means_what_the_mapping_declares_whatever_it_is_called(clinic: Clinic) -> None:
    column = {"column": "TESTOSTERONE", "analyte": "testosterone_free", "unit": "pg/mL"}
    header = "id,born,drawn,last,first,TESTOSTERONE"
    row = "007,1970-03-01,2026-11-16,,,747"
    report = take(clinic, row, header=header, mapping={"results": [column]})
    assert figures(report) == (1, 1, 1, 0, 0)
    assert [each.analyte for each in Result.objects.all()] == ["testosterone_free"]


def test_estradiol_in_the_unit_of_testosterone_waits(clinic: Clinic) -> None:
    """31 ng/dL are 310 pg/mL, and read as 31 they would look in target."""
    assert kinds(bring(clinic, message(Obx("31", ESTRADIOL, "ng/dL")))) == ["unknown_unit"]
    assert standing() == {}


def test_testosterone_in_nmol_under_the_label_of_ng(clinic: Clinic) -> None:
    report = bring(clinic, message(Obx("28.2", TESTOSTERONE, "ng/dL")))
    assert [each.analyte for each in report.counts.to_confirm] == ["testosterone_total"]


def test_a_refused_cell_is_named_with_what_to_do(clinic: Clinic) -> None:
    row = '007,1970-03-01,2026-11-16,,,"> OR = 5.4",,0,'
    assert "note" in reasons(take(clinic, row))[2, "tt"]
