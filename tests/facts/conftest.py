"""What judges while facts are tested."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from patients.recording import register_evaluator, registered_evaluator


@pytest.fixture
def evaluator() -> Iterator[None]:
    """Put back whatever judged before the test exchanged it."""
    standing = registered_evaluator()
    yield
    register_evaluator(standing)
