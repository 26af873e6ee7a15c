"""A clinic's results go out as a table and come back as they were, formulas and all."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditRow, Clinic
from accounts.spreadsheet import as_it_was, safe
from exchange.intake.importing import Order, ReceivedFile, import_files
from exchange.mapping.reading import read_mapping
from labs.models import Draw, Laboratory, Result
from labs.results import read_result
from patients.models import Patient, PatientDetails
from patients.recording import record_facts
from tests.intake.files import reasons, take
from tests.intake.messages import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

VALUES = (
    ("estradiol", "31.0", "pg/mL", "lcms", "8 - 35"),
    ("testosterone_total", "<10", "ng/dL", "immunoassay", "> 264"),
    ("testosterone_total", "17.40", "nmol/L", "unknown", ""),
    ("testosterone_free", "46,25", "pg/mL", "unknown", "=1+1"),
    ("hematocrit", "0.47", "L/L", "unknown", ""),
)


@pytest.fixture
def told(clinic: Clinic) -> Clinic:
    """A clinic whose men, laboratories and ranges begin like formulas."""
    _man(clinic, "=007", "+Adler", date(1970, 3, 1))
    _man(clinic, "'=008", "'Bauer", date(1981, 12, 24))
    return clinic


def _man(clinic: Clinic, number: str, name: str, born: date, **more: Any) -> Patient:
    place = Laboratory.objects.of(clinic, "@Quay")
    details = PatientDetails(
        record_number=number, family_name=name, given_name="-Carl", born_on=born, **more
    )
    with record_facts(clinic, by=None, today=TODAY) as book:
        man = book.admit(details)
        for day, (analyte, typed, unit, method, printed) in enumerate(VALUES, start=1):
            entry = read_result(analyte, typed, unit, method=method, reference_range=printed)
            fact = Draw(patient=man, collected_on=date(2026, 11, day), laboratory=place)
            book.record(fact, [entry.row()])
    return man


def held(clinic: Clinic) -> Counter[tuple[Any, ...]]:
    """Every value of a clinic with its man, day, laboratory and range."""
    men = dict(clinic.patient_details.current().values_list("patient", "record_number"))
    names = dict(clinic.patient_details.current().values_list("patient", "family_name"))
    results = Result.objects.filter(draw__patient__clinic=clinic).select_related("draw__laboratory")
    return Counter(
        (
            men[each.draw.patient_id], names[each.draw.patient_id], each.draw.collected_on,
            str(each.draw.laboratory), each.analyte, each.comparator,
            each.number, each.unit, each.method, each.reference_range, each.canonical,
        )
        for each in results
    )  # fmt: skip


def written(clinic: Clinic, folder: Path) -> tuple[bytes, str]:
    table, mapping = folder / "results.csv", folder / "map.json"
    call_command("export_results", clinic=clinic.slug, to=str(table), mapping=str(mapping))
    return table.read_bytes(), mapping.read_text()


def test_what_goes_out_comes_back(told: Clinic, neighbour: Clinic, tmp_path: Path) -> None:
    content, mapping = written(told, tmp_path)
    order = Order(neighbour, TODAY, read_mapping(mapping), json.loads(mapping), True)
    report = import_files([ReceivedFile("results.csv", content)], order)
    assert report.rejected == []
    assert held(neighbour) == held(told)
    assert sum(held(told).values()) == 2 * len(VALUES)
    again = import_files([ReceivedFile("results.csv", content)], order)
    assert (again.counts.results_created, again.counts.unchanged) == (0, 2 * len(VALUES))


def test_a_row_that_fills_two_columns_of_one_analyte_is_refused(clinic: Clinic) -> None:
    units = [("a", "ng/dL"), ("b", "nmol/L")]
    columns = [
        {"column": name, "analyte": "testosterone_total", "unit": unit} for name, unit in units
    ]
    header = "id,born,drawn,last,first,a,b"
    row = "007,1970-03-01,2026-11-16,,,620,"
    one = take(clinic, row, header=header, mapping={"results": columns})
    assert one.rejected == []
    both = take(clinic, f"{row}21.5", header=header, mapping={"results": columns})
    assert reasons(both)[2, "b"].startswith("Total testosterone stands in this row twice")


def test_no_cell_is_a_formula(told: Clinic, tmp_path: Path) -> None:
    content, _ = written(told, tmp_path)
    cells = [cell for row in csv.reader(content.decode().splitlines()) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    row = AuditRow.objects.get(action="records.exported")
    assert (row.subject, row.detail) == ("csv", {"patients": 2})


def test_a_man_whose_birth_date_was_reckoned_is_left_out_and_said(
    told: Clinic, tmp_path: Path, capsys: Any
) -> None:
    _man(told, "009", "Conrad", date(1980, 7, 1), born_on_is_estimated=True)
    content, _ = written(told, tmp_path)
    assert b"Conrad" not in content
    assert "1 men are left out" in capsys.readouterr().out


def test_nothing_is_written_over(told: Clinic, tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text("kept")
    with pytest.raises(CommandError, match="there already"):
        written(told, tmp_path)
    assert (tmp_path / "results.csv").read_text() == "kept"
    assert not (tmp_path / "map.json").exists()


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("-1.62", "-1.62"),
        ("-1,62", "'-1,62"),
        ("=1+1", "'=1+1"),
        ("'=1+1", "''=1+1"),
        (" =1", "' =1"),
        ("'tis", "'tis"),
        ("<5", "<5"),
        ("", ""),
    ],
)
def test_a_cell_is_made_safe_and_itself_again(cell: str, shown: str) -> None:
    assert safe(cell) == shown
    assert as_it_was(shown) == cell
