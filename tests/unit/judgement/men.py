"""One ordinary man, told in days from his start, to be changed in one respect by every row.

Born 1980. Testosterone since 2025, anastrozole 0.25 mg twice a week from day 0 (5 January 2026).
Baseline a week before: T 850, E2 60, Hct 48, gynecomastia. A DEXA scan on day 15.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from monitoring.judgement.rules.rule import Severity
from monitoring.judgement.snapshot import (
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

START = date(2026, 1, 5)
Fact = AnastrozoleEvent | TestosteroneEvent | Draw | SymptomReport | Scan


def day(number: int) -> date:
    return START + timedelta(days=number)


def drawn(number: int, tt: str = "", e2: str = "", hct: str = "", method: str = "lcms") -> Draw:
    named = {"testosterone_total": tt, "estradiol": e2, "hematocrit": hct}
    results = {name: result(text, method) for name, text in named.items() if text}
    return Draw(day(number), results, key=f"draw {number}")


def result(text: str, method: str = "lcms") -> Result:
    sign = text[0] if text[0] in "<>" else ""
    return Result(Quantity(Decimal(text.removeprefix(sign)), sign), method)


def reported(number: int, *symptoms: str) -> SymptomReport:
    excess = frozenset(symptoms) & {"gynecomastia", "breast_tenderness", "edema"}
    return SymptomReport(day(number), excess, frozenset(symptoms) - excess)


def started(
    number: int = 0, dose: str = "0.25", weekly: str = "2", **more: str
) -> AnastrozoleEvent:
    more = {"indication": "trt"} | more
    return AnastrozoleEvent(day(number), "start", Decimal(dose), Decimal(weekly), **more)  # type: ignore[arg-type]


def changed(number: int, dose: str) -> AnastrozoleEvent:
    return AnastrozoleEvent(day(number), "change", Decimal(dose))


def held(number: int) -> AnastrozoleEvent:
    return AnastrozoleEvent(day(number), "hold")


def resumed(number: int) -> AnastrozoleEvent:
    return AnastrozoleEvent(day(number), "resume")


def stopped(number: int) -> AnastrozoleEvent:
    return AnastrozoleEvent(day(number), "stop")


def treated(number: int, kind: str, regimen: str = "100 mg a week") -> TestosteroneEvent:
    return TestosteroneEvent(day(number), kind, "" if kind == "stop" else regimen)


def scanned(number: int, device: str = "A", **sites: Site) -> Scan:
    return Scan(day(number), "Hologic", device, sites or {"total_hip": site(t="-0.4", z="-0.1")})


def site(bmd: str = "", t: str = "", z: str = "", lsc: str = "", vertebrae: str = "") -> Site:
    numbers = (Decimal(text) if text else None for text in (bmd, t, z, lsc))
    return Site(*numbers, vertebrae or None)


BASELINE = drawn(-7, tt="850", e2="60", hct="48")
COMPLAINT = reported(-7, "gynecomastia")
ON_TESTOSTERONE = treated(-336, "start")
SCANNED = scanned(15)
USUAL: tuple[Fact, ...] = (ON_TESTOSTERONE, BASELINE, started(), COMPLAINT, SCANNED)


def he(*facts: Fact, without: Iterable[Fact] = (), born_on: date = date(1980, 5, 14)) -> Snapshot:
    """The ordinary man with further facts, and without some of the usual ones."""
    gone = [*without]
    told = [fact for fact in USUAL if fact not in gone] + [*facts]
    return Snapshot(
        born_on=born_on,
        anastrozole=_of(told, AnastrozoleEvent),
        testosterone=_of(told, TestosteroneEvent),
        draws=_of(told, Draw),
        symptoms=_of(told, SymptomReport),
        scans=_of(told, Scan),
    )


def _of[F](facts: Iterable[Fact], kind: type[F]) -> tuple[F, ...]:
    return tuple(fact for fact in facts if isinstance(fact, kind))


def instead_of_start(*events: AnastrozoleEvent) -> dict[str, Iterable[Fact]]:
    return {"without": (started(), *events)}


def moved(snapshot: Snapshot, **numbers: int | str) -> Snapshot:
    """The same man judged by a rule book with other numbers."""
    exact = {name: Decimal(number) for name, number in numbers.items()}
    return replace(snapshot, targets=snapshot.targets.moved(exact))


class Edge(NamedTuple):
    """One rule at one edge: who, judged on which day of his course, and what is expected."""

    rule_id: str
    circumstance: str
    snapshot: Snapshot
    on: int
    expected: Severity | None


ALERT, WARNING, NOTICE, INFO = Severity
NOTHING = None


def edge(
    rule_id: str, circumstance: str, snapshot: Snapshot, expected: Severity | None, on: int = 130
) -> Edge:
    return Edge(rule_id, circumstance, snapshot, on, expected)
