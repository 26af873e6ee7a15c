"""Which results are joined: a line is a claim, and a censored result never carries one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.charts.course import course_spec
from monitoring.charts.lines import join
from monitoring.charts.marks import mark
from monitoring.charts.points import ChartDraw, ChartValue, Position
from monitoring.charts.scales import scale
from monitoring.charts.spec import LineStyle
from tests.unit.charts.courses import (
    BANDS,
    GALLERY,
    LONGEST_JOIN_DAYS,
    TODAY,
    course,
    position,
    result,
)

SOLID, DOTTED = LineStyle.SOLID, LineStyle.DOTTED


def judged(*results):
    """Results of (day, text, assay) with their marks."""
    band = BANDS.estradiol
    span = scale("estradiol", band, ())
    for days, text, assay in results:
        value = result(text, band, assay)
        draw = ChartDraw(date(2026, 1, 1) + timedelta(days), estradiol=value)
        yield value, mark((draw, value), band, span)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        pytest.param([(0, "30", "A")], [], id="one result alone"),
        pytest.param([(0, "30", "A"), (90, "25", "A")], [("30", "25", SOLID)], id="neighbours"),
        pytest.param([(0, "30", "A"), (200, "25", "A")], [("30", "25", SOLID)], id="longest gap"),
        pytest.param([(0, "30", "A"), (201, "25", "A")], [], id="a day more than the longest gap"),
        pytest.param(
            [(0, "30", "A"), (60, "<15", "A"), (120, "25", "A")],
            [("30", "25", DOTTED)],
            id="a censored result between",
        ),
        pytest.param([(0, "<15", "A"), (60, "25", "A")], [], id="a censored result first"),
        pytest.param([(0, "30", "A"), (60, "<15", "A")], [], id="a censored result last"),
        pytest.param(
            [(0, "30", "A"), (60, "38", "B"), (120, "25", "A")],
            [("30", "25", DOTTED)],
            id="another assay between, then back",
        ),
        pytest.param([(0, "30", "A"), (60, "38", "B")], [], id="another assay, no return"),
        pytest.param(
            [(0, "30", "A"), (60, "38", "B"), (120, "35", "B")],
            [("38", "35", SOLID)],
            id="another assay that stays",
        ),
        pytest.param(
            [(0, "30", "A"), (60, "28", "A"), (120, "<15", "A"), (260, "25", "A")],
            [("30", "28", SOLID), ("28", "25", DOTTED)],
            id="dotted up to the longest gap",
        ),
        pytest.param(
            [(0, "30", "A"), (120, "<15", "A"), (240, "25", "A")],
            [],
            id="dotted no further than the longest gap",
        ),
    ],
)
def test_lines_between_results(results, expected):
    segments = join(list(judged(*results)), LONGEST_JOIN_DAYS)
    assert [(s.start.text, s.end.text, s.style) for s in segments] == expected


def test_a_change_of_laboratory_is_not_bridged():
    band = BANDS.hematocrit
    values = [result("47.0", band, laboratory="North"), result("47.5", band, laboratory="South")]
    draws = [ChartDraw(date(2026, month, 1), hematocrit=v) for month, v in enumerate(values, 1)]
    assert course_spec(course(*draws)).panel("hematocrit").segments == ()


@st.composite
def chart_values(draw):
    """Any result: quantified or censored, of one of two assays."""
    amount = Decimal(draw(st.integers(1, 900))) / 10
    comparator = draw(st.sampled_from(["", "", "<", ">"]))
    where = position(BANDS.estradiol, amount, comparator)
    assay = draw(st.sampled_from(["LC-MS/MS", "Immunoassay"]))
    return ChartValue(f"{comparator}{amount}", amount, where, comparator, assay)


@st.composite
def draws(draw):
    """Up to twelve draws on different days of the last two years."""
    days = sorted(draw(st.sets(st.integers(0, 729), min_size=2, max_size=12)))
    return [ChartDraw(TODAY - timedelta(d), estradiol=draw(chart_values())) for d in days]


@given(draws())
def test_no_line_touches_a_censored_result(found):
    censored = {one.drawn_on for one in found if one.estradiol.is_censored}
    panel = course_spec(course(*found)).panel("estradiol")
    ends = {end.on for line in panel.segments for end in (line.start, line.end)}
    assert not ends & censored


@given(draws())
def test_no_line_crosses_assays_or_a_long_gap(found):
    method = {one.drawn_on: one.estradiol.method for one in found}
    for line in course_spec(course(*found)).panel("estradiol").segments:
        assert method[line.start.on] == method[line.end.on]
        assert 0 < (line.end.on - line.start.on).days <= LONGEST_JOIN_DAYS


@given(chart_values())
def test_a_censored_result_never_looks_like_a_quantified_one(value):
    spec = course_spec(course(ChartDraw(TODAY, estradiol=value)))
    (point,) = spec.panel("estradiol").marks
    assert value.is_censored == (point.is_hollow or point.reach is not None)


@pytest.mark.parametrize("name", GALLERY)
def test_every_line_of_the_gallery_joins_quantified_results(name):
    for panel in course_spec(GALLERY[name]).panels:
        for line in panel.segments:
            assert not line.start.is_hollow
            assert not line.end.is_hollow
            assert line.start.position is not Position.UNDECIDABLE
            assert line.end.position is not Position.UNDECIDABLE
