"""A pasted report: known names with one number are read, everything else stays to be looked at."""

from __future__ import annotations

import pytest

from labs.pasted import NAMES, ReadLine, read_report
from protocols.targets.analytes import BY_SLUG


@pytest.mark.parametrize(
    ("line", "slug", "value", "unit"),
    [
        pytest.param("Estradiol 17 pg/mL", "estradiol", "17", "pg/mL", id="plain"),
        pytest.param(
            "ESTRADIOL, SENSITIVE: 17.0 L PG/ML 8.0-35.0", "estradiol", "17.0", "pg/mL", id="range"
        ),
        pytest.param("Oestradiol\t62\tpmol/L\t(40 - 160)", "estradiol", "62", "pmol/L", id="tabs"),
        pytest.param("E2 < 15 pg/mL", "estradiol", "<15", "pg/mL", id="below a limit"),
        pytest.param(
            "ESTRADIOL 17 < OR = 39 pg/mL", "estradiol", "17", "pg/mL", id="limit in words"
        ),
        pytest.param(
            "Testosterone, Total, MS 742 264-916 ng/dL",
            "testosterone_total",
            "742",
            "ng/dL",
            id="ms",
        ),
        pytest.param("Hematocrit 53.1 H %", "hematocrit", "53.1", "%", id="mark"),
        pytest.param("SHBG | 32 | nmol/L", "shbg", "32", "nmol/L", id="bars"),
        pytest.param(
            "25-hydroxyvitamin D 30 ng/mL", "vitamin_d", "30", "ng/mL", id="digits in a name"
        ),
        pytest.param("Estradiol 17", "estradiol", "17", "", id="no unit is assumed"),
        pytest.param("Estradiol 17 pg/mL 62 pmol/L", "", "", "", id="two results"),
        pytest.param("Estradiol 17 pg/mL (pmol/L x 0.27)", "", "", "", id="a second number"),
        pytest.param("Estradiol 17 mg/dL", "estradiol", "17", "", id="a unit of something else"),
        pytest.param("Testosterone, Free 12.1 pg/mL", "", "", "", id="another analyte"),
        pytest.param("Estradiol 8.0-35.0 17 pg/mL", "", "", "", id="a range first"),
        pytest.param("Estradiol not detected", "", "", "", id="words"),
        pytest.param("Received: 11/16/2026", "", "", "", id="a date"),
    ],
)
def test_a_line_is_read_or_left(line: str, slug: str, value: str, unit: str) -> None:
    report = read_report(f"Bay Laboratory\n\n{line}")
    read = (ReadLine(3, slug, value, unit),) if slug else ()
    assert report.read == read
    assert report.unread == ((1, "Bay Laboratory"), *(() if slug else ((3, line),)))


def test_an_analyte_on_two_lines_is_read_from_neither() -> None:
    report = read_report("Estradiol 17 pg/mL\nE2 19 pg/mL\nHct 47 %")
    assert [each.slug for each in report.read] == ["hematocrit"]
    assert [number for number, _ in report.unread] == [1, 2]


def test_every_known_name_stands_for_an_analyte_that_is_typed() -> None:
    assert {*NAMES.values()} <= {*BY_SLUG}
    assert not [slug for slug in NAMES.values() if BY_SLUG[slug].is_calculated]
