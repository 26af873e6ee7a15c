"""What the live figure writes and marks beside its points: areas, doses, today, what is due."""

from collections.abc import Iterator
from typing import Any

from monitoring.charts.figure_traces import axis, safe
from monitoring.charts.frame import Frame
from monitoring.charts.points import DueKind
from monitoring.charts.spec import Area, DoseSpan, DueMark, EventKind, Panel
from monitoring.charts.svg import DUE_DOWN
from monitoring.charts.svg_texts import dose_text, dose_text_down, named

Json = dict[str, Any]

_SMALL = {"size": 11, "color": "var(--muted)"}
_RIGHT = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": -6, "align": "right"}


def names(frame: Frame) -> Iterator[Json]:
    """All annotations."""
    for place, panel in enumerate(frame.spec.panels):
        yield from (
            _area(frame, axis(place), area) for area in panel.areas if named(frame, panel, area)
        )
        yield from (_dose(frame, panel, span) for span in panel.spans)
    for due in frame.spec.due:
        yield from _due(frame, due)
    if frame.layout.writes_words:
        today = {"xref": "x", "x": frame.spec.timeline.today.isoformat(), "font": _SMALL}
        yield _text("Today", **today, **_above_foot(frame, frame.layout.top - 10))


def _text(text: str, **place: Any) -> Json:
    return {"text": text, "showarrow": False, "borderpad": 0, **place}


def _above_foot(frame: Frame, pixels: int) -> Json:
    """A height on the sheet, given from its top; the text's middle lies there."""
    up = round(1 - pixels / frame.layout.height, 5)
    return {"yref": "paper", "y": up, "yanchor": "middle"}


def _area(frame: Frame, yref: str, area: Area) -> Json:
    colour = "var(--review)" if area.is_zone else "var(--target)"
    middle = str((area.low + area.high) / 2)
    font = {"size": 11, "color": colour}
    text = area.label if frame.layout.writes_words else area.short_label
    return _text(text, yref=yref, y=middle, yanchor="middle", font=font, **_RIGHT)


def _dose(frame: Frame, panel: Panel, span: DoseSpan) -> Json:
    text = safe(dose_text(frame, span, roomy=True))
    place = _above_foot(frame, dose_text_down(frame, panel, span) - 4)
    font = {"size": 12, "color": "var(--dose)", "weight": 600}
    x = {"xref": "x", "x": span.starts_on.isoformat(), "xanchor": "left", "xshift": 5}
    return _text(text, font=font, **x, **place)


def _due(frame: Frame, due: DueMark) -> Iterator[Json]:
    is_labs = due.kind is DueKind.LABS
    scan_row, text_row = (frame.event_row(k) for k in (EventKind.SCAN_DUE, EventKind.SYMPTOM))
    down = frame.layout.top + DUE_DOWN if is_labs else scan_row
    if not due.is_beyond:
        font = {"size": 14, "color": "var(--ink)"}
        sign = "○" if is_labs else "□"
        yield _text(sign, xref="x", x=due.on.isoformat(), font=font, **_above_foot(frame, down))
    if frame.layout.writes_words:
        middle = down + 24 if is_labs else text_row
        yield _text("<br>".join(due.lines), font=_SMALL, **_above_foot(frame, middle), **_RIGHT)
