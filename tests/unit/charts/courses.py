"""Courses of invented men, as a chart is given them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

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
    Position,
    SymptomMark,
    Window,
)
from monitoring.charts.sparkline import SparkPoint

TODAY = date(2026, 11, 22)
MS, IMMUNO = "LC-MS/MS", "Immunoassay"
BANDS = Bands(
    estradiol=Band("pg/mL", Decimal(20), Decimal(40), zone=(Decimal(20), Decimal(26))),
    testosterone=Band("ng/dL", Decimal(500), Decimal(1000)),
    ratio=Band("ng/dL per pg/mL", Decimal(10)),
    hematocrit=Band("%", under=Decimal(54)),
)
LONGEST_JOIN_DAYS = 200


def position(band, amount, comparator=""):
    """A stand-in for the judgement of targets, enough for pictures."""
    low = band.at_least if band.at_least is not None else Decimal(-1)
    high = band.at_most if band.at_most is not None else Decimal(10**6)
    if band.under is not None:
        near = Position.NEAR if amount >= band.under - 2 else Position.IN_TARGET
        return Position.AT_OR_OVER_LIMIT if amount >= band.under else near
    if comparator == "<":
        return Position.BELOW if amount <= low else Position.UNDECIDABLE
    if comparator == ">":
        return Position.ABOVE if amount >= high else _open_above(band, amount)
    if amount < low or amount > high:
        return Position.BELOW if amount < low else Position.ABOVE
    in_zone = band.zone is not None and amount <= band.zone[1]
    return Position.NEAR if in_zone else Position.IN_TARGET


def _open_above(band, amount):
    decided = band.at_most is None and amount >= band.at_least
    return Position.IN_TARGET if decided else Position.UNDECIDABLE


def result(text, band, assay="", laboratory="North"):
    comparator = text[0] if text[0] in "<>" else ""
    amount = Decimal(text.lstrip("<>"))
    where = position(band, amount, comparator)
    return ChartValue(text, amount, where, comparator, assay, laboratory)


def draw(on, estradiol=None, testosterone=None, ratio=None, hematocrit=None, assay=MS):
    bands = BANDS
    return ChartDraw(
        date.fromisoformat(on) if isinstance(on, str) else on,
        estradiol and result(estradiol, bands.estradiol, assay),
        testosterone and result(testosterone, bands.testosterone),
        ratio and result(ratio, bands.ratio, assay),
        hematocrit and result(hematocrit, bands.hematocrit),
        href=f"/draws/{on}/",
    )


def dose(on, weekly_mg, label="", *, held=False):
    return DoseStep(date.fromisoformat(on), Decimal(weekly_mg), label, held)


def course(*draws, **facts):
    facts = {"today": TODAY, "bands": BANDS, "longest_join_days": LONGEST_JOIN_DAYS} | facts
    return CourseChart(draws=draws, **facts)


def spark_points(course):
    """The estradiol results of a course as a sparkline takes them."""
    return [
        SparkPoint(d.drawn_on, v.amount, v.text, v.position, v.comparator, "/".join(v.method))
        for d in course.draws
        if (v := d.estradiol) is not None
    ]


NINE_DRAWS = course(
    draw("2025-01-20", "58", "810", "13.9", "47.2"),
    draw("2025-03-24", "19", "865", "45.5", "48.0"),
    draw("2025-06-16", "29", "790", "27.2", "48.9"),
    draw("2025-09-08", "34", "702", "20.6", "49.6"),
    draw("2025-12-15", "46", "884", "19.2", "50.4"),
    draw("2026-03-02", "24", "815", "33.9", "51.0"),
    draw("2026-06-08", "22", "760", "34.5", "51.8"),
    draw("2026-08-31", "<15", "688", ">45.8", "52.6", assay=IMMUNO),
    draw("2026-11-16", "17", "742", "43.6", "53.1"),
    dose_steps=(
        dose("2025-02-10", "1.0", "0.5 mg twice a week"),
        dose("2025-04-14", "0.5", "0.25 mg twice a week"),
        dose("2026-01-05", "1.0", "0.5 mg twice a week"),
    ),
    symptoms=(
        SymptomMark(date(2025, 4, 7), "Joint pain"),
        SymptomMark(date(2025, 12, 1), "Nipple tenderness"),
        SymptomMark(date(2026, 10, 5), "Joint pain, low libido"),
    ),
    scans=(DexaMark(date(2025, 2, 25), "Hip T −1.1 (osteopenia range)"),),
    due=(
        DueMarker(DueKind.LABS, date(2026, 12, 28)),
        DueMarker(DueKind.DEXA, date(2027, 2, 25)),
    ),
)
NO_DRAWS = replace(NINE_DRAWS, draws=())
ONE_DRAW = replace(NINE_DRAWS, draws=NINE_DRAWS.draws[-1:])
TWO_DRAWS = course(
    draw("2026-10-01", "44", "610", "13.8", "46.0"),
    draw("2026-11-16", "31", "655", "21.1", "46.4"),
    dose_steps=(dose("2026-10-05", "0.5", "0.25 mg twice a week"),),
)


def _many():
    start = TODAY - timedelta(days=40 * 18)
    for number in range(40):
        on = start + timedelta(days=18 * number + number % 3)
        low = Decimal(22 + (number * 7) % 25)
        yield draw(
            on,
            str(low),
            str(520 + (number * 37) % 560),
            str(10 + number % 31),
            f"{46 + number % 9}.{number % 10}",
        )


FORTY_DRAWS = replace(NINE_DRAWS, draws=tuple(_many()))
CENSORED = replace(
    NINE_DRAWS,
    draws=(
        draw("2025-05-05", "<5", "650", ">130.0", "47.0"),
        draw("2025-08-05", "<30", ">1500", None, "47.6"),
        draw("2025-11-05", "<24", "702", ">29.2", "48.0"),
        draw("2026-02-05", "28", "688", "24.5", "48.1"),
        draw("2026-05-05", ">45", "720", "<16.0", "48.6"),
        draw("2026-08-05", ">30", "610", "<20.4", "49.0"),
        draw("2026-11-05", "33", "690", "20.9", "49.3"),
    ),
)
ASSAY_CHANGE = replace(
    NINE_DRAWS,
    draws=(
        draw("2025-03-05", "31", "650", "20.9", "47.0"),
        draw("2025-06-05", "29", "640", "22.0", "47.2"),
        draw("2025-09-05", "27", "655", "24.2", "47.1"),
        draw("2026-01-05", "38", "661", "17.3", "47.9", assay=IMMUNO),
        draw("2026-04-05", "41", "672", "16.3", "47.5", assay=IMMUNO),
        draw("2026-07-05", "39", "690", "17.6", "47.7", assay=IMMUNO),
    ),
)
PAUSED = replace(
    NINE_DRAWS,
    dose_steps=(
        dose("2025-02-10", "1.0", "0.5 mg twice a week"),
        dose("2025-10-01", "1.0", "paused", held=True),
        dose("2026-02-01", "0.25", "0.25 mg once a week"),
    ),
    due=(
        DueMarker(DueKind.LABS, date(2026, 10, 22)),
        DueMarker(DueKind.DEXA, date(2026, 9, 1)),
    ),
)
LONG_GAP = replace(
    NINE_DRAWS,
    window=Window.ALL,
    draws=(
        draw("2022-03-05", "61", "350", "5.7", "44.0"),
        draw("2022-06-05", "45", "480", "10.6", "45.2"),
        draw("2022-09-05", "33", "640", "19.3", "45.9"),
        draw("2025-06-05", "140", "1420", "10.1", "55.9"),
        draw("2025-09-05", "38", "980", "25.7", "54.0"),
    ),
    due=(DueMarker(DueKind.DEXA, date(2030, 1, 1)),),
)
GALLERY = {
    "nine": NINE_DRAWS,
    "none": NO_DRAWS,
    "one": ONE_DRAW,
    "two": TWO_DRAWS,
    "forty": FORTY_DRAWS,
    "censored": CENSORED,
    "assay": ASSAY_CHANGE,
    "paused": PAUSED,
    "gap": LONG_GAP,
    "year": replace(NINE_DRAWS, window=Window.ONE_YEAR),
    "half": replace(NINE_DRAWS, window=Window.HALF_YEAR),
}
