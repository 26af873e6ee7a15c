"""How much of the worklist is seen at once: the figures that the design promises."""

from statistics import median

import pytest

pytestmark = pytest.mark.browser
HEIGHTS = "all => all.map(row => row.getBoundingClientRect().height)"
SEEN = """() => [...document.querySelectorAll("[data-row]")]
  .filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length >= 5"""
OWN = "/?whose=mine"
"""Without the man whose name fills a page, whom a colleague looks after."""

REMOVED = "all => all.forEach((one) => one.remove())"
ROW, LOW_ROW = 80, 44


def test_five_men_are_seen_without_scrolling(desk) -> None:
    at = desk("clinician")
    at.page.set_viewport_size({"width": 1280, "height": 800})
    at.go("/")
    for out_of_the_way in (at.page.locator("main > .note-error"), at.row("WWWWW")):
        out_of_the_way.evaluate_all(REMOVED)
    at.page.wait_for_function(SEEN)


def test_rows_are_no_higher_than_their_words_need(desk) -> None:
    at = desk("clinician")
    at.go("/")
    assert median(at.page.locator("[data-row]").evaluate_all(HEIGHTS)) <= ROW
    at.page.get_by_role("link", name="Compact rows").click()
    at.page.wait_for_url("**rows=low**")
    assert median(at.page.locator("[data-row]").evaluate_all(HEIGHTS)) <= LOW_ROW
    at.page.get_by_role("link", name="DEXA due").click()
    assert "rows=low" in at.page.url


def test_a_decision_is_recorded_where_it_is_read(desk) -> None:
    at = desk("clinician2")
    at.go(OWN)
    at.press("j", "Enter")
    at.page.wait_for_url("**/patients/*/**")
    at.go(at.page.url.removeprefix(at.address).partition("#")[0])
    at.press("e")
    at.tab_to("kind")
    at.press("Space")
    at.fill(reason_code="repeat_labs", until="+14")
    at.page.locator(".decide-inline form .btn-primary").click()
    at.page.wait_for_load_state()
    assert at.sees("Decision recorded.")
