"""Each draw in words: read aloud from the keyboard, and shown under the pointer."""

from collections.abc import Sequence

from monitoring.charts.doses import in_force
from monitoring.charts.marks import MARKERS, Marker, measured
from monitoring.charts.points import Bands, ChartDraw, ChartValue, DoseStep
from monitoring.charts.spec import Reading, Timeline
from monitoring.charts.wording import aloud, day, status, weekly

_ALOUD = {
    "estradiol": "estradiol",
    "testosterone": "total testosterone",
    "ratio": "testosterone to estradiol ratio",
    "hematocrit": "hematocrit",
}
_PERCENT = {"%": "percent"}


def readings(
    draws: Sequence[ChartDraw], bands: Bands, steps: Sequence[DoseStep], over: Timeline
) -> tuple[Reading, ...]:
    """The draws inside the chart, numbered among all of them, oldest first."""
    return tuple(
        _reading(draw, f"Draw {place} of {len(draws)}", bands, steps)
        for place, draw in enumerate(draws, 1)
        if over.covers(draw.drawn_on)
    )


def _reading(draw: ChartDraw, head: str, bands: Bands, steps: Sequence[DoseStep]) -> Reading:
    found = [(marker, value) for marker in MARKERS if (value := marker.value(draw)) is not None]
    dose = in_force(steps, draw.drawn_on)
    taken = [f"anastrozole {weekly(dose.taken_mg)} mg/week"] if dose else []
    tail = taken + ([draw.note] if draw.note else [])
    spoken = [_spoken(marker, value, bands) for marker, value in found]
    shown = [_shown(marker, value, bands) for marker, value in found]
    return Reading(
        on=draw.drawn_on,
        spoken="; ".join([f"{head}, {day(draw.drawn_on)}", *spoken, *tail]) + ".",
        lines=(*shown, *(part[:1].upper() + part[1:] for part in tail)),
        href=draw.href,
    )


def _unit(marker: Marker, bands: Bands) -> str:
    return "" if marker.key == "ratio" else marker.band(bands).unit


def _spoken(marker: Marker, value: ChartValue, bands: Bands) -> str:
    unit = _unit(marker, bands)
    amount = f"{_ALOUD[marker.key]} {aloud(value)} {_PERCENT.get(unit, unit)}".rstrip()
    return ", ".join([amount, *_remarks(marker, value, bands)])


def _shown(marker: Marker, value: ChartValue, bands: Bands) -> str:
    text = f"{marker.name} {measured(value, _unit(marker, bands))}"
    text += f" ({value.assay})" if value.assay and marker.key == "estradiol" else ""
    return ", ".join([text, *_remarks(marker, value, bands)])


def _remarks(marker: Marker, value: ChartValue, bands: Bands) -> list[str]:
    said = [status(value, marker.band(bands))]
    said += ["preliminary"] if value.is_preliminary else []
    said += ["converted"] if value.is_converted else []
    return said + ([value.amended] if value.amended else [])
