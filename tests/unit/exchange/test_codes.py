"""The table of other systems' codes: complete, without contradiction, and read the right way."""

import re
from pathlib import Path

import pytest

from exchange.codes.lookup import (
    DRUG_CODES,
    LAB_CODES,
    NOT_CHECKED,
    SCAN_CODES,
    analyte_of_loinc,
    drug_of_rxnorm,
    loinc_of,
    loinc_of_scan,
    measure_of_loinc,
    rxnorm_of,
    unit_of_measure,
    unit_of_sender,
)
from labs.models import SiteName
from labs.unit_spellings import SPELLINGS
from protocols.models import Drug
from protocols.targets.analytes import ANALYTES, BY_SLUG

PAGE = Path(__file__).parents[3] / "docs/codes.md"

WITHOUT_CODE = {
    ("testosterone_bioavailable", "nmol/L"),
    ("vitamin_d", "nmol/L"),
    ("total_cholesterol", "mmol/L"),
    ("triglycerides", "mmol/L"),
    ("semen_concentration", "10*6/mL"),
    ("semen_motility", "%"),
    ("semen_volume", "mL"),
}
"""Analytes and units that no checked code names; they go out by their name alone."""


def check_digit(number: str) -> int:
    """LOINC's last digit: modulus 10, every second digit doubled from the right."""
    doubled = [int(d) * (2 if at % 2 == 0 else 1) for at, d in enumerate(reversed(number))]
    return -sum(n // 10 + n % 10 for n in doubled) % 10


@pytest.mark.parametrize("code", [*LAB_CODES, *SCAN_CODES])
def test_a_loinc_code_ends_in_its_check_digit(code: str) -> None:
    number, digit = code.split("-")
    assert check_digit(number) == int(digit)


def test_a_mistyped_code_would_be_noticed() -> None:
    assert check_digit("2896") != 8


def test_no_code_stands_in_two_tables() -> None:
    assert not set(LAB_CODES) & set(SCAN_CODES)


@pytest.mark.parametrize("row", LAB_CODES.values(), ids=lambda row: row.code)
def test_a_code_names_an_analyte_and_units_that_are_recorded(row) -> None:
    assert all(BY_SLUG[row.analyte].unit(unit) for unit in row.units)
    assert row.checked


@pytest.mark.parametrize("analyte", ANALYTES.values(), ids=lambda analyte: analyte.code)
def test_every_code_of_the_catalogue_is_in_the_table(analyte) -> None:
    assert [LAB_CODES[each.code].analyte for each in analyte.loinc] == [
        analyte.slug for _ in analyte.loinc
    ]


def test_what_was_not_checked_does_not_go_out() -> None:
    rows = [*LAB_CODES.values(), *DRUG_CODES.values()]
    assert not [row.code for row in rows if row.checked == NOT_CHECKED and row.is_written]


def test_every_recorded_unit_has_one_code_or_is_known_to_have_none() -> None:
    pairs = {(slug, unit.code) for slug, each in BY_SLUG.items() for unit in each.units}
    assert {pair for pair in pairs if loinc_of(*pair) is None} == WITHOUT_CODE


def test_a_unit_is_written_with_one_code_only() -> None:
    written = [
        (row.analyte, unit) for row in LAB_CODES.values() if row.is_written for unit in row.units
    ]
    assert len(written) == len(set(written))


@pytest.mark.parametrize(
    ("code", "analyte"),
    [
        pytest.param("4544-3", "hematocrit", id="hematocrit, automated"),
        pytest.param("20570-8", "hematocrit", id="hematocrit, any method"),
        pytest.param(" 2986-8 ", "testosterone_total", id="total testosterone"),
        pytest.param("2991-8", "testosterone_free", id="free testosterone"),
        pytest.param("2990-0", "testosterone_bioavailable", id="bioavailable testosterone"),
    ],
)
def test_a_senders_code_names_its_analyte(code: str, analyte: str) -> None:
    found = analyte_of_loinc(code)
    assert found is not None
    assert found.analyte == analyte


def test_mass_and_moles_are_written_with_their_own_codes() -> None:
    codes = [loinc_of("estradiol", unit) for unit in ("pg/mL", "ng/L", "pmol/L")]
    assert [row and row.code for row in codes] == ["2243-4", "2243-4", "14715-7"]


def test_a_method_that_is_not_known_is_not_written() -> None:
    row = loinc_of("hematocrit", "%")
    assert row is not None
    assert "Automated" not in row.name


@pytest.mark.parametrize("code", ["HCT", "3676", "", "2345-7"])
def test_a_code_that_is_not_in_the_table_names_nothing(code: str) -> None:
    assert analyte_of_loinc(code) is None
    assert measure_of_loinc(code) is None


def test_t_and_z_scores_are_kept_apart() -> None:
    found = [measure_of_loinc(code) for code in ("80954-1", "80948-3", "80940-0")]
    assert [(row.measure, row.side, row.site) for row in found if row] == [
        ("bmd", "left", ""),
        ("t", "left", ""),
        ("z", "left", ""),
    ]


@pytest.mark.parametrize("site", SiteName.values)
@pytest.mark.parametrize("measure", ["bmd", "t", "z"])
def test_every_measure_of_every_site_has_a_code(site: str, measure: str) -> None:
    row = loinc_of_scan(site, "", measure)
    assert row is not None
    assert row.measure == measure


def test_a_side_has_its_own_code_and_a_spine_has_none() -> None:
    hip = loinc_of_scan("total_hip", "Left", "bmd")
    assert hip is not None
    assert hip.code == "46278-8"
    assert loinc_of_scan("lumbar_spine", "left", "bmd") is None


def test_every_site_of_the_table_is_recorded() -> None:
    assert {row.site for row in SCAN_CODES.values()} - {""} <= set(SiteName.values)


@pytest.mark.parametrize("code", ["84857", "199224", "151124"])
def test_anastrozole_is_known_by_ingredient_and_by_tablet(code: str) -> None:
    row = drug_of_rxnorm(code)
    assert row is not None
    assert row.drug == Drug.ANASTROZOLE


def test_a_drug_goes_out_as_its_ingredient() -> None:
    found = [rxnorm_of(drug) for drug in ("anastrozole", "testosterone", "hcg")]
    assert [row and row.code for row in found] == ["84857", "10379", None]
    assert drug_of_rxnorm("243670") is None


def test_every_drug_of_the_table_is_followed() -> None:
    assert {row.drug for row in DRUG_CODES.values()} <= set(Drug.values)
    assert all(re.fullmatch(r"[0-9]+", code) for code in DRUG_CODES)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        pytest.param("ng/dL", "ng/dL", id="UCUM"),
        pytest.param("ng/dl", "ng/dL", id="small litre"),
        pytest.param("PG/ML", "pg/mL", id="capitals"),
        pytest.param("mIU/mL", "m[IU]/mL", id="no brackets"),
        pytest.param("m[iU]/mL", "m[IU]/mL", id="small i in brackets"),
        pytest.param("percent", "%", id="word"),
        pytest.param("nmol.L-1", "nmol/L", id="negative power"),
        pytest.param("10*9/L", "10*6/mL", id="same count in a litre"),
        pytest.param("g/mL", None, id="not recorded"),
        pytest.param("giga.l-1", None, id="not UCUM"),
        pytest.param("g/l-1", None, id="twice inverted"),
        pytest.param("", None, id="none"),
    ],
)
def test_a_senders_unit_is_read_or_not_known(written: str, code: str | None) -> None:
    assert unit_of_sender(written) == code


