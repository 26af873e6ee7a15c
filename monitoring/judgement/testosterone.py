"""Testosterone treatment: in force or not, and when it really changed."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date

from monitoring.judgement.snapshot import START, STOP, TestosteroneEvent


class TestosteroneTreatment:
    """All testosterone events up to the day of judgement, in (date, recorded) order."""

    __test__ = False  # not a test class

    def __init__(self, events: Iterable[TestosteroneEvent]) -> None:
        self._events = sorted(events, key=lambda event: event.on)
        self._dates = [event.on for event in self._events]
        self.changed_on: list[date] = []
        self.started_on: date | None = None
        self._follow()

    def _follow(self) -> None:
        """Go through the events: a start while in force is a change, a refill is no change."""
        running, regimen = False, ""
        for event in self._events:
            begins = event.kind == START and not running
            if begins:
                self.started_on = event.on
            if begins or event.kind == STOP or event.regimen != regimen:
                self.changed_on.append(event.on)
            running, regimen = event.kind != STOP, event.regimen

    @property
    def in_force(self) -> bool:
        """Whether testosterone is being taken at the end of the record."""
        return bool(self._events) and self._events[-1].kind != STOP

    def in_force_before(self, on: date) -> bool:
        """Whether a draw of that day saw testosterone: the last event of an earlier day decides."""
        place = bisect_left(self._dates, on)
        return place > 0 and self._events[place - 1].kind != STOP
