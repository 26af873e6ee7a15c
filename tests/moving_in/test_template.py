"""The template is what is read: made, filled in from a clinic, and read again as the same."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from accounts.actions import add_member
from accounts.models import Clinic, User
from accounts.roles import Role
from exchange.moving_in.checking import desk_of
from exchange.moving_in.comparing import parts_of
from exchange.moving_in.explained import explanations
from exchange.moving_in.opening import open_sheets
from exchange.moving_in.reading import read_contents
from exchange.moving_in.report import MovingReport
from exchange.moving_in.sheets import SHEETS
from exchange.moving_in.taking_over import keep_checked, take_over
from exchange.moving_in.template import csv_archive, workbook
from labs.models import DexaScan, Draw
from patients.models import PatientDetails, SymptomReport
from protocols.models import TherapyEvent
from tests.conftest import TODAY
from tests.moving_in import sheets
from tests.moving_in.sheets import CYPIONATE, PETER, REPORT, SCAN, START, written_out

KINDS = (PatientDetails, TherapyEvent, Draw, DexaScan, SymptomReport)
OWN_TO_A_CLINIC = {"clinic", "laboratory"}


@pytest.mark.parametrize("write", [workbook, csv_archive])
def test_an_empty_template_is_known_whole(write: Callable[[], bytes]) -> None:
    opened = {each.name: each for each in open_sheets(write())}
    for sheet in SHEETS:
        assert opened[sheet.name].header == [column.header for column in sheet.columns]
        assert not opened[sheet.name].rows


@pytest.mark.parametrize("write", [workbook, csv_archive])
def test_an_empty_template_is_no_file_to_take(write: Callable[[], bytes]) -> None:
    with pytest.raises(ValueError, match="no rows"):
        read_contents(open_sheets(write()), TODAY, {})


def test_every_column_is_explained() -> None:
    told = [(sheet, column) for sheet, column, *_ in explanations()]
    assert told == [(sheet.name, column.header) for sheet in SHEETS for column in sheet.columns]
    assert all(asks for _, _, _, asks, _ in explanations())


def test_lists_offer_what_may_stand_there() -> None:
    book = load_workbook(io.BytesIO(workbook()))
    page = book["Anastrozole"]
    rule = next(each for each in page.data_validations.dataValidation if "D2" in each.cells)
    words = [cell.value for (cell,) in book["Lists"][rule.formula1.partition("!")[2]]]
    assert words == ["Start", "Change", "Hold", "Resume", "Stop"]


def some_clinic(chance: random.Random) -> sheets.Rows:
    """Men with courses as they come: more and fewer facts, gaps, signs, both kinds of units."""
    rows: dict[str, list[dict[str, Any]]] = {sheet.name: [] for sheet in SHEETS}
    for number in range(8):
        born = date(1940 + 5 * number, 1 + number, 3)
        who = {"record_number": f"00{number}", "born_on": born}
        name = chr(65 + number) * 4
        more = {"email": f"{name}@example.org", "mail_consent": "Granted", "note": "+1\nü"}
        rows["Patients"].append({**PETER, **who, "family_name": name, "given_name": name[::2]})
        rows["Patients"][-1] |= chance.choice([{}, more, {"fragility_fracture": "yes"}])
        rows["Anastrozole"] += _course(chance, who)
        rows["Other drugs"] += chance.choice([[], [{**CYPIONATE, **who, "route": "By mouth"}]])
        rows["Draws"] += [_draw(chance, who, step) for step in range(chance.randint(0, 4))]
        rows["DEXA"] += [{**SCAN, **who, "note": "x"}] * chance.randint(0, 1)
        rows["Symptoms"] += chance.choice([[], [{**REPORT, **who}], [_none(who)]])
    return rows


def _course(chance: random.Random, who: dict[str, Any]) -> list[dict[str, Any]]:
    start = {**START, **who, "consent_on": date(2026, 1, 7), "baseline_dexa_why": "Done elsewhere"}
    stop = {**who, "occurred_on": date(2026, 5, 1), "step": "Stop", "reason_code": "Resolved"}
    return chance.choice([[], [start], [start, stop]])


def _none(who: dict[str, Any]) -> dict[str, Any]:
    return {**who, "reported_on": date(2026, 2, 2), "none_today": "yes"}


def _draw(chance: random.Random, who: dict[str, Any], step: int) -> dict[str, Any]:
    day = date(2026, 1, 5) + timedelta(days=60 * step)
    if not chance.randint(0, 5):
        return {**who, "collected_on": day, "awaiting_results": "yes"}
    estradiol = chance.choice([("<15", "pg/mL"), (chance.randint(16, 60), "pg/mL")])
    return {
        **who,
        "collected_on": day,
        "laboratory": chance.choice(["North", "South", None]),
        "estradiol": estradiol[0],
        "estradiol_unit": estradiol[1],
        "testosterone_total": f"{chance.randint(130, 280) / 10}",
        "testosterone_total_unit": "nmol/L",
        "testosterone_total_range": "8.6 - 29",
        "fasting": chance.choice(["yes", "no", None]),
        "collected_at": "08:30",
        "seen": chance.choice(["yes", None]),
        "checked": "yes",
    }


def on_record(clinic: Clinic) -> list[Any]:
    """Every fact of a clinic with its parts, without keys and moments."""
    found = []
    numbers = dict(clinic.patient_details.values_list("patient_id", "record_number"))
    for kind in KINDS:
        for fact in kind._default_manager.current().filter(patient__clinic=clinic):
            said = {k: v for k, v in fact.content().items() if k not in OWN_TO_A_CLINIC}
            parts = [str(_content(part)) for part in parts_of(fact)]
            place = str(getattr(fact, "laboratory", ""))
            found.append((numbers[fact.patient_id], kind.__name__, str(said), place, sorted(parts)))
    return sorted(found)


def _content(part: Any) -> dict[str, Any]:
    left_out = {"id", "draw", "scan", "confirmed_at"}
    fields = [each for each in part._meta.concrete_fields if each.name not in left_out]
    return {each.name: getattr(part, each.attname) for each in fields}


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_a_clinic_written_into_the_template_is_read_as_the_same(
    seed: int, clinic: Clinic, other_clinic: Clinic, hired: dict[Role, Any]
) -> None:
    lead = hired[Role.LEAD].user
    add_member(other_clinic, lead.email, lead.name, Role.LEAD)
    first = moved(clinic, lead, some_clinic(random.Random(seed)))
    rows = written_out(clinic, lead, desk_of(clinic, lead, TODAY))
    second = moved(other_clinic, lead, rows)
    assert first.counts.facts == second.counts.facts
    assert len(on_record(clinic)) > 20
    assert on_record(other_clinic) == on_record(clinic)


def moved(clinic: Clinic, lead: User, rows: sheets.Rows) -> MovingReport:
    content = sheets.workbook(rows)
    moving = keep_checked(clinic, "m.xlsx", content, by=lead, today=TODAY)
    assert moving.report["faults"] == []
    return take_over(moving, accept="", mark=moving.report["mark"], by=lead, today=TODAY)
