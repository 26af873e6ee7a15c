"""The demo's men as generated, nothing written."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from exchange.demo.facts import Facts
from exchange.demo.laboratories import LABORATORIES
from exchange.demo.men import demo_men
from exchange.demo.records import Man
from labs.models import Laboratory


@pytest.fixture(scope="session")
def men() -> tuple[Man, ...]:
    return demo_men()


@pytest.fixture
def facts_on() -> Callable[[date], Facts]:
    """Facts of a given day, with laboratories that were never saved."""
    named = {each.name: Laboratory(name=each.name) for each in LABORATORIES.values()}

    def of(today: date) -> Facts:
        return Facts(today, datetime(2026, 1, 2, 12, tzinfo=UTC), {}, named)

    return of
