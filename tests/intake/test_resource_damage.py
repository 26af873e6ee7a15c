"""Damaged resources end in words for a person: no other error, no waiting, no invented value."""

from __future__ import annotations

from contextlib import suppress
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from accounts.models import Clinic
from exchange.files.csv_reading import Unusable
from exchange.intake.importing import Order, ReceivedFile, import_files
from exchange.intake.source import Asked, open_resources
from exchange.models import ImportedFile
from exchange.rows.cells import RowRefused
from exchange.rows.read import LabRow
from labs.catalogue import NOTHING_USUAL
from labs.models import Result
from tests.intake.damaged_resources import mutants
from tests.intake.messages import TODAY

LONGEST_SECONDS = 0.5
ZONE = ZoneInfo("Europe/Berlin")


def read_all(content: bytes) -> list[LabRow]:
    """Every row that can be read; only the intake's own words stop a file or a row."""
    rows: list[LabRow] = []
    try:
        opened = open_resources(content, Asked(ZONE))
    except Unusable:
        return rows
    for of_one_man in opened.rows.by_number.values():
        for unread in of_one_man:
            with suppress(RowRefused):
                rows.append(unread.read(opened.fields.mapping, TODAY, NOTHING_USUAL))
    return rows


@pytest.mark.parametrize("seed", range(3))
def test_reading_damaged_resources(seed: int) -> None:
    slowest, read = 0.0, 0
    for content in mutants(seed, 500):
        began = perf_counter()
        read += len(read_all(content))
        slowest = max(slowest, perf_counter() - began)
    assert slowest <= LONGEST_SECONDS
    assert read > 0


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(2))
def test_taking_damaged_resources(clinic: Clinic, seed: int) -> None:
    for content in mutants(100 + seed, 60):
        with transaction.atomic():
            file = ReceivedFile("lab.json", content)
            report = import_files([file], Order(clinic, TODAY, create_patients=True), format="fhir")
        report.by_file()
    assert all(each.draw.collected_on <= TODAY for each in Result.objects.select_related("draw"))
    assert ImportedFile.objects.exists()
