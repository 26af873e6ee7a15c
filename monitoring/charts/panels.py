"""The strips of the chart, top to bottom: cause (dose) next to effect (estradiol), events last."""

from collections.abc import Sequence
from decimal import Decimal

from monitoring.charts.doses import latest_dose, spans
from monitoring.charts.lines import join
from monitoring.charts.marks import MARKERS, DrawnValue, Marker, mark, values
from monitoring.charts.points import Band, ChartDraw, CourseChart, DoseStep
from monitoring.charts.scales import ZERO, Scale, bounds, dose_scale, drawn_zone, scale, ticks
from monitoring.charts.spec import Area, Edge, Event, EventKind, Latest, Mark, Panel, Timeline
from monitoring.charts.wording import goal, plain

_TALL = ("estradiol",)
_STEPS = {True: 5, False: 3}  # round steps of a tall panel, and of a low one
_LEAST_GAP = {True: Decimal("0.065"), False: Decimal("0.2")}  # between two tick labels
_LONGEST_NAME = 15  # characters that fit into the future's part of a printed panel


def marker_panel(
    marker: Marker, course: CourseChart, draws: Sequence[ChartDraw], over: Timeline
) -> Panel:
    """The panel of one marker: goal, results inside the chart, lines, newest result."""
    band = marker.band(course.bands)
    measured = values(marker, draws)
    seen = [pair for pair in measured if over.covers(pair[0].drawn_on)]
    span = scale(marker.key, band, [value.amount for _, value in seen])
    judged = [(value, mark((draw, value), band, span)) for draw, value in seen]
    is_tall = marker.key in _TALL
    return Panel(
        key=marker.key,
        title=marker.title,
        unit=band.unit,
        goal=goal(band),
        low=span.low,
        high=span.high,
        ticks=ticks(span, _important(band), _STEPS[is_tall], _LEAST_GAP[is_tall]),
        areas=_areas(band, span, is_tall),
        edges=_edges(band),
        marks=tuple(mark for _, mark in judged),
        segments=join(judged, course.longest_join_days),
        latest=_latest(measured, [mark(pair, band, span) for pair in measured[-1:]]),
        scale_note=span.note,
        is_labelled=is_tall,
    )


def _important(band: Band) -> list[Decimal]:
    """Amounts that deserve a label, most important first."""
    own = [band.under, band.at_least, band.at_most]
    return [amount for amount in own if amount is not None] + list(drawn_zone(band) or ())[::-1]


def _areas(band: Band, span: Scale, is_labelled: bool) -> tuple[Area, ...]:
    """The goal inside the panel; a zone takes its lower part, so that no two areas overlap."""
    bottom, top = bounds(band)
    low = bottom if band.at_least is not None else span.low
    high = span.high if band.under is None and band.at_most is None else top
    label = (_name("Target", low, high), "Target") if is_labelled else ("", "")
    zone = drawn_zone(band)
    if zone is None:
        return (Area(low, high, False, *label),)
    name = (_name("Bone-risk", *zone), "Bone") if is_labelled else ("", "")
    rest = (Area(low, zone[0]),) if low < zone[0] else ()
    return (Area(zone[1], high, False, *label), Area(*zone, True, *name), *rest)


def _name(word: str, low: Decimal, high: Decimal) -> str:
    """What an area is called; its ends stand beside the scale where they are too long for both."""
    named = f"{word} {plain(low)}–{plain(high)}"
    return named if len(named) <= _LONGEST_NAME else word


def _edges(band: Band) -> tuple[Edge, ...]:
    goal_edges = [Edge(amount) for amount in (band.at_least, band.at_most) if amount is not None]
    return (*goal_edges, *([Edge(band.under, is_limit=True)] if band.under is not None else []))


def _latest(measured: Sequence[DrawnValue], newest: Sequence[Mark]) -> Latest | None:
    if not newest:
        return None
    before = measured[-2][1].text if len(measured) > 1 else ""
    return Latest(newest[0].text, newest[0].words, before, newest[0])


def dose_panel(steps: Sequence[DoseStep], over: Timeline) -> Panel:
    """The weekly anastrozole dose as steps; a pause is a gap."""
    shown = spans(steps, over)
    span = dose_scale(stretch.weekly_mg for stretch in shown if not stretch.is_held)
    return Panel(
        key="dose",
        title="Anastrozole dose",
        unit="mg per week",
        goal="",
        low=span.low,
        high=span.high,
        ticks=ticks(span, [ZERO], _STEPS[False], _LEAST_GAP[False]),
        spans=shown,
        latest=latest_dose(steps),
    )


def events_panel(course: CourseChart, over: Timeline) -> Panel:
    """Symptoms and scans in two rows."""
    events = [Event(EventKind.SYMPTOM, one.reported_on, one.text) for one in course.symptoms]
    events += [Event(EventKind.SCAN, one.scanned_on, one.text) for one in course.scans]
    shown = sorted((one for one in events if over.starts_on <= one.on <= over.today), key=_on)
    return Panel("events", "Events", "", "", ZERO, Decimal(2), events=tuple(shown))


def _on(event: Event) -> str:
    return event.on.isoformat()


def all_panels(
    course: CourseChart, draws: Sequence[ChartDraw], steps: Sequence[DoseStep], over: Timeline
) -> tuple[Panel, ...]:
    """Estradiol, dose, testosterone, ratio, hematocrit, events."""
    first, *others = (marker_panel(marker, course, draws, over) for marker in MARKERS)
    return (first, dose_panel(steps, over), *others, events_panel(course, over))
