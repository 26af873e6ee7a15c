"""The same chart for plotly.js: hover over all panels at once, built as plain dictionaries.

Colours are written as `var(--name)`: the browser puts in what the style sheet says, so that no
colour is written twice. Amounts are strings of exact digits. `figure_check` holds the result
against the plotly package in the tests; a request never does, since that costs more than the
whole page.
"""

from typing import Any

from monitoring.charts.figure_layout import figure_layout
from monitoring.charts.figure_texts import texts
from monitoring.charts.figure_traces import traces
from monitoring.charts.frame import Frame
from monitoring.charts.layouts import NARROW, WIDE
from monitoring.charts.spec import Spec

Json = dict[str, Any]


def course_figure(spec: Spec) -> Json:
    """`traces`, for each layout its `layout` and the `texts` of some traces, and the `readings`."""
    return live_figure(Frame(spec, WIDE), Frame(spec, NARROW))


def live_figure(*frames: Frame) -> Json:
    """The figure in the layouts of these frames of one chart."""
    spec = frames[0].spec
    return {
        "traces": traces(spec),
        "frames": {
            frame.layout.key: {"layout": figure_layout(frame), "texts": texts(frame)}
            for frame in frames
        },
        "readings": [
            {
                "on": reading.on.isoformat(),
                "at": frames[0].x(reading.on),
                "spoken": reading.spoken,
                "href": reading.href,
            }
            for reading in spec.readings
        ],
    }
