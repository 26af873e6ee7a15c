"""The marks and lines of the live figure, panel by panel, from the same Spec as the SVG."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Any

from monitoring.charts.points import Position
from monitoring.charts.spec import Area, DoseSpan, EventKind, LineStyle, Mark, Panel, Shape, Spec

Json = dict[str, Any]

_SYMBOLS = {
    Shape.CIRCLE: "circle",
    Shape.DIAMOND: "diamond",
    Shape.DOWN: "triangle-down",
    Shape.UP: "triangle-up",
    Shape.BAR: "square",
}
_COLOURS = {
    Position.BELOW: "var(--act)",
    Position.IN_TARGET: "var(--series)",
    Position.NEAR: "var(--review-mark)",
    Position.ABOVE: "var(--act)",
    Position.AT_OR_OVER_LIMIT: "var(--act)",
    Position.UNDECIDABLE: "var(--muted)",
}
_RIM, _HOLLOW_RIM = 1.2, 1.8
_SIZES = {True: 11, False: 8}
_TRIANGLES = (Shape.DOWN, Shape.UP)
_TRIANGLE_MORE = 3  # the rim lies on the shape here, around it in the drawing
EVENT_ROWS = {EventKind.SYMPTOM: "1.46", EventKind.SCAN: "0.5", EventKind.SCAN_DUE: "0.5"}


def axis(place: int) -> str:
    """The name of a panel's vertical axis as a trace gives it: y, y2, y3."""
    return f"y{place + 1}" if place else "y"


def traces(spec: Spec) -> list[Json]:
    """All traces, grounds before lines before marks."""
    drawn: list[Json] = []
    for place, panel in enumerate(spec.panels):
        found = [
            *(_zone(spec, area) for area in panel.areas if area.is_zone),
            *_doses(panel.spans),
            *_lines(panel),
            *_marks(panel),
            *_events(panel),
        ]
        drawn += [{"type": "scatter", "yaxis": axis(place), **trace} for trace in found]
    return [*drawn, _readings(spec)]


def _readings(spec: Spec) -> Json:
    """An unseen point for each draw that carries all of its results.

    Hovering over the marks themselves would mix in the nearest result of another draw wherever
    one was not measured; one point for each draw cannot.
    """
    return {
        "type": "scatter",
        "yaxis": "y",
        "meta": "readings",
        "mode": "markers",
        "x": [reading.on.isoformat() for reading in spec.readings],
        "y": [str(spec.panels[0].high)] * len(spec.readings),
        "hovertext": ["<br>".join(map(safe, reading.lines)) for reading in spec.readings],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"size": 1, "color": "rgba(0,0,0,0)"},
    }


def _silent(**trace: Any) -> Json:
    return {"hoverinfo": "skip", "mode": "lines", **trace}


def _zone(spec: Spec, area: Area) -> Json:
    """Layout shapes cannot be hatched; a filled trace can."""
    start, end = spec.timeline.starts_on.isoformat(), spec.timeline.ends_on.isoformat()
    low, high = str(area.low), str(area.high)
    pattern = {
        "shape": "/",
        "fgcolor": "var(--hatch-line)",
        "bgcolor": "var(--hatch-ground)",
        "fgopacity": 0.6,
        "size": 6,
        "solidity": 0.2,
    }
    return _silent(
        x=[start, end, end, start],
        y=[low, low, high, high],
        fill="toself",
        fillpattern=pattern,
        line={"width": 0},
    )


def _doses(spans: Sequence[DoseSpan]) -> list[Json]:
    """One filled step line for each stretch without a pause."""
    runs = [list(run) for held, run in groupby(spans, lambda span: span.is_held) if not held]
    return [_dose_run(run) for run in runs]


def _dose_run(run: Sequence[DoseSpan]) -> Json:
    x = [span.starts_on.isoformat() for span in run] + [run[-1].ends_on.isoformat()]
    y = [str(span.weekly_mg) for span in run] + [str(run[-1].weekly_mg)]
    line = {"shape": "hv", "width": 2, "color": "var(--dose)"}
    return _silent(x=x, y=y, fill="tozeroy", fillcolor="var(--dose-fill)", line=line)


