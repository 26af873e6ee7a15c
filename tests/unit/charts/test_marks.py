"""Status by shape: which shape, hollow or not, and which words stand beside it."""

import pytest

from monitoring.charts.course import course_spec
from monitoring.charts.points import ChartDraw, ChartValue
from monitoring.charts.spec import Shape
from tests.unit.charts.courses import BANDS, TODAY, course, result


def mark_of(text, key="estradiol"):
    value = result(text, getattr(BANDS, key))
    spec = course_spec(course(ChartDraw(TODAY, **{key: value})))
    return spec.panel(key).marks[0]


@pytest.mark.parametrize(
    ("text", "shape", "hollow", "words"),
    [
        pytest.param("19", Shape.DOWN, False, "below target", id="below the goal"),
        pytest.param("20", Shape.DIAMOND, False, "in target, bone-risk zone", id="lower bound"),
        pytest.param("26", Shape.DIAMOND, False, "in target, bone-risk zone", id="top of zone"),
        pytest.param("26.1", Shape.CIRCLE, False, "in target", id="above the zone"),
        pytest.param("40", Shape.CIRCLE, False, "in target", id="upper bound"),
        pytest.param("40.1", Shape.UP, False, "above target", id="above the goal"),
        pytest.param("<20", Shape.DOWN, True, "below target", id="surely below"),
        pytest.param("<20.1", Shape.BAR, False, "cannot tell", id="perhaps below"),
        pytest.param(">40", Shape.UP, True, "above target", id="surely above"),
        pytest.param(">39", Shape.BAR, False, "cannot tell", id="perhaps above"),
    ],
)
def test_estradiol_mark(text, shape, hollow, words):
    mark = mark_of(text)
    assert (mark.shape, mark.is_hollow, mark.words, mark.text) == (shape, hollow, words, text)


@pytest.mark.parametrize(
    ("text", "key", "shape", "words"),
    [
        pytest.param("51.9", "hematocrit", Shape.CIRCLE, "in target", id="hematocrit away"),
        pytest.param("52.0", "hematocrit", Shape.DIAMOND, "near limit 54", id="hematocrit near"),
        pytest.param("54.0", "hematocrit", Shape.UP, "at or over 54", id="hematocrit at the limit"),
        pytest.param("9.9", "ratio", Shape.DOWN, "below target", id="ratio below"),
        pytest.param("10.0", "ratio", Shape.CIRCLE, "in target", id="ratio at the goal"),
        pytest.param(">45.8", "ratio", Shape.UP, "in target", id="ratio with only a lower end"),
    ],
)
def test_other_marks(text, key, shape, words):
    mark = mark_of(text, key)
    assert (mark.shape, mark.words) == (shape, words)


@pytest.mark.parametrize(
    ("text", "end"),
    [pytest.param("<30", "low", id="open below"), pytest.param(">30", "high", id="open above")],
)
def test_an_undecidable_result_reaches_to_its_open_end(text, end):
    spec = course_spec(course(ChartDraw(TODAY, estradiol=result(text, BANDS.estradiol))))
    panel = spec.panel("estradiol")
    assert panel.marks[0].reach == getattr(panel, end)


@pytest.mark.parametrize(
    ("amount", "comparator"),
    [
        pytest.param("NaN", "", id="no number"),
        pytest.param("Infinity", "", id="infinite"),
        pytest.param("5", "~", id="unknown comparator"),
    ],
)
def test_a_value_that_cannot_be_drawn_is_refused(amount, comparator):
    known = result("30", BANDS.estradiol)
    with pytest.raises(ValueError, match=r"finite number|comparator"):
        ChartValue("x", type(known.amount)(amount), known.position, comparator)
