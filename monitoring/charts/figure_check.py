"""Holding a live figure against the plotly package: for tests and checks, never for a request."""

import json
import re
from typing import Any

import plotly.graph_objects as go

_TOKEN = re.compile(r"var\(--[a-z-]+\)")


def check_figure(figure: dict[str, Any]) -> None:
    """Refuse (ValueError) what the plotly package does not know, in any of the figure's layouts."""
    plain = json.loads(_TOKEN.sub("#000000", json.dumps(figure)))
    for frame in plain["frames"].values():
        traces = [trace | frame["texts"].get(trace.get("meta"), {}) for trace in plain["traces"]]
        go.Figure({"data": traces, "layout": frame["layout"]})