def _lines(panel: Panel) -> list[Json]:
    """One trace for each style; None ends a line."""
    drawn = []
    for style, dash in ((LineStyle.SOLID, "solid"), (LineStyle.DOTTED, "2px,4px")):
        ends = [(one.start, one.end) for one in panel.segments if one.style is style]
        if ends:
            line = {"color": "var(--series)", "width": 2, "dash": dash}
            drawn.append(_silent(**_pairs(ends), line=line, meta=style.value))
    return drawn


def _pairs(ends: Sequence[tuple[Mark, Mark]]) -> Json:
    x, y = [], []
    for start, end in ends:
        x += [start.on.isoformat(), end.on.isoformat(), None]
        y += [str(start.amount), str(end.amount), None]
    return {"x": x, "y": y}


def _marks(panel: Panel) -> list[Json]:
    if not panel.marks:
        return []
    return [*_bars(panel.marks), _points(panel)]


def _bars(marks: Sequence[Mark]) -> list[Json]:
    """The range that an undecidable result leaves open."""
    open_marks = [mark for mark in marks if mark.reach is not None]
    x = [on for mark in open_marks for on in (mark.on.isoformat(), mark.on.isoformat(), None)]
    y = [end for mark in open_marks for end in (str(mark.amount), str(mark.reach), None)]
    line = {"color": "var(--muted)", "width": 8}
    return [_silent(x=x, y=y, opacity=0.45, line=line)] if open_marks else []


def _points(panel: Panel) -> Json:
    marks, is_labelled = panel.marks, panel.is_labelled
    return {
        "name": panel.title,
        "meta": "points",
        "mode": "markers+text" if is_labelled else "markers",
        "x": [mark.on.isoformat() for mark in marks],
        "y": [str(mark.amount) for mark in marks],
        "hoverinfo": "skip",
        "cliponaxis": False,
        "marker": _marker(marks, _SIZES[is_labelled]),
    }


def _marker(marks: Sequence[Mark], size: int) -> Json:
    colours = [_COLOURS[mark.position] for mark in marks]
    hollow = [mark.is_hollow for mark in marks]
    fills = [
        "var(--surface)" if is_hollow else c for is_hollow, c in zip(hollow, colours, strict=True)
    ]
    rims = [
        c if is_hollow else "var(--surface)" for is_hollow, c in zip(hollow, colours, strict=True)
    ]
    return {
        "symbol": [_SYMBOLS[mark.shape] for mark in marks],
        "size": [_size(mark, size) for mark in marks],
        "opacity": 1,
        "color": fills,
        "line": {
            "color": rims,
            "width": [_HOLLOW_RIM if is_hollow else _RIM for is_hollow in hollow],
        },
    }


def _size(mark: Mark, usual: int) -> int:
    if mark.reach is not None:
        return 0
    return usual + _TRIANGLE_MORE if mark.shape in _TRIANGLES else usual


def _events(panel: Panel) -> list[Json]:
    if not panel.events:
        return []
    events = panel.events
    return [
        {
            "meta": "events",
            "mode": "markers+text",
            "x": [event.on.isoformat() for event in events],
            "y": [EVENT_ROWS[event.kind] for event in events],
            "hoverinfo": "skip",
            "cliponaxis": False,
            "marker": {
                "symbol": ["x-thin" if e.kind is EventKind.SYMPTOM else "square" for e in events],
                "size": 10,
                "color": "var(--ink)",
                "line": {
                    "color": "var(--ink)",
                    "width": [2 if e.kind is EventKind.SYMPTOM else 0 for e in events],
                },
            },
        }
    ]


def safe(text: str) -> str:
    """Text that plotly.js shows as it is; an unescaped `<15` could be taken for a tag."""
    return escape(text, quote=False)
