"""One man's course for his page: chart, tiles, table, events, all from one snapshot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from accounts.row_reading import KeptQuery
from labs.models import Method, SiteName
from monitoring.charts.points import (
    Band,
    Bands,
    ChartDraw,
    ChartValue,
    CourseChart,
    DexaMark,
    DoseStep,
    DueKind,
    DueMarker,
    SymptomMark,
    Window,
)
from monitoring.charts.rendered import PrintedCourse, RenderedCourse, print_course, render_course
from monitoring.judgement.anastrozole import Anastrozole, Step
from monitoring.judgement.snapshot import ESTRADIOL, HEMATOCRIT, TESTOSTERONE, Scan
from monitoring.models import Obligation, ObligationKind
from monitoring.pages.addresses import address_of
from monitoring.pages.scope import Man
from monitoring.pages.units import USUAL, ShownUnits
from monitoring.status.drawn import DrawNote
from monitoring.status.shown import RATIO, UNITS, Columns, ShownValue, columns
from monitoring.status.snapshots import Course, load_courses
from patients.models import Patient
from patients.symptoms import LABELS, Symptom
from protocols.models import every_so_often, plain, times_a_week
from protocols.targets.book import Targets
from protocols.targets.goals import Target


@KeptQuery
def _owed(man: int) -> QuerySet[Obligation]:
    owed: QuerySet[Obligation] = Patient(pk=man).obligations.open().order_by("due_on")
    return owed


@dataclass(frozen=True)
class ShownCourse:
    """What the page draws from."""

    course: Course
    today: date
    values: Columns
    obligations: list[Obligation]
    units: ShownUnits = USUAL

    @classmethod
    def load(cls, man: Man, today: date, units: ShownUnits = USUAL) -> ShownCourse:
        """What is on record about a man, and what is owed to him."""
        man.patient.details = man.details
        (course,) = load_courses([man.patient], today)
        return cls.of(course, today, _owed(man.patient.pk), units)

    @classmethod
    def of(
        cls,
        course: Course,
        today: date,
        obligations: list[Obligation],
        units: ShownUnits = USUAL,
    ) -> ShownCourse:
        """Read the course once for everything that the page shows of it."""
        return cls(course, today, units.values(columns(course.snapshot)), obligations, units)

    def chart(self, window: Window) -> RenderedCourse:
        """The chart of the course, as a page shows it."""
        return render_course(self.charted(window))

    def on_paper(self, window: Window) -> PrintedCourse:
        """The chart of the course, as the report shows it."""
        return print_course(self.charted(window))

    def on_his_paper(self, window: Window) -> PrintedCourse:
        """The chart as the man himself gets it: his targets, without the zone inside of one."""
        charted = self.charted(window)
        plain_band = replace(charted.bands.estradiol, zone=None)
        return print_course(replace(charted, bands=replace(charted.bands, estradiol=plain_band)))

    def charted(self, window: Window) -> CourseChart:
        """What the chart of the course is drawn from."""
        snapshot = self.course.snapshot
        return CourseChart(
            today=self.today,
            bands=self.units.bands(bands(snapshot.targets)),
            longest_join_days=snapshot.targets.exposure.interpolation_days,
            window=window,
            draws=tuple(self._draws()),
            dose_steps=tuple(_dose_steps(Anastrozole(snapshot.anastrozole))),
            symptoms=tuple(
                SymptomMark(report.on, symptoms_in_words(report.excess | report.low))
                for report in snapshot.symptoms
            ),
            scans=tuple(DexaMark(scan.on, scan_in_words(scan)) for scan in snapshot.scans),
            due=tuple(self._due_markers()),
        )

    def _draws(self) -> list[ChartDraw]:
        by_day: dict[date, dict[str, ShownValue]] = {}
        for marker, values in self.values.items():
            for value in values:
                by_day.setdefault(value.on, {})[marker] = value
        return [self._chart_draw(on, found) for on, found in sorted(by_day.items())]

    def _chart_draw(self, on: date, found: dict[str, ShownValue]) -> ChartDraw:
        return ChartDraw(
            drawn_on=on,
            estradiol=self._point(found.get(ESTRADIOL)),
            testosterone=self._point(found.get(TESTOSTERONE)),
            ratio=self._point(found.get(RATIO)),
            hematocrit=self._point(found.get(HEMATOCRIT)),
            href=self.draw_url(next(iter(found.values()))),
        )

    def draw_url(self, value: ShownValue) -> str:
        """Where a value's draw is opened."""
        man = self.course.patient.opaque_id
        return address_of("monitoring:draw-amend", man, str(value.draw_key))

    def _point(self, value: ShownValue | None) -> ChartValue | None:
        if value is None:
            return None
        note = self.course.notes.get(str(value.draw_key))
        unit = self.units.label(value.marker)
        is_amended = note is not None and note.version > 1
        return ChartValue(
            text=value.text,
            amount=value.amount,
            position=value.position,
            comparator=value.comparator,
            assay=method_in_words(value.method),
            laboratory=note.laboratory if note else "",
            amended="amended" if is_amended else "",
            is_preliminary=note is not None and _rests_on_preliminary(value.marker, note),
            is_converted=bool(value.typed) and unit not in value.typed.split(),
        )

    def _due_markers(self) -> list[DueMarker]:
        kinds = {ObligationKind.LABS: DueKind.LABS, ObligationKind.DEXA: DueKind.DEXA}
        return [
            DueMarker(kinds[ObligationKind(each.kind)], each.due_on)
            for each in self.obligations
            if each.kind in kinds
        ]


