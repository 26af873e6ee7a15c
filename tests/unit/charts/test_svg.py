"""The drawing itself: accessible, within the content policy, unbroken by what people type."""

import re
from dataclasses import replace
from datetime import date

import pytest

from monitoring.charts.course import course_spec
from monitoring.charts.layouts import NARROW, PAPER, WIDE
from monitoring.charts.points import SymptomMark
from monitoring.charts.svg import course_svg
from tests.unit.charts.courses import GALLERY, NINE_DRAWS
from tests.unit.charts.drawn import SVG, named, tree

LAYOUTS = [pytest.param(one, id=one.key) for one in (WIDE, NARROW, PAPER)]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", GALLERY)
def test_the_drawing_carries_no_style_and_no_script(name, layout):
    drawing = tree(course_svg(course_spec(GALLERY[name]), layout))
    for element in drawing.iter():
        assert element.tag not in (f"{SVG}script", f"{SVG}style")
        assert not [key for key in element.attrib if key == "style" or key.startswith("on")]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_drawing_has_a_name_and_a_description(layout):
    drawing = tree(course_svg(course_spec(NINE_DRAWS), layout))
    names = {e.get("id"): e.text for e in drawing.iter() if e.get("id")}
    title, description = (names[key] for key in drawing.get("aria-labelledby").split())
    assert drawing.get("role") == "img"
    assert title.endswith("since Dec-2024")
    assert description.startswith("Estradiol fell from 46 to 17 pg/mL after")


def test_layouts_of_one_page_share_no_id():
    drawn = "".join(course_svg(course_spec(NINE_DRAWS), one) for one in (WIDE, NARROW))
    ids = re.findall(r' id="([^"]+)"', drawn)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r"#([\w-]+)", drawn)) <= set(ids)


def test_typed_text_cannot_become_markup():
    hostile = SymptomMark(date(2026, 10, 5), '</text><script>alert("x")</script>')
    drawn = course_svg(course_spec(replace(NINE_DRAWS, symptoms=(hostile,))))
    assert "<script" not in drawn
    assert "&lt;script&gt;" in drawn


def test_finished_markup_is_printed_as_it_is():
    drawn = course_svg(course_spec(NINE_DRAWS))
    assert drawn.__html__() == drawn


@pytest.mark.parametrize(
    ("name", "count"),
    [
        pytest.param("nine", 9, id="every value"),
        pytest.param("censored", 7, id="censored and undecided ones too"),
    ],
)
def test_values_are_printed_where_there_is_room(name, count):
    drawing = tree(course_svg(course_spec(GALLERY[name])))
    assert len(named(drawing, "text", "value")) == count


def test_the_newest_value_is_printed_even_among_many():
    drawing = tree(course_svg(course_spec(GALLERY["forty"])))
    newest = named(drawing, "text", "newest")
    assert [e.text for e in newest] == [GALLERY["forty"].draws[-1].estradiol.text]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_what_is_due_is_marked(layout):
    drawing = tree(course_svg(course_spec(NINE_DRAWS), layout))
    assert len(named(drawing, "circle", "labs-due")) == 1
    assert len(named(drawing, "use", "scan-due")) == 1


def test_what_is_due_beyond_the_chart_is_said_but_not_placed():
    drawing = tree(course_svg(course_spec(GALLERY["gap"])))
    assert named(drawing, "use", "scan-due") == []
    assert [e.text for e in named(drawing, "text", "due-name")] == ["Due Jan-2030"]
