"""Axes, grounds and names of the live figure, at the very places of the SVG."""

from collections.abc import Iterator
from typing import Any

from monitoring.charts.figure_names import names
from monitoring.charts.figure_traces import EVENT_ROWS, axis
from monitoring.charts.frame import Frame
from monitoring.charts.layouts import Layout
from monitoring.charts.spec import Area, Edge, EventKind, Panel
from monitoring.charts.timeline import calendar_lines
from monitoring.charts.wording import plain

Json = dict[str, Any]

_CLEAR = "rgba(0,0,0,0)"
_FAMILY = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif'
_TICK_FONT = {"size": 11, "color": "var(--muted)"}
_ROW_NAMES = {"Sympt.": EVENT_ROWS[EventKind.SYMPTOM], "DEXA": EVENT_ROWS[EventKind.SCAN]}


def figure_layout(frame: Frame) -> Json:
    """The layout of one arrangement; all panels share one axis of days."""
    drawn = _sheet(frame.layout) | {
        "hovermode": "x unified",
        "hoversubplots": "axis",
        "hoverdistance": 40,
        "hoverlabel": _hover_label(frame.layout),
        "xaxis": _days(frame),
        "shapes": list(_shapes(frame)),
        "annotations": list(names(frame)),
    }
    for place, panel in enumerate(frame.spec.panels):
        drawn[f"yaxis{place + 1 if place else ''}"] = _amounts(frame.layout, panel)
    return drawn


def _sheet(layout: Layout) -> Json:
    return {
        "height": layout.height,
        "margin": {"l": layout.left, "r": layout.right, "t": 0, "b": 0, "pad": 0},
        "font": {"size": 12, "color": "var(--ink)", "family": _FAMILY},
        "paper_bgcolor": _CLEAR,
        "plot_bgcolor": _CLEAR,
        "showlegend": False,
        "dragmode": False,
    }


def _hover_label(layout: Layout) -> Json:
    return {
        "bgcolor": "var(--surface)",
        "bordercolor": "var(--control)",
        "font": {"color": "var(--ink)", "size": 13 if layout.writes_words else 11},
        "align": "left",
    }


def up(layout: Layout, pixels: int) -> float:
    """A place from the top as plotly.js counts it: 1 at the top of the sheet, 0 at its foot."""
    return round(1 - pixels / layout.height, 5)


def _days(frame: Frame) -> Json:
    over, bottom = frame.spec.timeline, axis(len(frame.spec.panels) - 1)
    lines = calendar_lines(over, frame.layout.most_calendar_lines)
    return {
        "type": "date",
        "range": [over.starts_on.isoformat(), over.ends_on.isoformat()],
        "fixedrange": True,
        "anchor": bottom,
        "tickvals": [on.isoformat() for on in lines],
        "ticktext": [f"{on:%b}<br>{on.year}" for on in lines],
        "tickfont": _TICK_FONT,
        "ticks": "",
        "gridcolor": "rgba(22,32,42,.09)",
        "zeroline": False,
        "hoverformat": "%d-%b-%Y",
        "showspikes": False,
    }


def _amounts(layout: Layout, panel: Panel) -> Json:
    strip = layout.strips[panel.key]
    ticks = {plain(amount): str(amount) for amount in panel.ticks} or _ROW_NAMES
    return {
        "type": "linear",
        "domain": [up(layout, strip.bottom), up(layout, strip.top)],
        "range": [str(panel.low), str(panel.high)],
        "fixedrange": True,
        "tickvals": list(ticks.values()),
        "ticktext": list(ticks),
        "tickfont": _TICK_FONT,
        "ticks": "",
        "ticklabelstandoff": 3,
        "showgrid": False,
        "zeroline": False,
    }


def _shapes(frame: Frame) -> Iterator[Json]:
    over = frame.spec.timeline
    today, end = over.today.isoformat(), over.ends_on.isoformat()
    shade = {"fillcolor": "var(--ink)", "opacity": 0.045, "line": {"width": 0}}
    yield _upright(frame, today, end) | {"type": "rect", **shade}
    for place, panel in enumerate(frame.spec.panels):
        yield from (_area(axis(place), area) for area in panel.areas if not area.is_zone)
        yield from (_edge(axis(place), edge) for edge in panel.edges)
    for on in frame.spec.dose_changes:
        line = {"color": "var(--dose)", "width": 1, "dash": "3px,3px"}
        yield _upright(frame, on.isoformat(), on.isoformat()) | {"type": "line", "line": line}
    line = {"color": "var(--muted)", "width": 1}
    yield _upright(frame, today, today) | {"type": "line", "line": line}


def _upright(frame: Frame, start: str, end: str) -> Json:
    layout = frame.layout
    y = {"y0": up(layout, layout.bottom), "y1": up(layout, layout.top)}
    return {"xref": "x", "yref": "paper", "layer": "below", "x0": start, "x1": end, **y}


def _area(yref: str, area: Area) -> Json:
    place = {"xref": "paper", "yref": yref, "layer": "below", "x0": 0, "x1": 1}
    amounts = {"y0": str(area.low), "y1": str(area.high)}
    return {"type": "rect", "fillcolor": "var(--band)", "line": {"width": 0}, **place, **amounts}


def _edge(yref: str, edge: Edge) -> Json:
    place = {"xref": "paper", "yref": yref, "layer": "below", "x0": 0, "x1": 1}
    line = (
        {"color": "var(--act)", "width": 1.5}
        if edge.is_limit
        else {"color": "var(--band-line)", "width": 1}
    )
    return {"type": "line", "y0": str(edge.amount), "y1": str(edge.amount), "line": line, **place}