def _rests_on_preliminary(marker: str, note: DrawNote) -> bool:
    parts = {ESTRADIOL, TESTOSTERONE} if marker == RATIO else {marker}
    return not parts.isdisjoint(note.preliminary)


def bands(targets: Targets) -> Bands:
    """The goals in force as the chart draws them."""
    low, bone = targets.estradiol.at_least, targets.exposure
    zone = (max(low, bone.definite_below), bone.possible_below) if low is not None else None
    return Bands(
        estradiol=_band(targets.estradiol, ESTRADIOL, zone),
        testosterone=_band(targets.testosterone, TESTOSTERONE),
        ratio=_band(targets.ratio, RATIO),
        hematocrit=_band(targets.hematocrit, HEMATOCRIT),
    )


def _band(goal: Target, marker: str, zone: Any = None) -> Band:
    return Band(UNITS[marker], goal.at_least, goal.at_most, goal.under, zone, goal.moved_by)


def _dose_steps(course: Anastrozole) -> list[DoseStep]:
    return [
        DoseStep(
            starts_on=step.on,
            weekly_mg=_as_decimal(step),
            label=dose_in_words(step),
            held=not step.sets_dose,
        )
        for step in course.steps
    ]


def _as_decimal(step: Step) -> Decimal:
    exact = step.weekly_mg
    return (Decimal(exact.numerator) / exact.denominator).quantize(Decimal("0.001"))


def dose_in_words(step: Step) -> str:
    """A step's dose as a label would say it; a pause or stop by its name."""
    if not step.sets_dose:
        return {"hold": "paused", "stop": "stopped"}.get(step.event.kind, step.event.kind)
    event = step.event
    if event.every_days:
        return f"{plain(step.dose_mg)} mg {every_so_often(event.every_days)}"
    often = times_a_week(event.per_week) if event.per_week else ""
    return f"{plain(step.dose_mg)} mg {often}".strip()


def symptoms_in_words(reported: frozenset[str]) -> str:
    """What he reported, in the checklist's words and order."""
    words = [LABELS[item] for item in Symptom if item in reported]
    return ", ".join(words) if words else "No symptoms"


def scan_in_words(scan: Scan) -> str:
    """A scan in a few words: its leading site with its score."""
    for site in (SiteName.TOTAL_HIP, SiteName.LUMBAR_SPINE, SiteName.FEMORAL_NECK):
        measured = scan.sites.get(site)
        if measured and measured.t is not None:
            return f"{site.label} T {plain(measured.t)}".replace("-", "−")
        if measured and measured.z is not None:
            return f"{site.label} Z {plain(measured.z)}".replace("-", "−")
    return "DEXA scan"


def method_in_words(method: str) -> str:
    """The assay as it is shown."""
    return Method(method).label if method else ""
