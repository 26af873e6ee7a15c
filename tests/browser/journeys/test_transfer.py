"""What a browser that never was here fetches for the two pages that are opened most."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.journeys.desk import Desk

pytestmark = pytest.mark.browser

KB = 1000
WORKLIST, PATIENT, LIVE_CHART = 90 * KB, 110 * KB, 520 * KB
"""The most that may go over the line, compressed, until a page is of use."""

FETCHED = """() => ["navigation", "resource"]
  .flatMap((kind) => performance.getEntriesByType(kind))
  .reduce((sum, each) => sum + each.transferSize, 0)"""


@pytest.fixture
def newcomer(desk: Callable[..., Desk]) -> Callable[[str], Desk]:
    """Opens a page signed in, with nothing kept from before."""
    state = desk("lead").context.storage_state()

    def arrive(path: str) -> Desk:
        at = desk("lead", storage_state=state)
        at.go(path)
        at.page.wait_for_load_state("networkidle")
        return at

    return arrive


def test_the_worklist_comes_in_few_bytes(newcomer: Callable[[str], Desk]) -> None:
    fetched = newcomer("/?whose=mine").page.evaluate(FETCHED)
    assert KB < fetched <= WORKLIST


def test_the_chart_is_fetched_when_somebody_turns_to_it(
    newcomer: Callable[[str], Desk], places: dict[str, str]
) -> None:
    at = newcomer(f"/patients/{places['Hollis']}/")
    before = at.page.evaluate(FETCHED)
    assert KB < before <= PATIENT
    at.page.focus("[data-course]")
    at.page.wait_for_selector(".is-live")
    assert before + 100 * KB < at.page.evaluate(FETCHED) <= LIVE_CHART