@pytest.mark.parametrize("spelling", sorted(SPELLINGS))
def test_every_spelling_of_a_form_is_understood_from_a_sender(spelling: str) -> None:
    assert unit_of_sender(spelling) == SPELLINGS[spelling]


@pytest.mark.parametrize(
    ("written", "measure", "code"),
    [
        pytest.param("g/cm2", "bmd", "g/cm2", id="density"),
        pytest.param("1", "t", "1", id="score as a number of one"),
        pytest.param("{T-Score}", "t", "1", id="score as an annotation"),
        pytest.param("Z-Score", "z", "1", id="score as a word"),
        pytest.param("Z-Score", "t", None, id="Z labelled T"),
        pytest.param("{T-Score}", "z", None, id="T labelled Z"),
        pytest.param("1", "bmd", None, id="density without a unit"),
        pytest.param("mg/cm2", "bmd", None, id="another unit"),
    ],
)
def test_a_unit_of_a_scan_belongs_to_its_measure(
    written: str, measure: str, code: str | None
) -> None:
    assert unit_of_measure(written, measure) == code


def documented() -> set[str]:
    """The rows of every table of the page about codes."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return {line for line in lines if re.match(r"\| [0-9]", line)}


def test_the_page_about_codes_shows_the_whole_table() -> None:
    yes = {True: "yes", False: "no"}
    rows = {
        f"| {each.code} | {each.name} | {each.analyte} | {', '.join(each.units) or 'none'} "
        f"| {yes[each.is_written]} | {each.checked} |"
        for each in LAB_CODES.values()
    }
    rows |= {
        f"| {each.code} | {each.name} | {each.site or 'femur'} | {each.side or 'any'} "
        f"| {each.measure} | {each.checked} |"
        for each in SCAN_CODES.values()
    }
    rows |= {
        f"| {each.code} | {each.name} | {each.drug} | {yes[each.is_written]} | {each.checked} |"
        for each in DRUG_CODES.values()
    }
    assert documented() == rows
