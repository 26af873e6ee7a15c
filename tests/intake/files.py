"""Small laboratory files in one layout, and the shortest way to bring them in."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from accounts.models import Clinic
from exchange.intake.importing import Order, ReceivedFile, import_files
from exchange.intake.report import Report
from exchange.mapping.reading import read_mapping

TODAY = date(2026, 11, 22)
HEADER = "id,born,drawn,last,first,tt,e2,low,hct"
ADLER = "007,1970-03-01,2026-11-16,Adler,Bert,620,31,0,47.1"
BAUER = "008,1981-12-24,2026-11-17,Bauer,Carl,410,18.5,0,44"

MAPPING: dict[str, Any] = {
    "record_number": "id",
    "collected_on": {"column": "drawn", "format": "YYYY-MM-DD"},
    "birth_date": {"column": "born", "format": "YYYY-MM-DD"},
    "family_name": "last",
    "given_name": "first",
    "results": [
        {"column": "tt", "analyte": "testosterone_total", "unit": "ng/dL", "method": "lcms"},
        {
            "column": "e2",
            "analyte": "estradiol",
            "unit": "pg/mL",
            "method": "lcms",
            "censored": {"column": "low", "equals": "1", "as": "<5"},
        },
        {"column": "hct", "analyte": "hematocrit", "unit": "%"},
    ],
}


def lines(*rows: str, header: str = HEADER) -> str:
    return "\n".join([header, *rows]) + "\n"


def take(
    clinic: Clinic,
    *rows: str,
    mapping: dict[str, Any] | None = None,
    header: str = HEADER,
    name: str = "lab.csv",
    **order: Any,
) -> Report:
    """Import rows of the layout, new men allowed unless said otherwise."""
    declared = MAPPING | (mapping or {})
    order = {"create_patients": True, "today": TODAY} | order
    asked = Order(clinic, mapping=read_mapping(json.dumps(declared)), declared=declared, **order)
    return import_files([ReceivedFile(name, lines(*rows, header=header).encode())], asked)


def figures(report: Report) -> tuple[int, int, int, int, int]:
    """Men, draws and results created, rows unchanged, rows rejected."""
    counts = report.counts
    created = (counts.patients_created, counts.draws_created, counts.results_created)
    return (*created, counts.unchanged, report.rejected_rows)


def reasons(report: Report) -> dict[tuple[int, str], str]:
    """Why cells were refused, by row and column."""
    return {(each.row, each.column): each.reason for each in report.rejected}
