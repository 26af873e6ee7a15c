"""Due dates at their edges: which day, why, and since when late."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

import pytest

from monitoring.judgement import Snapshot, evaluate
from monitoring.judgement.day import add_months, age_on
from monitoring.judgement.due.dates import Status
from monitoring.judgement.snapshot import AnastrozoleEvent, Scan, Site
from tests.unit.judgement.men import (
    BASELINE,
    ON_TESTOSTERONE,
    SCANNED,
    START,
    Fact,
    changed,
    day,
    drawn,
    he,
    held,
    resumed,
    scanned,
    site,
    started,
    stopped,
    treated,
)

GOOD = {"tt": "700", "e2": "30", "hct": "47"}
FERTILITY = started(indication="fertility")


@pytest.mark.parametrize(
    ("anchor", "months", "expected"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="clamped to a short month"),
        pytest.param(date(2024, 1, 31), 1, date(2024, 2, 29), id="clamped in a leap year"),
        pytest.param(date(2024, 2, 29), 12, date(2025, 2, 28), id="a year after 29 February"),
        pytest.param(date(2024, 2, 29), 48, date(2028, 2, 29), id="four years after it"),
        pytest.param(date(2026, 10, 31), 6, date(2027, 4, 30), id="across a year"),
        pytest.param(date(2026, 3, 15), -24, date(2024, 3, 15), id="backwards"),
        pytest.param(date(2026, 1, 15), -1, date(2025, 12, 15), id="backwards across a year"),
    ],
)
def test_months_are_added_from_the_anchor(anchor: date, months: int, expected: date) -> None:
    assert add_months(anchor, months) == expected


@pytest.mark.parametrize(
    ("on", "years"),
    [
        pytest.param(date(2021, 2, 28), 20, id="day before, common year"),
        pytest.param(date(2021, 3, 1), 21, id="1 March, common year"),
        pytest.param(date(2024, 2, 28), 23, id="day before, leap year"),
        pytest.param(date(2024, 2, 29), 24, id="birthday"),
    ],
)
def test_born_on_29_february_a_birthday_is_reached(on: date, years: int) -> None:
    assert age_on(date(2000, 2, 29), on) == years


class Row(NamedTuple):
    """A man, the day he is judged, and the day and reason expected (None: nothing is due)."""

    snapshot: Snapshot
    on: int
    due: int | date | None
    reason: str = ""


LABS = {
    "no draw yet": Row(he(), 20, 42, "first_after_change"),
    "a draw too early": Row(he(drawn(13, **GOOD)), 20, 42, "first_after_change"),
    "a hematocrit alone": Row(he(drawn(20, hct="47")), 30, 42, "first_after_change"),
    "capped by the first change": Row(he(changed(50, "0.5")), 60, 84, "first_after_change"),
    "cap met by a draw": Row(
        he(drawn(30, **GOOD), changed(50, "0.5")), 60, 92, "first_after_change"
    ),
    "cap not met by an early draw": Row(
        he(drawn(13, **GOOD), changed(50, "0.5")), 60, 84, "first_after_change"
    ),
    "testosterone changed": Row(
        he(drawn(30, **GOOD), treated(60, "change", "60 mg a week")), 70, 102, "first_after_change"
    ),
    "testosterone refilled": Row(
        he(drawn(30, **GOOD), treated(60, "change")), 70, add_months(day(30), 3), "first_in_target"
    ),
    "resumed": Row(he(drawn(30, **GOOD), held(50), resumed(60)), 70, 102, "first_after_change"),
    "first in target": Row(he(drawn(30, **GOOD)), 40, add_months(day(30), 3), "first_in_target"),
    "second in target": Row(
        he(drawn(30, **GOOD), drawn(90, **GOOD)), 95, add_months(day(90), 6), "stable"
    ),
    "in target again": Row(
        he(drawn(30, e2="12"), drawn(90, **GOOD)), 95, add_months(day(90), 3), "first_in_target"
    ),
    "estradiol out": Row(he(drawn(30, e2="41")), 40, 72, "out_of_target"),
    "estradiol undecided": Row(he(drawn(30, e2="<24")), 40, add_months(day(30), 3), "undecided"),
    "hematocrit out": Row(he(drawn(30, e2="30", hct="54")), 40, 72, "out_of_target"),
    "testosterone out": Row(he(drawn(30, tt="499", e2="30")), 40, 72, "out_of_target"),
    "testosterone undecided": Row(
        he(drawn(30, tt=">600", e2="30")), 40, add_months(day(30), 3), "undecided"
    ),
    "testosterone does not count for fertility": Row(
        he(FERTILITY, drawn(30, tt="400", e2="30"), without=[started(), ON_TESTOSTERONE]),
        40,
        add_months(day(30), 3),
        "first_in_target",
    ),
    "ratio out": Row(
        he(FERTILITY, drawn(30, tt="299", e2="30"), without=[started(), ON_TESTOSTERONE]),
        40,
        72,
        "out_of_target",
    ),
    "out outweighs undecided": Row(he(drawn(30, tt=">600", e2="12")), 40, 72, "out_of_target"),
    "held": Row(he(drawn(30, **GOOD), held(50)), 60, 92, "recheck_off_drug"),
    "held, a draw too early": Row(he(held(50), drawn(63, e2="30")), 70, 92, "recheck_off_drug"),
    "held, estradiol back": Row(he(held(50), drawn(64, e2="20")), 70, None),
    "held, still low": Row(he(held(50), drawn(64, e2="19")), 70, 106, "recheck_off_drug"),
    "held, perhaps low": Row(he(held(50), drawn(64, e2="<24")), 70, 106, "recheck_off_drug"),
    "stopped in target": Row(he(drawn(30, **GOOD), stopped(50)), 60, None),
    "stopped low": Row(he(drawn(30, e2="19"), stopped(50)), 60, 92, "recheck_off_drug"),
    "stopped, perhaps low": Row(he(drawn(30, e2="<24"), stopped(50)), 60, 92, "recheck_off_drug"),
    "stopped, low 13 days later": Row(
        he(drawn(30, **GOOD), stopped(50), drawn(63, e2="19")), 70, 92, "recheck_off_drug"
    ),
    "stopped without a draw in the course": Row(he(stopped(50)), 60, None),
    "stopped, only a low one on the start day": Row(he(drawn(0, e2="12"), stopped(50)), 60, None),
    "held, then stopped: from the stop": Row(
        he(drawn(30, e2="12"), held(40), stopped(50)), 60, 92, "recheck_off_drug"
    ),
    "never started": Row(he(without=[started()]), 60, None),
}

_FIRST_YEAR = treated(-100, "start")
_NEW = {"without": (ON_TESTOSTERONE, BASELINE)}

HEMATOCRIT = {
    "none since testosterone began": Row(
        he(_FIRST_YEAR, **_NEW), 0, add_months(day(-100), 3), "first_on_testosterone"
    ),
    "one on the day it began": Row(
        he(_FIRST_YEAR, drawn(-100, hct="47"), **_NEW),
        0,
        add_months(day(-100), 3),
        "first_on_testosterone",
    ),
    "first year": Row(
        he(_FIRST_YEAR, drawn(-99, hct="47"), **_NEW), 0, add_months(day(-99), 6), "first_year"
    ),
    "last day of the first year": Row(
        he(_FIRST_YEAR, drawn(264, hct="47"), **_NEW), 300, add_months(day(264), 6), "first_year"
    ),
    "after a year": Row(
        he(_FIRST_YEAR, drawn(265, hct="47"), **_NEW), 300, add_months(day(265), 12), "annual"
    ),
    "a start while in force is no new start": Row(
        he(_FIRST_YEAR, treated(260, "start", "60 mg"), drawn(265, hct="47"), **_NEW),
        300,
        add_months(day(265), 12),
        "annual",
    ),
    "started anew": Row(
        he(_FIRST_YEAR, treated(100, "stop"), treated(200, "start"), **_NEW),
        300,
        add_months(day(200), 3),
        "first_on_testosterone",
    ),
    "near the limit": Row(he(drawn(50, hct="52")), 60, add_months(day(50), 3), "near_limit"),
    "not near the limit": Row(he(drawn(50, hct="51.9")), 60, add_months(day(50), 12), "annual"),
    "at the limit": Row(he(drawn(50, hct="54")), 60, 92, "above_limit"),
    "at the limit, never on testosterone": Row(
        he(drawn(50, hct="54"), without=[ON_TESTOSTERONE]), 60, 92, "above_limit"
    ),
    "off testosterone": Row(he(treated(40, "stop")), 60, None),
    "testosterone stopped tomorrow": Row(
        he(treated(61, "stop")), 60, add_months(day(-7), 6), "first_year"
    ),
}


def rows(table: dict[str, Row]) -> list[object]:
    return [pytest.param(row, id=name) for name, row in table.items()]


def expected_day(row: Row) -> date | None:
    return day(row.due) if isinstance(row.due, int) else row.due


@pytest.mark.parametrize("row", rows(LABS))
def test_the_next_labs_are_due(row: Row) -> None:
    due = evaluate(row.snapshot, day(row.on)).labs_due
    assert (due.on if due else None) == expected_day(row)
    assert (due.reason if due else "") == row.reason


@pytest.mark.parametrize("row", rows(HEMATOCRIT))
def test_the_next_hematocrit_is_due(row: Row) -> None:
    due = evaluate(row.snapshot, day(row.on)).hct_due
    assert (due.on if due else None) == expected_day(row)
    assert (due.reason if due else "") == row.reason


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param(27, Status.UPCOMING, id="15 days before"),
        pytest.param(28, Status.DUE_SOON, id="14 days before"),
        pytest.param(41, Status.DUE_SOON, id="the day before"),
        pytest.param(42, Status.DUE, id="the day"),
        pytest.param(56, Status.DUE, id="14 days after"),
        pytest.param(57, Status.OVERDUE, id="15 days after"),
    ],
)
def test_labs_become_due_and_overdue(on: int, status: Status) -> None:
    due = evaluate(he(), day(on)).labs_due
    assert due is not None
    assert due.status is status
    assert due.overdue_from == day(57)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param(144, Status.UPCOMING, id="31 days before"),
        pytest.param(145, Status.DUE_SOON, id="30 days before"),
        pytest.param(174, Status.DUE_SOON, id="the day before"),
        pytest.param(175, Status.DUE, id="the day"),
        pytest.param(205, Status.DUE, id="30 days after"),
        pytest.param(206, Status.OVERDUE, id="31 days after"),
    ],
)
def test_hematocrit_becomes_due_and_overdue(on: int, status: Status) -> None:
    due = evaluate(he(), day(on)).hct_due
    assert due is not None
    assert (due.on, due.status, due.overdue_from) == (day(175), status, day(206))


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param(1385, Status.UPCOMING, id="91 days before"),
        pytest.param(1386, Status.DUE_SOON, id="90 days before"),
        pytest.param(1475, Status.DUE_SOON, id="the day before"),
        pytest.param(1476, Status.DUE, id="the day"),
        pytest.param(1566, Status.DUE, id="90 days after"),
        pytest.param(1567, Status.OVERDUE, id="91 days after"),
    ],
)
def test_a_scan_becomes_due_and_overdue(on: int, status: Status) -> None:
    due = evaluate(he(), day(on)).dexa_due
    assert due is not None
    assert (due.on, due.status, due.overdue_from) == (day(1476), status, day(1567))


def _low_draws(e2: str) -> tuple[object, ...]:
    return drawn(40, e2=e2), drawn(96, e2=e2)


@pytest.mark.parametrize(
    ("z", "e2", "months"),
    [
        pytest.param("-1.0", "30", 60, id="B0 S0"),
        pytest.param("-1.0", "25", 48, id="B0 S1"),
        pytest.param("-1.0", "19", 36, id="B0 S2"),
        pytest.param("-1.1", "30", 48, id="B1 S0"),
        pytest.param("-1.1", "25", 36, id="B1 S1"),
        pytest.param("-1.9", "19", 24, id="B1 S2"),
        pytest.param("-2.0", "30", 24, id="B2 S0"),
        pytest.param("-2.0", "25", 24, id="B2 S1"),
        pytest.param("-2.0", "19", 24, id="B2 S2"),
        pytest.param("", "30", 48, id="no score, S0"),
        pytest.param("", "19", 24, id="no score, S2"),
    ],
)
def test_the_interval_follows_bone_and_suppression(z: str, e2: str, months: int) -> None:
    man = he(*_low_draws(e2), scanned(20, total_hip=site(z=z)), without=[SCANNED])  # type: ignore[arg-type]
    due = evaluate(man, day(100)).dexa_due
    assert due is not None
    assert due.interval_months == months
    assert due.on == add_months(day(20), months)


@pytest.mark.parametrize(
    ("on", "draws", "degree"),
    [
        pytest.param(179, [], "S0", id="course of 179 days"),
        pytest.param(180, [], "S1", id="course of 180 days without estradiol"),
        pytest.param(180, [drawn(14, e2="30")], "S0", id="a settled estradiol"),
        pytest.param(180, [drawn(13, e2="30")], "S1", id="an early one only"),
        pytest.param(379, [drawn(14, e2="30")], "S0", id="365 days old"),
        pytest.param(380, [drawn(14, e2="30")], "S1", id="366 days old"),
    ],
)
def test_unknown_estradiol_counts_as_possible_suppression(
    on: int, draws: list[object], degree: str
) -> None:
    due = evaluate(he(*draws), day(on)).dexa_due  # type: ignore[arg-type]
    assert due is not None
    assert due.suppression == degree


def test_the_baseline_of_a_short_course_waits_for_the_earlier_long_one() -> None:
    events = [stopped(50), started(100, planned="short_term")]
    due = evaluate(he(*events, without=[SCANNED]), day(120)).dexa_due
    assert due is not None
    assert (due.kind, due.on) == ("baseline", START)


@pytest.mark.parametrize(
    ("scans", "events", "on", "kind"),
    [
        pytest.param([scanned(-731)], [], 100, "serial", id="two years before the start"),
        pytest.param([scanned(-732)], [], 100, "baseline", id="a day more"),
        pytest.param([scanned(-1000), scanned(15)], [], 100, "serial", id="an old one and a new"),
        pytest.param(
            [scanned(15)], [stopped(50), started(900)], 950, "serial", id="of the first course"
        ),
        pytest.param(
            [scanned(-732)], [stopped(50), started(51)], 100, "baseline", id="too old for both"
        ),
    ],
)
def test_a_baseline_is_counted_from_the_first_start(
    scans: list[Scan], events: list[AnastrozoleEvent], on: int, kind: str
) -> None:
    due = evaluate(he(*scans, *events, without=[SCANNED]), day(on)).dexa_due
    assert due is not None
    assert due.kind == kind


_B1, _B2, _B0 = (site(z=z) for z in ("-1.1", "-2.0", "-1.0"))


@pytest.mark.parametrize(
    ("sites", "months"),
    [
        pytest.param([_B1], 48, id="low"),
        pytest.param([_B2], 24, id="below the expected range"),
        pytest.param([_B0], None, id="not low"),
        pytest.param([site(t="-1.1")], None, id="no score"),
        pytest.param([_B1, _B0], None, id="low, then not low"),
        pytest.param([_B0, _B1], 48, id="not low, then low"),
    ],
)
def test_after_a_stop_only_low_bone_is_followed(sites: list[Site], months: int | None) -> None:
    scans = [scanned(20 + 40 * number, total_hip=each) for number, each in enumerate(sites)]
    man = he(*_low_draws("19"), *scans, stopped(150), without=[SCANNED])  # type: ignore[arg-type]
    due = evaluate(man, day(200)).dexa_due
    assert (due and due.interval_months) == months
    assert due is None or (due.suppression, due.on) == ("S0", add_months(scans[-1].on, months or 0))


def test_after_a_stop_a_scan_too_old_for_a_baseline_is_not_followed() -> None:
    man = he(scanned(-732, total_hip=_B1), stopped(50), without=[SCANNED])
    assert evaluate(man, day(100)).dexa_due is None


@pytest.mark.parametrize(
    ("risks", "z", "e2", "months"),
    [
        pytest.param({"fragility_fracture": True}, "-1.0", "30", 48, id="fracture"),
        pytest.param({"glucocorticoids_3m": True}, "-1.0", "30", 48, id="glucocorticoids"),
        pytest.param(
            {"fragility_fracture": True, "glucocorticoids_3m": True}, "-1.0", "30", 48, id="once"
        ),
        pytest.param({"fragility_fracture": True}, "-1.0", "19", 24, id="down to the floor"),
        pytest.param({"fragility_fracture": True}, "-1.1", "19", 24, id="never below the floor"),
        pytest.param({}, "-1.0", "30", 60, id="none"),
    ],
)
def test_further_risks_bring_the_scan_forward(
    risks: dict[str, bool], z: str, e2: str, months: int
) -> None:
    man = he(*_low_draws(e2), scanned(20, total_hip=site(z=z)), without=[SCANNED])  # type: ignore[arg-type]
    due = evaluate(replace(man, **risks), day(100)).dexa_due  # type: ignore[arg-type]
    assert due is not None
    assert (due.interval_months, due.on) == (months, add_months(day(20), months))


@pytest.mark.parametrize(
    ("name", "bmd", "months"),
    [
        pytest.param("total_hip", "0.950", 24, id="hip, 5.0 %"),
        pytest.param("total_hip", "0.951", 60, id="hip, less"),
        pytest.param("lumbar_spine", "0.947", 24, id="spine, 5.3 %"),
        pytest.param("lumbar_spine", "0.948", 60, id="spine, less"),
        pytest.param("femoral_neck", "0.931", 24, id="femoral neck, 6.9 %"),
        pytest.param("femoral_neck", "0.932", 60, id="femoral neck, less"),
        pytest.param("radius_33", "0.700", 60, id="forearm, nothing to hold it against"),
    ],
)
def test_a_loss_of_density_brings_the_scan_forward(name: str, bmd: str, months: int) -> None:
    scans = (scanned(20, **{name: site("1.000", z="0")}), scanned(90, **{name: site(bmd, z="0")}))
    due = evaluate(he(*scans, *_low_draws("30"), without=[SCANNED]), day(100)).dexa_due  # type: ignore[arg-type]
    assert due is not None
    assert due.interval_months == months


@pytest.mark.parametrize(
    ("events", "degree"),
    [
        pytest.param([held(30), resumed(60), drawn(74, e2="30")], "S0", id="settled, on the drug"),
        pytest.param(
            [held(30), drawn(60, e2="30"), resumed(60)], "S1", id="on the day of resuming"
        ),
        pytest.param([drawn(30, e2="30"), held(30)], "S0", id="on the day of the hold"),
        pytest.param([held(30), drawn(31, e2="30")], "S1", id="the day after"),
    ],
)
def test_estradiol_off_the_drug_tells_nothing_about_suppression(
    events: list[Fact], degree: str
) -> None:
    due = evaluate(he(*events), day(200)).dexa_due
    assert due is not None
    assert due.suppression == degree
