"""Whatever the order, the unit or the number of files: what stands is what was said last."""

from __future__ import annotations

import itertools
import random
from datetime import date
from typing import Any

import pytest

from accounts.models import Clinic
from labs.models import Draw, Result
from labs.results import read_result
from monitoring.models import Finding, Obligation, Status
from patients.models import PatientDetails
from patients.recording import record_facts
from tests.intake.files import HEADER, MAPPING, TODAY, take
from tests.intake.messages import ESTRADIOL, HEMATOCRIT, TESTOSTERONE
from tests.intake.resources import bring, bundle, identifier, observation

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

UNITS = {
    "estradiol": (ESTRADIOL, {"pg/mL": "40", "pmol/L": "146.85", "ng/L": "40.0"}),
    "testosterone_total": (TESTOSTERONE, {"ng/dL": "620", "ng/mL": "6.20", "ug/L": "6.2"}),
    "hematocrit": (HEMATOCRIT, {"%": "47.1", "L/L": "0.471"}),
}
STEPS = ["preliminary", "final", "corrected", "corrected"]


def standing(clinic: Clinic) -> dict[tuple[date, str], tuple[object, bool]]:
    """Every current value of a clinic in its own unit, and whether it is preliminary."""
    draws = Draw.objects.current().filter(patient__clinic=clinic)
    results = Result.objects.filter(draw__in=draws).select_related("draw")
    return {
        (each.draw.collected_on, each.analyte): (each.canonical, each.is_preliminary)
        for each in results
    }


def judged(clinic: Clinic) -> tuple[list[Any], list[Any], list[Any]]:
    """What follows from the facts: findings, duties and the row that lists read."""
    findings = Finding.objects.open().filter(clinic=clinic)
    duties = Obligation.objects.open().filter(clinic=clinic)
    rows = Status.objects.filter(clinic=clinic)
    told = ("rule_id", "severity", "headline", "evidence", "inputs", "threshold")
    return (
        sorted(findings.values_list(*told), key=str),
        sorted(duties.values_list("kind", "due_on", "reason")),
        sorted(rows.values_list("rank", "current", "lines__0__title", "labs_due_on"), key=str),
    )


def fired(clinic: Clinic) -> list[Any]:
    """Rules and severities; the same value may stand in another unit, and so in other words."""
    return [each[:2] for each in judged(clinic)[0]]


@pytest.mark.parametrize("seed", range(4))
def test_resources_in_any_order_end_where_the_last_words_entered_once_end(
    clinic: Clinic, neighbour: Clinic, seed: int
) -> None:
    chance = random.Random(seed)
    sent, last = _random_history(chance)
    chance.shuffle(sent)
    while sent:
        size = chance.randint(1, 5)
        report, sent = bring(clinic, bundle(*sent[:size])), sent[size:]
        assert report.rejected == []
    bring(neighbour, bundle(*last))
    assert standing(clinic) == standing(neighbour)
    assert fired(clinic) == fired(neighbour)


def _random_history(chance: random.Random) -> tuple[list[Any], list[Any]]:
    """Observations of several draws, some twice, in changing units, and the last word on each."""
    sent, last = [], []
    for day, (code, units) in itertools.product((12, 14, 16), UNITS.values()):
        said = []
        for step, status in enumerate(STEPS[: chance.randint(1, len(STEPS))]):
            unit = chance.choice(list(units))
            told = observation(
                units[unit],
                code,
                unit,
                id=f"o-{day}-{code}-{step}",
                identifier=[identifier("FILL", f"F-{day}-{code}")],
                status=status,
                effectiveDateTime=f"2026-11-{day}",
                issued=f"2026-11-17T0{step}:00:00Z",
            )
            said.append(told)
        if chance.random() < 1 / 4:
            gone = observation(
                "1", code, "pg/mL", id=f"o-{day}-{code}-x", valueQuantity=None, status="cancelled",
                identifier=[identifier("FILL", f"F-{day}-{code}")],
                effectiveDateTime=f"2026-11-{day}", issued="2026-11-17T09:00:00Z",
            )  # fmt: skip
            said.append(gone)
        sent += [*said, *chance.sample(said, 1)]
        last.append(said[-1])
    return sent, last


@pytest.mark.parametrize("seed", range(3))
def test_rows_in_any_order_and_any_files_end_as_one_file_does(
    clinic: Clinic, neighbour: Clinic, seed: int
) -> None:
    chance = random.Random(seed)
    rows = [
        f"{number},1970-03-0{number},2026-{month:02}-16,,,{600 + month},{20 + month},0,47"
        for number in range(1, 5)
        for month in range(4, 11)
    ]
    take(neighbour, *rows)
    mixed = [*rows, *chance.sample(rows, 6)]
    chance.shuffle(mixed)
    while mixed:
        size = chance.randint(1, 9)
        report, mixed = take(clinic, *mixed[:size]), mixed[size:]
        assert report.rejected == []
    assert standing(clinic) == standing(neighbour)
    assert judged(clinic)[0] == judged(neighbour)[0]


def test_an_import_is_judged_as_the_same_results_typed_one_by_one(
    clinic: Clinic, neighbour: Clinic
) -> None:
    rows = [
        ("2026-02-02", "810", "58", "48.2"),
        ("2026-05-04", "655", "17", "50.1"),
        ("2026-08-03", "420", "15.5", "54"),
        ("2026-11-16", "1004", "41", "55.2"),
    ]
    lines = [f"007,1970-03-01,{day},,,{tt},{e2},0,{hct}" for day, tt, e2, hct in rows]
    take(clinic, *lines)
    assert len(HEADER.split(",")) == len(lines[0].split(","))
    with record_facts(neighbour, by=None, today=TODAY) as book:
        details = PatientDetails(record_number="007", born_on=date(1970, 3, 1))
        man = book.admit(details)
    for day, *values in rows:
        entries = [
            read_result(each["analyte"], typed, each["unit"], method=each.get("method", "unknown"))
            for each, typed in zip(MAPPING["results"], values, strict=True)
        ]
        with record_facts(neighbour, by=None, today=TODAY, about=[man]) as book:
            fact = Draw(patient=man, collected_on=date.fromisoformat(day))
            book.record(fact, [entry.row() for entry in entries])
    assert standing(clinic) == standing(neighbour)
    assert judged(clinic) == judged(neighbour)
    assert len(judged(clinic)[0]) >= 3
