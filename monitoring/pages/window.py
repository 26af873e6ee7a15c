"""How far back a chart looks, as its address says."""

from __future__ import annotations

from accounts.access import ClinicRequest
from monitoring.charts.points import Window


def asked_window(request: ClinicRequest) -> Window:
    """The window of the address; two years where it names none."""
    asked = request.GET.get("w", "")
    return Window(asked) if asked in set(Window) else Window.TWO_YEARS
