"""Spreadsheets for the tests: typed in by hand, or written from what a clinic has on record."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from zipfile import ZipFile

from django.utils.datastructures import MultiValueDict
from openpyxl import Workbook

from accounts.models import Clinic, User
from exchange.moving_in.columns import Column
from exchange.moving_in.row_forms import About, Desk, filled_in
from exchange.moving_in.sheets import PATIENTS, SEEN, SHEETS, Sheet
from patients.facts import Fact
from patients.models import PatientDetails
from protocols.models import Drug

Rows = Mapping[str, Sequence[Mapping[str, Any]]]

HE = {"record_number": "AZ-1", "born_on": date(1969, 3, 14)}
PETER: dict[str, Any] = {**HE, "family_name": "Oduya", "given_name": "Peter"}
START: dict[str, Any] = {
    **HE,
    "occurred_on": date(2026, 1, 8),
    "step": "Start",
    "dose_mg": 0.25,
    "schedule": "Twice a week",
    "indication": "Beside testosterone therapy",
}
CYPIONATE: dict[str, Any] = {
    **HE,
    "drug": "Testosterone",
    "step": "Start",
    "occurred_on": date(2025, 11, 3),
    "regimen": "cypionate",
    "dose_mg": 100,
    "every_days": 7,
}
DRAW: dict[str, Any] = {
    **HE,
    "collected_on": date(2026, 3, 2),
    "laboratory": "Bay Laboratory",
    "estradiol": 24,
    "estradiol_unit": "pg/mL",
    "estradiol_method": "LC-MS/MS",
    "testosterone_total": "815",
    "testosterone_total_unit": "ng/dL",
    "hematocrit": 48.2,
    "hematocrit_unit": "%",
}
SCAN: dict[str, Any] = {
    **HE,
    "scanned_on": date(2026, 2, 3),
    "manufacturer": "Hologic",
    "device": "H-1",
    "lumbar_spine_bmd_g_cm2": 0.981,
    "lumbar_spine_t_score": -1.1,
}
REPORT: dict[str, Any] = {**HE, "reported_on": date(2026, 3, 2), "joint_pain": "Moderate"}

WHOLE: Rows = {
    "Patients": [PETER],
    "Anastrozole": [START],
    "Other drugs": [CYPIONATE],
    "Draws": [DRAW],
    "DEXA": [SCAN],
    "Symptoms": [REPORT],
}
"""One man with a fact of every kind."""


def workbook(rows: Rows, *, epoch: Any = None) -> bytes:
    """A workbook with these rows; a sheet has the columns that its rows name."""
    book = Workbook()
    book.remove(book.worksheets[0])
    if epoch:
        book.epoch = epoch
    for name, lines in rows.items():
        page = book.create_sheet(name)
        columns = list(dict.fromkeys(key for line in lines for key in line))
        page.append(columns)
        for line in lines:
            page.append([line.get(column) for column in columns])
    return saved(book)


def saved(book: Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def archive(rows: Rows) -> bytes:
    """The same as CSV files in an archive."""
    target = io.BytesIO()
    with ZipFile(target, "w") as zipped:
        for name, lines in rows.items():
            text = io.StringIO(newline="")
            columns = list(dict.fromkeys(key for line in lines for key in line))
            csv.writer(text).writerows([columns, *([x.get(c) for c in columns] for x in lines)])
            zipped.writestr(f"{name}.csv", text.getvalue())
    return target.getvalue()


def but(rows: Rows, sheet: str, **changed: Any) -> Rows:
    """The same rows, the last one of a sheet changed."""
    *others, last = rows[sheet]
    return {**rows, sheet: [*others, {**last, **changed}]}


def written_out(clinic: Clinic, user: User, desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """Everything on record about the men of a clinic, as rows of the template."""
    return {sheet.name: list(_rows(clinic, user, desk, sheet)) for sheet in SHEETS}


def _rows(clinic: Clinic, user: User, desk: Desk, sheet: Sheet) -> Iterable[dict[str, Any]]:
    men = {each.patient_id: each for each in clinic.patient_details.current()}
    facts = sheet.model._default_manager.current().filter(patient__clinic=clinic)
    form = filled_in(sheet.form, MultiValueDict(), desk, About(), is_checked=False)
    for fact in facts.order_by("patient_id", "position"):
        if sheet.name in {"Anastrozole", "Other drugs"}:
            is_anastrozole = fact.drug == Drug.ANASTROZOLE
            if is_anastrozole != (sheet.name == "Anastrozole"):
                continue
        yield _row(fact, form.initial_from(fact), men[fact.patient_id], sheet)


def _row(fact: Fact, initial: dict[str, Any], man: PatientDetails, sheet: Sheet) -> dict[str, Any]:
    given = {**initial, "owner": man.owner_id, "checked": True, "seen": bool(fact.pk % 2)}
    if sheet is not PATIENTS:
        given |= {"record_number": man.record_number, "born_on": man.born_on}
    return {each.header: _cell(each, given.get(each.name)) for each in sheet.columns}


def _cell(column: Column, value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else ("no" if column.name != SEEN else None)
    if isinstance(value, Decimal):
        return float(value)
    if column.is_person:
        return User.objects.get(pk=value).email if value else None
    if isinstance(value, date | int):
        return dict(column.listed).get(str(value), value)
    return dict(column.listed).get(str(value), str(value or "") or None)
