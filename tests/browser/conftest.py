"""One browser for the tests of a module: longer, and its loop would stand in other tests' way."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.chromium import opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, without any window yet."""
    with opened() as browser:
        yield browser
