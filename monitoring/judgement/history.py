"""The record of one man up to a day, put in order once; nothing here depends on the calendar."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import date
from operator import attrgetter
from typing import Any

from monitoring.judgement.anastrozole import Anastrozole
from monitoring.judgement.day import days
from monitoring.judgement.readings import Reading, Series, series_by_analyte
from monitoring.judgement.snapshot import (
    ESTRADIOL,
    EXCESS_SYMPTOMS,
    STOP,
    Draw,
    Scan,
    SetDate,
    Snapshot,
    SymptomReport,
)
from monitoring.judgement.testosterone import TestosteroneTreatment
from protocols.targets.book import Targets

_on = attrgetter("on")


Dated = Draw | Scan | SymptomReport


class History:
    """The facts dated up to `as_of`; later ones are ignored altogether."""

    def __init__(self, snapshot: Snapshot, as_of: date) -> None:
        self.snapshot = snapshot
        self.as_of = as_of
        self.targets: Targets = snapshot.targets
        self.anastrozole = Anastrozole(e for e in snapshot.anastrozole if e.on <= as_of)
        self.testosterone = TestosteroneTreatment(e for e in snapshot.testosterone if e.on <= as_of)
        self.regimen_changes = self._regimen_changes()
        self.scans = _up_to(as_of, snapshot.scans)
        self.reports = _up_to(as_of, snapshot.symptoms)
        draws = _up_to(as_of, snapshot.draws)
        self.awaited = [draw.on for draw in draws if draw.is_awaited]  # their results are missing
        self.results = series_by_analyte(draws, self.targets)
        self.estradiol: Series = self.results[ESTRADIOL]
        self.latest = {analyte: self._latest(results) for analyte, results in self.results.items()}
        self._answers: dict[Any, Any] = {}

    def _latest(self, results: Series) -> tuple[Reading | None, date]:
        """The latest result, and the day from which on it is too old to be judged."""
        if not results:
            return None, self.as_of
        return results[-1], results[-1].on + days(self.targets.windows.fresh_days + 1)

    def once[A](self, question: Callable[["History"], A]) -> A:
        """The answer to a question about the record alone, worked out once for all days."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: A = self._answers[question]
        return answer

    def result_on(self, analyte: str, on: date) -> Reading | None:
        """The result of one analyte drawn that day, if there is one."""
        results = self.results[analyte]
        place = bisect_left(results, on, key=_on)
        return results[place] if place < len(results) and results[place].on == on else None

    def set_date(self, duty: str) -> SetDate | None:
        """The date that was set last for a duty; where several were on one day, the last one."""
        known = [s for s in self.snapshot.set_dates if s.duty == duty and s.set_on <= self.as_of]
        return sorted(known, key=lambda each: each.set_on)[-1] if known else None

    def symptoms_between(self, first: date, last: date) -> tuple[SymptomReport, ...]:
        """Symptom reports of a window, both ends included."""
        begin = bisect_left(self.reports, first, key=_on)
        return self.reports[begin : bisect_right(self.reports, last, key=_on)]

    def _regimen_changes(self) -> tuple[date, ...]:
        """Days of the current course on which a treatment changed, earliest first.

        Start, change and resume of anastrozole, and real changes of testosterone
        after its start. Hold and stop of anastrozole change no regimen.
        """
        if not self.anastrozole.started:
            return ()
        start = self.anastrozole.start.on
        own = {step.on for step in self.anastrozole.doses}
        return tuple(sorted(own.union(on for on in self.testosterone.changed_on if on > start)))

    def last_change_before(self, on: date) -> date | None:
        """The last regimen change of an earlier day."""
        place = bisect_left(self.regimen_changes, on)
        return self.regimen_changes[place - 1] if place else None

    def on_therapy(self, on: date) -> bool:
        """Whether a draw of that day was taken during therapy, which the targets are for."""
        if self.testosterone.in_force_before(on):
            return True
        step = self.anastrozole.last_before(on)
        if step is None or step.event.kind != STOP:
            return step is not None
        return on - step.on <= days(self.targets.windows.after_stop_days)

    def estradiol_since(self, first: date) -> Series:
        """Estradiol results of that day or later."""
        return self.estradiol[bisect_left(self.estradiol, first, key=_on) :]


def _up_to[F: Dated](last: date, facts: Iterable[F]) -> tuple[F, ...]:
    """The facts up to and with a day, earliest first; those of one day as they were recorded."""
    return tuple(sorted([fact for fact in facts if fact.on <= last], key=_on))


def has_excess(report: SymptomReport) -> bool:
    """Whether the report names a symptom of estrogen excess."""
    return not EXCESS_SYMPTOMS.isdisjoint(report.excess)
