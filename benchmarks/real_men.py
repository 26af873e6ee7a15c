"""2,000 real men, untreated, looked at as if they had been on treatment for three months.

Says how often each severity would come up at such values; nobody is treated by it and nothing is
asked of the result. The sample stands beside the project and is not part of it.
"""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from monitoring.judgement.snapshot import (
    ESTRADIOL,
    HEMATOCRIT,
    LCMS,
    TESTOSTERONE,
    AnastrozoleEvent,
    Draw,
    Result,
    Scan,
    Site,
    Snapshot,
    SymptomReport,
    TestosteroneEvent,
)
from protocols.targets.quantity import Quantity

SAMPLE = Path(__file__).resolve().parents[2] / "shared/samples/nhanes"
FILE = SAMPLE / "nhanes_2013_2014_adult_men.csv"
DRAWN_ON = date(2026, 11, 15)
JUDGED_ON = date(2026, 11, 22)
STARTED_ON = DRAWN_ON - timedelta(days=90)
DETECTION_LIMIT = Quantity(Decimal("2.994"), "<")


def treated_men() -> Iterator[tuple[Snapshot, date]]:
    """Each man with the day on which he is judged; none where the sample is absent."""
    if not FILE.exists():
        return
    for row in csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()):
        yield _treated(row), JUDGED_ON


def _treated(row: dict[str, str]) -> Snapshot:
    """His values as the first follow-up of a complete and ordinary start."""
    baseline_on = STARTED_ON - timedelta(days=7)
    return Snapshot(
        born_on=date(DRAWN_ON.year - int(row["age_years"]), 1, 1),
        anastrozole=(
            AnastrozoleEvent(STARTED_ON, "start", Decimal("0.25"), Decimal(2), indication="trt"),
        ),
        testosterone=(TestosteroneEvent(STARTED_ON - timedelta(days=200), "start", "cypionate"),),
        draws=(
            _draw(baseline_on, Quantity(Decimal(800)), Quantity(Decimal(60)), Decimal(46)),
            _draw(
                DRAWN_ON,
                Quantity(Decimal(row["testosterone_total_ng_dl"])),
                _estradiol(row),
                Decimal(row["hematocrit_pct"]),
            ),
        ),
        symptoms=(SymptomReport(baseline_on, frozenset({"gynecomastia"})),),
        scans=(
            Scan(baseline_on, "Hologic", "H-1", {"total_hip": Site(t=Decimal(0), z=Decimal(0))}),
        ),
    )


def _estradiol(row: dict[str, str]) -> Quantity:
    if row["estradiol_below_lod"] == "1":
        return DETECTION_LIMIT
    return Quantity(Decimal(row["estradiol_pg_ml"]))


def _draw(on: date, testosterone: Quantity, estradiol: Quantity, hematocrit: Decimal) -> Draw:
    results = {
        TESTOSTERONE: Result(testosterone, LCMS),
        ESTRADIOL: Result(estradiol, LCMS),
        HEMATOCRIT: Result(Quantity(hematocrit)),
    }
    return Draw(on, results, key=on)
