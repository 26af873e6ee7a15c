"""The style sheet's heights are those of the layouts, and its colours those of the tokens."""

import re
from pathlib import Path

import pytest

from monitoring.charts.layouts import NARROW, PAPER, WIDE

CSS = Path(__file__).parents[3] / "static" / "css"
SHEET = (CSS / "chart.css").read_text()
NARROW_PART = SHEET[SHEET.index("/* Narrow") : SHEET.index("/* Paper")]
PAPER_PART = SHEET[SHEET.index("/* Paper") :]
WIDE_PART = SHEET[: SHEET.index("/* Drawing */")]
TOPS = r"\.course-(estradiol|dose|testosterone|ratio|hematocrit|events) \{ top: (\d+)px"
PARTS = [
    pytest.param(WIDE_PART, WIDE, id="wide"),
    pytest.param(NARROW_PART, NARROW, id="narrow"),
    pytest.param(PAPER_PART, PAPER, id="paper"),
]


@pytest.mark.parametrize(("part", "layout"), PARTS)
def test_headings_stand_at_the_tops_of_their_panels(part, layout):
    tops = {key: int(top) for key, top in re.findall(TOPS, part)}
    assert tops == {key: strip.top for key, strip in layout.strips.items()}


@pytest.mark.parametrize(("part", "layout"), PARTS)
def test_the_frame_has_the_size_of_the_layout(part, layout):
    frame = re.search(r"\.course-frame \{[^}]*height: (\d+)px", part)
    right, left = re.search(r"\.course-plot \{[^}]*margin: 0 (\d+)px 0 (\d+)px", part).groups()
    assert int(frame[1]) == layout.height
    assert (int(left), int(right)) == (layout.left, layout.right)


def test_every_colour_is_a_token_of_the_design():
    defined = set(re.findall(r"(--[a-z-]+):", (CSS / "app.css").read_text()))
    assert set(re.findall(r"var\((--[a-z-]+)\)", SHEET)) <= defined


def test_no_colour_is_written_twice():
    beyond_black_and_white = set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", SHEET)) - {"#000", "#fff"}
    assert beyond_black_and_white == set()
