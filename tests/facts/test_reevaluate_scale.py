"""Rebuilding and checking hold one block of men at a time, however many there are."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Clinic
from monitoring.management.commands import reevaluate as reevaluating
from monitoring.status import rebuilding
from monitoring.status.rebuilding import Block, blocks_of
from tests.conftest import TODAY
from tests.facts.wards import admit

pytestmark = pytest.mark.django_db

BLOCK, FEW, MANY = 6, 18, 54


@pytest.fixture(autouse=True)
def blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small blocks; before each, what nothing holds any more is thrown away."""
    monkeypatch.setattr(rebuilding, "BLOCK", BLOCK)
    monkeypatch.setattr(reevaluating, "blocks_of", swept)


def swept(clinic: Clinic, day: date) -> Iterator[Block]:
    for block in blocks_of(clinic, day):
        gc.collect()
        yield block


def reevaluate(*arguments: str) -> str:
    printed = StringIO()
    with time_machine.travel(TODAY, tick=False):
        call_command("reevaluate", *arguments, stdout=printed)
    return printed.getvalue()


def statements(*arguments: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        reevaluate(*arguments)
    return len(captured)


def peak(*arguments: str) -> int:
    """The most bytes of Python objects held at once."""
    reevaluate(*arguments)  # what is made once and kept is made before
    gc.freeze()  # and is not looked through again before each block
    tracemalloc.start()
    try:
        reevaluate(*arguments)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.unfreeze()


@pytest.mark.parametrize("arguments", [[], ["--check"]], ids=["rebuild", "check"])
def test_each_block_costs_the_same_statements(clinic: Clinic, arguments: list[str]) -> None:
    counted = []
    for more in (BLOCK, BLOCK, 2 * BLOCK):
        admit(clinic, more)
        counted.append(statements(*arguments))
    one, two, four = counted
    assert two - one == (four - two) / 2


@pytest.mark.parametrize("arguments", [[], ["--check"]], ids=["rebuild", "check"])
def test_memory_does_not_grow_with_the_number_of_men(
    clinic: Clinic, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    admit(clinic, FEW)
    few = peak(*arguments)
    admit(clinic, MANY - FEW)
    assert peak(*arguments) < few * 5 / 4
    monkeypatch.setattr(rebuilding, "BLOCK", MANY)
    assert peak(*arguments) > few * 2, "with all men at once it would have grown"
