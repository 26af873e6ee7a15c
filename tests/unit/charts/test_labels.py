"""Printed values and event texts never cover one another."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitoring.charts.course import course_spec
from monitoring.charts.events import place_events
from monitoring.charts.labels import Side, place_labels
from monitoring.charts.layouts import NARROW, PAPER, WIDE
from monitoring.charts.points import SymptomMark
from tests.unit.charts.courses import NINE_DRAWS, TODAY, course, draw

LETTER_WIDTH, GAP = 6, 9


def sides(name, layout):
    spec = course_spec(name)
    panel = spec.panel("estradiol")
    placed = place_labels(panel, spec.timeline, layout)
    return {mark.text: side for mark, side in zip(panel.marks, placed, strict=True)}


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_peaks_are_labelled_above_and_valleys_below(layout):
    found = sides(NINE_DRAWS, layout)
    assert (found["46"], found["19"], found["<15"]) == (Side.ABOVE, Side.BELOW, Side.BELOW)


def test_on_paper_no_value_is_printed_where_the_next_heading_stands():
    low = [draw("2024-12-01", "12.3"), draw("2025-01-20", "12.1"), draw("2026-10-12", "13.5")]
    wide, paper = (sides(course(*low), layout) for layout in (WIDE, PAPER))
    assert (wide["12.1"], paper["12.1"]) == (Side.BELOW, Side.ABOVE)
    assert paper["13.5"] is not None


def test_on_paper_no_value_is_printed_under_the_first_heading():
    fallen = [draw("2024-12-01", "64"), draw("2025-06-20", "31"), draw("2026-10-12", "30")]
    wide, paper = (sides(course(*fallen), layout) for layout in (WIDE, PAPER))
    assert (wide["64"], paper["64"]) == (Side.ABOVE, Side.BELOW)


@given(st.sets(st.integers(1, 700), min_size=2, max_size=12), st.data())
def test_event_texts_do_not_meet(days, choose):
    words = st.sampled_from(["Joint pain", "Mood", "Nipple tenderness, fluid retention"])
    marks = [SymptomMark(TODAY - timedelta(d), choose.draw(words)) for d in sorted(days)]
    spec = course_spec(course(draw("2024-12-01", "30"), symptoms=tuple(marks)))
    placed = place_events(spec.panel("events").events, spec.timeline, WIDE)
    free_from = 0
    for event, side in placed:
        sign = WIDE.across(spec.timeline.ten_thousandths(event.on))
        width = len(event.text) * LETTER_WIDTH + GAP
        if side:
            assert sign - (width if side == "end" else GAP) >= free_from
        free_from = sign + (width if side == "start" else GAP)


def test_the_narrow_layout_shows_signs_without_texts():
    spec = course_spec(NINE_DRAWS)
    placed = place_events(spec.panel("events").events, spec.timeline, NARROW)
    assert {one.side for one in placed} == {""}
