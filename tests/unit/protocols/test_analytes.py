"""The table of analytes against an independent copy of its numbers."""

import re
from decimal import Decimal

import pytest

from protocols.targets.analytes import ANALYTES, BY_SLUG, ESTRADIOL_MOLAR_MASS, JUDGED, NOT_CHECKED
from protocols.targets.measurands import TESTOSTERONE_MOLAR_MASS

C, H, O = Decimal("12.011"), Decimal("1.008"), Decimal("15.999")  # noqa: E741


def test_molar_masses_follow_from_atomic_weights() -> None:
    assert 19 * C + 28 * H + 2 * O == TESTOSTERONE_MOLAR_MASS == Decimal("288.431")
    assert 18 * C + 24 * H + 2 * O == ESTRADIOL_MOLAR_MASS == Decimal("272.388")


@pytest.mark.parametrize(
    ("code", "unit", "typed", "canonical"),
    [
        pytest.param("TT", "ng/dL", "500", "500", id="TT ng/dL"),
        pytest.param("TT", "nmol/L", "1", "28.8431", id="TT nmol/L"),
        pytest.param("TT", "nmol/L", "17.3", "498.98563", id="TT nmol/L below target"),
        pytest.param("TT", "nmol/L", "17.4", "501.86994", id="TT nmol/L in target"),
        pytest.param("TT", "ng/mL", "5.31", "531", id="TT ng/mL"),
        pytest.param("TT", "ug/L", "5.31", "531", id="TT ug/L, where floats drift"),
        pytest.param("E2", "pmol/L", "1", "0.272388", id="E2 pmol/L"),
        pytest.param("E2", "pmol/L", "73", "19.884324", id="E2 pmol/L below target"),
        pytest.param("E2", "pmol/L", "74", "20.156712", id="E2 pmol/L in target"),
        pytest.param("E2", "pmol/L", "147", "40.041036", id="E2 pmol/L above target"),
        pytest.param("E2", "ng/L", "31", "31", id="E2 ng/L"),
        pytest.param("HCT", "L/L", "0.5396", "53.96", id="HCT L/L"),
        pytest.param("SHBG", "nmol/L", "40", "40", id="SHBG"),
        pytest.param("ALBUMIN", "g/L", "43", "4.3", id="albumin g/L"),
        pytest.param("FREE_T", "pmol/L", "1", "0.0288431", id="free T pmol/L"),
        pytest.param("BIO_T", "nmol/L", "1", "28.8431", id="bioavailable T nmol/L"),
        pytest.param("LH", "m[IU]/mL", "5.1", "5.1", id="LH mIU/mL"),
        pytest.param("FSH", "[IU]/L", "5.1", "5.1", id="FSH IU/L"),
        pytest.param("PSA", "ug/L", "1.2", "1.2", id="PSA ug/L"),
        pytest.param("HGB", "g/L", "152", "15.2", id="hemoglobin g/L"),
        pytest.param("VITD", "nmol/L", "249.6", "100", id="vitamin D nmol/L"),
        pytest.param("ALT", "U/L", "33", "33", id="ALT"),
        pytest.param("TC", "mmol/L", "1", "38.67", id="total cholesterol mmol/L"),
        pytest.param("LDL", "mmol/L", "1", "38.67", id="LDL mmol/L"),
        pytest.param("HDL", "mmol/L", "1", "38.67", id="HDL mmol/L"),
        pytest.param("TG", "mmol/L", "1", "88.57", id="triglycerides mmol/L"),
    ],
)
def test_conversion_is_exact(code: str, unit: str, typed: str, canonical: str) -> None:
    held = ANALYTES[code].unit(unit)
    assert held is not None
    assert held.to_canonical(Decimal(typed)) == Decimal(canonical)


