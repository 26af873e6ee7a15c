"""What estradiol was at each dose that a man took: his own draws, observed, nothing more.

Only draws at steady state say what a dose does. The lowest dose at which everything was well is
pointed out as an observation; nothing is fitted, drawn out or proposed.
"""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from monitoring.judgement.courses import courses, on_drug
from monitoring.judgement.day import days
from monitoring.judgement.history import History
from monitoring.judgement.readings import Reading
from monitoring.judgement.snapshot import EXCESS_SYMPTOMS, LOW_SYMPTOMS_JUDGED, Snapshot
from protocols.targets.goals import Position

UNSETTLING = EXCESS_SYMPTOMS | LOW_SYMPTOMS_JUDGED
"""Symptoms that speak against a dose: those that the rules hold against estradiol."""


class SteadyDraw(NamedTuple):
    """An estradiol result at steady state, the weekly dose behind it, and how he felt around it.

    `symptoms` are all that he reported within the window of the draw; None where nobody asked.
    """

    weekly_mg: Fraction
    reading: Reading
    symptoms: frozenset[str] | None

    @property
    def on(self) -> date:
        """The day of the draw."""
        return self.reading.on

    @property
    def in_target(self) -> bool:
        """Certainly in target; a result that does not say is not."""
        return self.reading.position is Position.IN_TARGET

    @property
    def settled(self) -> bool | None:
        """Whether no symptom spoke against the dose; None where nobody asked."""
        return None if self.symptoms is None else not self.symptoms & UNSETTLING


class DoseResponse(NamedTuple):
    """His draws at steady state, lowest dose first, and the lowest dose at which all was well."""

    draws: tuple[SteadyDraw, ...]
    lowest_settled_mg: Fraction | None


def dose_response(snapshot: Snapshot, as_of: date) -> DoseResponse:
    """Weekly dose against estradiol and symptoms, over all courses."""
    steady = [draw for history in courses(snapshot, as_of) for draw in _steady(history)]
    reports = _Reports(snapshot, as_of)
    told = [draw._replace(symptoms=reports.around(draw.reading)) for draw in steady]
    ordered = tuple(sorted(told, key=lambda draw: (draw.weekly_mg, draw.on)))
    return DoseResponse(ordered, _lowest_settled(ordered))


def _steady(history: History) -> Iterable[SteadyDraw]:
    wait = days(history.targets.windows.steady_state_days)
    for reading in on_drug(history, history.estradiol):
        changed = history.last_change_before(reading.on)
        step = history.anastrozole.last_before(reading.on)
        if changed and step and reading.on - changed >= wait:
            yield SteadyDraw(step.weekly_mg, reading, None)


class _Reports:
    """What he reported up to a day."""

    def __init__(self, snapshot: Snapshot, as_of: date) -> None:
        self._reports = [report for report in snapshot.symptoms if report.on <= as_of]

    def around(self, reading: Reading) -> frozenset[str] | None:
        """All symptoms within the window of a draw; None without any report."""
        window = days(reading.targets.windows.symptom_days)
        near = [r.excess | r.low for r in self._reports if abs(r.on - reading.on) <= window]
        return frozenset().union(*near) if near else None


def _lowest_settled(draws: Iterable[SteadyDraw]) -> Fraction | None:
    """The lowest dose with every draw in target, symptoms asked about, and none unsettling."""
    for _, at_dose in groupby(draws, key=lambda draw: draw.weekly_mg):
        taken = list(at_dose)
        settled = {draw.settled for draw in taken}
        if all(draw.in_target for draw in taken) and True in settled and False not in settled:
            return taken[0].weekly_mg
    return None
