"""Texts beside the points of the live figure; they differ between layouts, the points do not."""

from typing import Any

from monitoring.charts.events import place_events
from monitoring.charts.figure_traces import safe
from monitoring.charts.frame import Frame
from monitoring.charts.labels import Side
from monitoring.charts.spec import Panel

Json = dict[str, Any]

_POSITIONS = {
    Side.ABOVE: "top center",
    Side.BELOW: "bottom center",
    "start": "middle right",
    "end": "middle left",
}
_SIZE, _NEWEST_SIZE = 12, 14
_WEIGHT, _NEWEST_WEIGHT = 400, 700


def texts(frame: Frame) -> Json:
    """For the traces with that `meta`: what is written beside each point, and on which side."""
    return {
        "points": _values(frame, frame.spec.labelled),
        "events": _events(frame, frame.spec.panel("events")),
    }


def _values(frame: Frame, panel: Panel) -> Json:
    sides = frame.label_sides
    shown = [safe(m.text) if side else "" for m, side in zip(panel.marks, sides, strict=True)]
    sizes = [_SIZE] * (len(shown) - 1) + [_NEWEST_SIZE]
    positions = [_POSITIONS[side or Side.ABOVE] for side in sides]
    weights = [_WEIGHT] * (len(shown) - 1) + [_NEWEST_WEIGHT]
    font = {"size": sizes[: len(shown)], "weight": weights[: len(shown)]}
    return {"text": shown, "textposition": positions, "textfont": font}


def _events(frame: Frame, panel: Panel) -> Json:
    """In the order of the trace, which is the order of time, not of rows."""
    over, layout = frame.spec.timeline, frame.layout
    placed = place_events(panel.events, over, layout, roomy=True)
    side_of = {id(one.event): one.side for one in placed}
    sides = [side_of[id(event)] for event in panel.events]
    shown = [
        f" {safe(e.text)} " if side else "" for e, side in zip(panel.events, sides, strict=True)
    ]
    return {"text": shown, "textposition": [_POSITIONS[side or "start"] for side in sides]}