@pytest.mark.parametrize(
    ("code", "units", "si", "decimals"),
    [
        pytest.param("TT", "ng/dL nmol/L ng/mL ug/L", "nmol/L", "0 1", id="TT"),
        pytest.param("E2", "pg/mL pmol/L ng/L", "pmol/L", "1 0", id="E2"),
        pytest.param("HCT", "% L/L", "L/L", "1 3", id="HCT"),
        pytest.param("SHBG", "nmol/L", "nmol/L", "0 0", id="SHBG"),
        pytest.param("ALBUMIN", "g/dL g/L", "g/L", "1 0", id="albumin"),
        pytest.param("FREE_T", "ng/dL pg/mL pmol/L nmol/L", "pmol/L", "2 0", id="free T"),
        pytest.param("BIO_T", "ng/dL nmol/L", "nmol/L", "0 1", id="bioavailable T"),
        pytest.param("LH", "[IU]/L m[IU]/mL", "[IU]/L", "1 1", id="LH"),
        pytest.param("FSH", "[IU]/L m[IU]/mL", "[IU]/L", "1 1", id="FSH"),
        pytest.param("PSA", "ng/mL ug/L", "ug/L", "2 2", id="PSA"),
        pytest.param("HGB", "g/dL g/L", "g/L", "1 0", id="hemoglobin"),
        pytest.param("VITD", "ng/mL nmol/L", "nmol/L", "0 0", id="vitamin D"),
        pytest.param("ALT", "U/L", "U/L", "0 0", id="ALT"),
        pytest.param("TC", "mg/dL mmol/L", "mmol/L", "0 2", id="total cholesterol"),
        pytest.param("LDL", "mg/dL mmol/L", "mmol/L", "0 2", id="LDL"),
        pytest.param("HDL", "mg/dL mmol/L", "mmol/L", "0 2", id="HDL"),
        pytest.param("TG", "mg/dL mmol/L", "mmol/L", "0 2", id="triglycerides"),
        pytest.param("SEMEN_CONC", "10*6/mL", "10*6/mL", "1 1", id="sperm concentration"),
        pytest.param("SEMEN_MOTILITY", "%", "%", "1 1", id="sperm motility"),
        pytest.param("SEMEN_VOLUME", "mL", "mL", "1 1", id="semen volume"),
    ],
)
def test_units_of_an_analyte(code: str, units: str, si: str, decimals: str) -> None:
    analyte = ANALYTES[code]
    assert [unit.code for unit in analyte.units] == units.split()
    assert analyte.si_unit().code == si
    assert f"{analyte.canonical.decimals} {analyte.si_unit().decimals}" == decimals


def test_table_of_units_covers_every_analyte() -> None:
    cases = test_units_of_an_analyte.pytestmark[0].args[1]
    assert {case.values[0] for case in cases} == set(ANALYTES)


@pytest.mark.parametrize(
    ("code", "codes", "verified"),
    [
        pytest.param(
            "TT", "2986-8 14913-8 83116-4 49041-7", "2986-8 14913-8 83116-4 49041-7", id="TT"
        ),
        pytest.param(
            "E2", "2243-4 14715-7 83096-8 72873-3 35384-7", "2243-4 14715-7 83096-8", id="E2"
        ),
        pytest.param("HCT", "4544-3 20570-8", "", id="HCT"),
        pytest.param("SHBG", "13967-5 2942-1", "13967-5", id="SHBG"),
        pytest.param("FREE_T", "2991-8", "", id="free T"),
        pytest.param("BIO_T", "2990-0", "2990-0", id="bioavailable T"),
        pytest.param("LH", "10501-5", "10501-5", id="LH"),
        pytest.param("FSH", "15067-2", "15067-2", id="FSH"),
    ],
)
def test_codes_of_an_analyte(code: str, codes: str, verified: str) -> None:
    held = ANALYTES[code].loinc
    assert [loinc.code for loinc in held] == codes.split()
    assert [loinc.code for loinc in held if loinc.is_verified] == verified.split()


def test_no_code_names_two_analytes() -> None:
    codes = [loinc.code for analyte in ANALYTES.values() for loinc in analyte.loinc]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"\d+-\d", code) for code in codes)


def test_only_the_documents_analytes_are_judged() -> None:
    assert JUDGED == ("TT", "E2", "HCT")
    assert {a.code for a in ANALYTES.values() if not a.accepts_comparator} == {"HCT"}


def test_every_analyte_says_where_it_comes_from() -> None:
    assert all(analyte.source and analyte.review == NOT_CHECKED for analyte in ANALYTES.values())
    assert len(BY_SLUG) == len(ANALYTES)
    assert BY_SLUG["testosterone_total"].code == "TT"
    assert all(re.fullmatch(r"[a-z_]+", slug) for slug in BY_SLUG)
