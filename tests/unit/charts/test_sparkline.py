"""The course in the size of a word."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from monitoring.charts.points import Position
from monitoring.charts.sparkline import SparkPoint, sparkline
from tests.unit.charts.courses import (
    ASSAY_CHANGE,
    BANDS,
    GALLERY,
    LONGEST_JOIN_DAYS,
    NINE_DRAWS,
    spark_points,
)
from tests.unit.charts.drawn import named, tree


def spark(course):
    return tree(sparkline(spark_points(course), BANDS.estradiol, LONGEST_JOIN_DAYS))


def ends(path):
    return re.findall(r"[ML](\d+ \d+)", path)


def test_no_result_draws_nothing():
    assert sparkline([], BANDS.estradiol, LONGEST_JOIN_DAYS) == ""


def test_it_is_named_with_count_and_newest():
    assert spark(NINE_DRAWS).get("aria-label") == "Estradiol, 9 draws, latest 17"


def test_a_censored_newest_value_is_escaped():
    points = spark_points(replace(NINE_DRAWS, draws=NINE_DRAWS.draws[:-1]))
    assert "latest &lt;15" in sparkline(points, BANDS.estradiol, LONGEST_JOIN_DAYS)


@pytest.mark.parametrize("name", [name for name in GALLERY if name != "none"])
def test_no_line_touches_a_censored_point(name):
    drawing = spark(GALLERY[name])
    lines = [
        e.get("d") for kind in ("spark-line", "spark-dots") for e in named(drawing, "path", kind)
    ]
    hollow = [ends(e.get("d"))[0] for e in named(drawing, "path", "pt-hollow")]
    assert not {end for line in lines for end in ends(line)} & set(hollow)


def test_a_skipped_result_is_dotted_over():
    drawing = spark(NINE_DRAWS)
    assert len(named(drawing, "path", "spark-line")) == 1
    assert len(ends(named(drawing, "path", "spark-dots")[0].get("d"))) == 2


def test_a_change_of_assay_breaks_the_line():
    (line,) = named(spark(ASSAY_CHANGE), "path", "spark-line")
    assert line.get("d").count("M") == 2


@pytest.mark.parametrize(
    ("days", "joined"),
    [
        pytest.param(LONGEST_JOIN_DAYS, True, id="longest gap"),
        pytest.param(LONGEST_JOIN_DAYS + 1, False, id="a day more"),
    ],
)
def test_a_long_gap_breaks_the_line(days, joined):
    first = SparkPoint(date(2026, 1, 1), Decimal(30), "30", Position.IN_TARGET)
    second = first._replace(on=first.on + timedelta(days))
    drawn = sparkline([first, second], BANDS.estradiol, LONGEST_JOIN_DAYS)
    assert ("spark-line" in drawn) == joined


def test_an_amount_off_the_scale_stands_at_the_edge():
    point = SparkPoint(date(2026, 1, 1), Decimal(900), "900", Position.ABOVE)
    assert 'd="M970 0m' in sparkline([point], BANDS.estradiol, LONGEST_JOIN_DAYS)
