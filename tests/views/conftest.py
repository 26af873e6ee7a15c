"""The pages are opened on one day, whenever the tests run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """It is noon on the day of the cast."""
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield
