"""What came in from laboratories, what waits of it, and which draw came from which row."""

from exchange.models.arrivals import Arrival, Layout
from exchange.models.files import (
    ImportedDraw,
    ImportedFile,
    ImportRun,
    MovingIn,
    ReceivedResult,
)
from exchange.models.waiting import Outcome, WaitingRow

__all__ = [
    "Arrival",
    "ImportRun",
    "ImportedDraw",
    "ImportedFile",
    "Layout",
    "MovingIn",
    "Outcome",
    "ReceivedResult",
    "WaitingRow",
]
