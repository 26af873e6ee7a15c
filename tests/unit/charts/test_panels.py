"""Goals and zones as areas, and what stands beside a panel."""

from dataclasses import replace
from decimal import Decimal

import pytest

from monitoring.charts.course import course_spec
from monitoring.charts.points import Band
from monitoring.charts.sparkline import sparkline
from tests.unit.charts.courses import BANDS, LONGEST_JOIN_DAYS, NINE_DRAWS, spark_points


def estradiol_band(low, high):
    zone = (Decimal(20), Decimal(26))
    return Band("pg/mL", Decimal(low), Decimal(high), zone=zone)


ZONES = [
    pytest.param(20, 40, [("26", "40", False), ("20", "26", True)], id="zone in the lower part"),
    pytest.param(23, 40, [("26", "40", False), ("23", "26", True)], id="a goal begins inside it"),
    pytest.param(26, 40, [("26", "40", False)], id="a goal begins at its top"),
    pytest.param(28, 45, [("28", "45", False)], id="a goal lies above it"),
    pytest.param(
        15, 40, [("26", "40", False), ("20", "26", True), ("15", "20", False)], id="in the middle"
    ),
]


@pytest.mark.parametrize(("low", "high", "expected"), ZONES)
def test_areas_lie_side_by_side(low, high, expected):
    bands = replace(BANDS, estradiol=estradiol_band(low, high))
    areas = course_spec(replace(NINE_DRAWS, bands=bands)).panel("estradiol").areas
    assert [(str(area.low), str(area.high), area.is_zone) for area in areas] == expected


@pytest.mark.parametrize(("low", "high", "expected"), ZONES)
def test_a_sparkline_hatches_the_same_zone(low, high, expected):
    band = estradiol_band(low, high)
    drawn = sparkline(spark_points(NINE_DRAWS), band, LONGEST_JOIN_DAYS)
    assert ("spark-hatch" in drawn) == any(is_zone for _, _, is_zone in expected)


@pytest.mark.parametrize(
    ("key", "goal"),
    [
        pytest.param("estradiol", "target 20–40", id="two bounds"),
        pytest.param("ratio", "target 10 or more", id="a lower bound"),
        pytest.param("hematocrit", "below 54", id="a limit"),
        pytest.param("dose", "", id="no goal"),
    ],
)
def test_the_goal_is_said(key, goal):
    assert course_spec(NINE_DRAWS).panel(key).goal == goal


def test_the_newest_result_stands_with_the_one_before():
    latest = course_spec(NINE_DRAWS).panel("estradiol").latest
    assert (latest.text, latest.words, latest.before) == ("17", "below target", "<15")


def test_an_unknown_panel_is_refused():
    with pytest.raises(KeyError):
        course_spec(NINE_DRAWS).panel("prolactin")


def test_the_newest_result_is_told_even_outside_the_window():
    old = replace(NINE_DRAWS, draws=NINE_DRAWS.draws[:2], today=NINE_DRAWS.today.replace(year=2029))
    panel = course_spec(old).panel("estradiol")
    assert (panel.marks, panel.latest.text) == ((), "19")
