"""Random but possible histories of one man, for properties that hold for all of them."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from monitoring.judgement.snapshot import (
    EXCESS_SYMPTOMS,
    LOW_SYMPTOMS,
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

FIRST_DAY = date(2021, 1, 1)
SPAN_DAYS = 1_500
METHODS = ("lcms", "immunoassay", "unknown")
NEXT = {
    "never": ("start",),
    "active": ("change", "hold", "stop"),
    "held": ("resume", "stop"),
    "stopped": ("start",),
}
STATE = {
    "start": "active",
    "change": "active",
    "resume": "active",
    "hold": "held",
    "stop": "stopped",
}


def random_snapshot(chance: Random) -> Snapshot:
    return Snapshot(
        born_on=date(chance.choice([1955, 1972, 1974, 1990]), 2, chance.choice([28, 10, 3])),
        fragility_fracture=chance.random() < 0.2,
        glucocorticoids_3m=chance.random() < 0.2,
        anastrozole=_anastrozole(chance),
        testosterone=_testosterone(chance),
        draws=tuple(_draw(chance, on) for on in _days(chance, 12)),
        symptoms=tuple(_report(chance, on) for on in _days(chance, 5)),
        scans=tuple(_scan(chance, on) for on in _days(chance, 3)),
    )


def followed_snapshot(chance: Random) -> Snapshot:
    """A man on one course, drawn every few months: the window of exposure matters here."""
    start = FIRST_DAY + timedelta(days=chance.randint(0, 60))
    draws, on = [], start - timedelta(days=chance.randint(0, 100))
    for _ in range(chance.randint(3, 10)):
        draws.append(Draw(on, {"estradiol": _result(chance, (8, 15, 19, 20, 22, 25, 26, 29, 45))}))
        on += timedelta(days=chance.randint(30, 210))
    later = [AnastrozoleEvent(start + timedelta(days=chance.randint(1, 700)), "change")]
    return Snapshot(
        born_on=date(1980, 5, 5),
        anastrozole=(_event(chance, start, "start"), *chance.choice([[], later])),
        draws=tuple(draws),
        scans=tuple(_scan(chance, start) for _ in range(chance.randint(0, 1))),
    )


def snapshots() -> st.SearchStrategy[Snapshot]:
    kinds = st.sampled_from([random_snapshot, followed_snapshot])
    seeds = st.integers(0, 2**48)
    return st.builds(lambda kind, seed: kind(Random(seed)), kinds, seeds)


def _days(chance: Random, most: int) -> list[date]:
    return [_day(chance) for _ in range(chance.randint(0, most))]


def _day(chance: Random) -> date:
    return FIRST_DAY + timedelta(days=chance.randint(0, SPAN_DAYS))


def _anastrozole(chance: Random) -> tuple[AnastrozoleEvent, ...]:
    state, events = "never", []
    for on in sorted(_days(chance, 6)):
        kind = chance.choice(NEXT[state])
        state = STATE[kind]
        events.append(_event(chance, on, kind))
    return tuple(events)


def _event(chance: Random, on: date, kind: str) -> AnastrozoleEvent:
    if kind in ("hold", "stop"):
        return AnastrozoleEvent(on, kind)
    named = kind == "start" or chance.random() < 0.7
    weekly = chance.random() < 0.6
    return AnastrozoleEvent(
        on,
        kind,
        dose_mg=Decimal(chance.choice(["0.25", "0.5", "1"])) if named else None,
        per_week=Decimal(chance.randint(1, 3)) if named and weekly else None,
        every_days=Decimal(chance.randint(2, 5)) if named and not weekly else None,
        indication=chance.choice(["trt", "fertility"]) if kind == "start" else None,
        planned=chance.choice([None, "long_term", "short_term"]) if kind == "start" else None,
    )


def _testosterone(chance: Random) -> tuple[TestosteroneEvent, ...]:
    running, events = False, []
    for on in sorted(_days(chance, 4)):
        kind = chance.choice(["start", "change", "stop"]) if running else "start"
        running = kind != "stop"
        regimen = chance.choice(["100 mg a week", "60 mg a week"]) if running else ""
        events.append(TestosteroneEvent(on, kind, regimen))
    return tuple(events)


def _draw(chance: Random, on: date) -> Draw:
    results = {}
    if chance.random() < 0.8:
        results["testosterone_total"] = _result(chance, (350, 480, 500, 740, 1000, 1100))
    if chance.random() < 0.9:
        results["estradiol"] = _result(chance, (5, 9, 10, 12, 15, 18, 20, 23, 26, 31, 40, 41, 58))
    if chance.random() < 0.8:
        value = Decimal(chance.choice(["45", "50.5", "52", "53", "53.9", "54", "56"]))
        results["hematocrit"] = Result(Quantity(value))
    return Draw(on, results, key=(on, tuple(results)))


def _result(chance: Random, values: tuple[int, ...]) -> Result:
    comparator = chance.choice(["", "", "", "", "", "<", ">"])
    quantity = Quantity(Decimal(chance.choice(values)), comparator)
    return Result(quantity, chance.choice(METHODS))


def _report(chance: Random, on: date) -> SymptomReport:
    excess = frozenset(chance.sample(sorted(EXCESS_SYMPTOMS), chance.randint(0, 1)))
    low = frozenset(chance.sample(sorted(LOW_SYMPTOMS), chance.randint(0, 2)))
    return SymptomReport(on, excess, low)


def _scan(chance: Random, on: date) -> Scan:
    device = chance.choice([("Hologic", "A"), ("Hologic", "B"), ("GE Lunar", "A")])
    names = chance.sample(["lumbar_spine", "total_hip", "radius_33"], chance.randint(1, 3))
    return Scan(on, *device, {name: _site(chance) for name in names})


def _site(chance: Random) -> Site:
    return Site(
        bmd=Decimal(chance.choice(["0.92", "0.95", "0.99", "1.05"])),
        t=_score(chance),
        z=_score(chance),
        lsc=Decimal("0.03") if chance.random() < 0.3 else None,
    )


def _score(chance: Random) -> Decimal | None:
    return (
        Decimal(chance.choice(["0.3", "-0.8", "-1.0", "-1.4", "-2.0", "-2.6"]))
        if chance.random() < 0.85
        else None
    )
