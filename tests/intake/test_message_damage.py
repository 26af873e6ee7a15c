"""Damaged messages end in words for a person: no other error, no waiting, no invented value."""

from __future__ import annotations

from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from accounts.models import Clinic
from exchange.files.csv_reading import Unusable
from exchange.intake.importing import Order, ReceivedFile, import_files
from exchange.intake.source import Asked, open_messages
from exchange.rows.cells import RowRefused
from exchange.rows.fields import HL7_FIELDS
from exchange.rows.grouping import UnreadRow
from exchange.rows.read import LabRow
from labs.catalogue import NOTHING_USUAL
from labs.models import Result
from tests.intake.messages import TODAY
from tests.intake.mutants import mutants

LONGEST_SECONDS = 0.5
ZONE = ZoneInfo("Europe/Berlin")


def read_all(content: bytes) -> list[LabRow]:
    """Every row that can be read; only the intake's own words stop a file or a row."""
    try:
        opened = open_messages(content, Asked(ZONE))
    except Unusable:
        return []
    unread = list(opened.rows.every())
    return [row for each in unread if (row := read_or_nothing(each))]


def read_or_nothing(unread: UnreadRow) -> LabRow | None:
    try:
        return unread.read(HL7_FIELDS.mapping, TODAY, NOTHING_USUAL)
    except RowRefused:
        return None


@pytest.mark.parametrize("seed", range(4))
def test_reading_damaged_messages(seed: int) -> None:
    slowest = 0.0
    for content in mutants(seed, 500):
        began = perf_counter()
        read_all(content)
        slowest = max(slowest, perf_counter() - began)
    assert slowest <= LONGEST_SECONDS


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(2))
def test_taking_damaged_messages(clinic: Clinic, seed: int) -> None:
    for content in mutants(100 + seed, 60):
        with transaction.atomic():
            file = ReceivedFile("lab.hl7", content)
            report = import_files([file], Order(clinic, TODAY, create_patients=True), format="hl7")
        report.by_file()
    assert all(each.draw.collected_on <= TODAY for each in Result.objects.select_related("draw"))
