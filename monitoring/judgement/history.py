"""The record of one man up to a day, put in order once; nothing here depends on the calendar."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from monitoring.judgement.anastrozole import Anastrozole
from monitoring.judgement.day import days
from monitoring.judgement.readings import Reading, Series, series
from monitoring.judgement.snapshot import (
    ESTRADIOL,
    EXCESS_SYMPTOMS,
    HEMATOCRIT,
    STOP,
    TESTOSTERONE,
    Scan,
    SetDate,
    Snapshot,
    SymptomReport,
)
from monitoring.judgement.testosterone import TestosteroneTreatment
from protocols.targets.book import Targets

_drawn_on = attrgetter("on")


class History:
    """The facts dated up to `as_of`; later ones are ignored altogether."""

    def __init__(self, snapshot: Snapshot, as_of: date) -> None:
        self.snapshot = snapshot
        self.as_of = as_of
        self.targets: Targets = snapshot.targets
        self.anastrozole = Anastrozole(e for e in snapshot.anastrozole if e.on <= as_of)
        self.testosterone = TestosteroneTreatment(e for e in snapshot.testosterone if e.on <= as_of)
        draws = [draw for draw in snapshot.draws if draw.on <= as_of]
        self.results: dict[str, Series] = {
            analyte: series(draws, analyte, self.targets)
            for analyte in (TESTOSTERONE, ESTRADIOL, HEMATOCRIT)
        }
        self._answers: dict[Any, Any] = {}

    def once[A](self, question: Callable[["History"], A]) -> A:
        """The answer to a question about the record alone, worked out once for all days."""
        if question not in self._answers:
            self._answers[question] = question(self)
        answer: A = self._answers[question]
        return answer

    def result_on(self, analyte: str, on: date) -> Reading | None:
        """The result of one analyte drawn that day, if there is one."""
        results = self.results[analyte]
        place = bisect_left(results, on, key=_drawn_on)
        return results[place] if place < len(results) and results[place].on == on else None

    @property
    def estradiol(self) -> Series:
        """Every estradiol result, earliest first."""
        return self.results[ESTRADIOL]

    @cached_property
    def scans(self) -> tuple[Scan, ...]:
        """DEXA scans, earliest first."""
        return tuple(
            sorted((s for s in self.snapshot.scans if s.on <= self.as_of), key=lambda s: s.on)
        )

    @cached_property
    def reports(self) -> tuple[SymptomReport, ...]:
        """Symptom reports, earliest first."""
        known = (report for report in self.snapshot.symptoms if report.on <= self.as_of)
        return tuple(sorted(known, key=lambda report: report.on))

    @cached_property
    def awaited(self) -> list[date]:
        """Days of draws whose results are awaited, earliest first."""
        draws = self.snapshot.draws
        return sorted(draw.on for draw in draws if draw.is_awaited and draw.on <= self.as_of)

    def set_date(self, duty: str) -> SetDate | None:
        """The date that was set last for a duty; where several were on one day, the last one."""
        known = [s for s in self.snapshot.set_dates if s.duty == duty and s.set_on <= self.as_of]
        return sorted(known, key=lambda each: each.set_on)[-1] if known else None

    def symptoms_between(self, first: date, last: date) -> list[SymptomReport]:
        """Symptom reports of a window, both ends included."""
        return [report for report in self.reports if first <= report.on <= last]

    @cached_property
    def regimen_changes(self) -> tuple[date, ...]:
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
        return [reading for reading in self.estradiol if reading.on >= first]


def has_excess(report: SymptomReport) -> bool:
    """Whether the report names a symptom of estrogen excess."""
    return not EXCESS_SYMPTOMS.isdisjoint(report.excess)
