"""The server's drawing and the live figure show the same points, lines and places."""

from datetime import date
from decimal import Decimal

import pytest

from monitoring.charts.course import course_spec
from monitoring.charts.figure import course_figure
from monitoring.charts.figure_check import check_figure
from monitoring.charts.layouts import NARROW, WIDE
from monitoring.charts.svg import course_svg
from tests.unit.charts.courses import GALLERY
from tests.unit.charts.drawn import named, point, tree

LAYOUTS = [pytest.param(WIDE, id="wide"), pytest.param(NARROW, id="narrow")]
AXES = {"y": 0, "y2": 1, "y3": 2, "y4": 3, "y5": 4, "y6": 5}
AMOUNT_STEPS = 200  # a tenth of a pixel is less than this part of a panel


def live_points(spec, kind):
    """(panel, day, amount) of the traces of that kind."""
    for trace in course_figure(spec)["traces"]:
        if trace.get("meta") == kind:
            key = spec.panels[AXES[trace["yaxis"]]].key
            for x, y in zip(trace["x"], trace["y"], strict=True):
                if x is not None:
                    yield key, date.fromisoformat(x), Decimal(y)


def near(spec, drawn, live):
    """Whether two lists of points are the same, amounts as closely as they are drawn."""
    tolerance = {panel.key: (panel.high - panel.low) / AMOUNT_STEPS for panel in spec.panels}
    pairs = list(zip(sorted(drawn), sorted(live), strict=True))
    return all(a[:2] == b[:2] and abs(a[2] - b[2]) <= tolerance[a[0]] for a, b in pairs)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", GALLERY)
def test_both_show_the_same_points(name, layout):
    spec = course_spec(GALLERY[name])
    drawing = tree(course_svg(spec, layout))
    places = [(e.get("x"), e.get("y")) for e in named(drawing, "use", "pt")]
    places += [(e.get("x1"), e.get("y1")) for e in named(drawing, "line", "open-bar")]
    drawn = [point(x, y, spec, layout) for x, y in places]
    live = list(live_points(spec, "points"))
    assert len(drawn) == len(live) == sum(len(panel.marks) for panel in spec.panels)
    assert near(spec, drawn, live)


@pytest.mark.parametrize("style", ["solid", "dotted"])
@pytest.mark.parametrize("name", GALLERY)
def test_both_show_the_same_lines(name, style):
    spec = course_spec(GALLERY[name])
    lines = named(tree(course_svg(spec)), "line", "course")
    chosen = [e for e in lines if ("dotted" in e.get("class")) == (style == "dotted")]
    ends = [(e.get(f"x{n}"), e.get(f"y{n}")) for e in chosen for n in (1, 2)]
    drawn = [point(x, y, spec, WIDE) for x, y in ends]
    assert near(spec, drawn, list(live_points(spec, style)))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_put_panels_in_the_same_places(layout):
    spec = course_spec(GALLERY["nine"])
    found = course_figure(spec)["frames"][layout.key]["layout"]
    for place, panel in enumerate(spec.panels):
        strip = layout.strips[panel.key]
        low, high = found[f"yaxis{place + 1 if place else ''}"]["domain"]
        assert round((1 - high) * layout.height) == strip.top
        assert round((1 - low) * layout.height) == strip.bottom


@pytest.mark.parametrize("name", GALLERY)
def test_both_print_the_same_values(name):
    spec = course_spec(GALLERY[name])
    printed = [e.text for e in named(tree(course_svg(spec)), "text", "value")]
    texts = course_figure(spec)["frames"]["wide"]["texts"]["points"]["text"]
    live = [text.replace("&lt;", "<").replace("&gt;", ">") for text in texts if text]
    assert printed == live


@pytest.mark.parametrize("name", GALLERY)
def test_the_live_figure_is_known_to_plotly(name):
    figure = course_figure(course_spec(GALLERY[name]))
    check_figure(figure)
    assert figure["traces"][-1]["meta"] == "readings"


def test_a_figure_that_plotly_does_not_know_is_refused():
    figure = course_figure(course_spec(GALLERY["nine"]))
    figure["traces"][0]["colour"] = "blue"
    with pytest.raises(ValueError, match="colour"):
        check_figure(figure)


def test_no_text_of_the_live_figure_can_become_a_tag():
    figure = course_figure(course_spec(GALLERY["censored"]))
    texts = [*figure["traces"][-1]["hovertext"]]
    texts += figure["frames"]["wide"]["texts"]["points"]["text"]
    assert any("&lt;5" in text for text in texts)
    assert not any("<" in text.replace("<br>", "") for text in texts)
