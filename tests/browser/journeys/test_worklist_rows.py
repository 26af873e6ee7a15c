"""The worklist in the browser: how much is seen at once, and how few keys a decision takes."""

import pytest

from tests.browser.journeys.desk import Desk

pytestmark = pytest.mark.browser

HEIGHTS = "all => all.map(row => Math.round(row.getBoundingClientRect().height))"
SEEN = """all => all.filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length"""
REMOVED = "all => all.forEach((one) => one.remove())"
FOCUSED_MAN = "document.activeElement.closest('[data-row]')?.querySelector('.row-name').innerText"

LEAST, MOST, MOST_LOW = {1440: 69, 1280: 74}, {1440: 80, 1280: 97}, 44
WHOLE = {1440: 6, 1280: 5}
"""Rows that are seen without scrolling on a screen 800 pixels high."""

OWN = "/?whose=mine"
"""Without the man whose name fills a page, whom a colleague looks after."""

LONG_NAMES = """all => all.slice(0, 4).forEach((row, number) => {
  row.querySelector(".row-name").textContent = ["W".repeat(60), "Wm ".repeat(20)][number % 2];
  row.querySelector(".row-text strong").textContent = "Estradiol below target ".repeat(9);
  row.querySelector(".row-text .row-evidence").textContent = "W".repeat(200);
})"""


@pytest.mark.parametrize("width", WHOLE)
def test_rows_are_as_high_as_promised_whatever_stands_in_them(desk, width: int) -> None:
    at = desk("clinician")
    at.page.set_viewport_size({"width": width, "height": 800})
    at.go("/")
    at.page.locator("main > .note-error").evaluate_all(REMOVED)
    rows = at.page.locator("[data-row]")
    heights = rows.evaluate_all(HEIGHTS)
    assert (min(heights) >= LEAST[width], max(heights) <= MOST[width]) == (True, True), heights
    assert rows.evaluate_all(SEEN) >= WHOLE[width]
    rows.evaluate_all(LONG_NAMES)
    assert max(rows.evaluate_all(HEIGHTS)) <= MOST[width]
    at.go("/?rows=low")
    assert max(rows.evaluate_all(HEIGHTS)) <= MOST_LOW
    rows.evaluate_all(LONG_NAMES)
    assert max(rows.evaluate_all(HEIGHTS)) <= MOST_LOW


def test_low_rows_are_asked_for_and_kept_from_list_to_list(desk) -> None:
    at = desk("clinician")
    at.go("/")
    at.page.get_by_role("link", name="Compact rows").click()
    at.page.wait_for_url("**rows=low**")
    at.page.get_by_role("link", name="DEXA due").click()
    assert "rows=low" in at.page.url


def test_a_decision_is_recorded_where_it_is_read(desk) -> None:
    at = desk("clinician2")
    at.go(OWN)
    at.press("j", "Enter")
    at.page.wait_for_url("**/patients/*/**")
    at.go(at.page.url.removeprefix(at.address).partition("#")[0])
    at.press("e")
    at.page.wait_for_selector(".decide-inline[open] input:focus")
    assert at.focused() == "kind"
    at.press("1")
    assert at.focused() == "reason_code"
    at.fill(reason_code="repeat_labs", until="+14")
    at.page.locator(".decide-inline form .btn-primary").click()
    at.page.wait_for_load_state()
    assert at.sees("Decision recorded.")
    assert at.complaints == []


def names(at: Desk) -> list[str]:
    return at.page.locator(".row-name").all_inner_texts()


def open_first(at: Desk) -> str:
    """The topmost man, his row opened by keys; who he is."""
    at.press("j", "e")
    at.page.wait_for_selector("[data-sheet] input:focus")
    return at.page.evaluate(FOCUSED_MAN) or names(at)[0]


def test_a_flag_is_decided_from_the_worklist_with_four_keys_and_a_reason(desk) -> None:
    at = desk("clinician2")
    at.go(OWN)
    before = names(at)
    at.presses = 0
    open_first(at)
    at.press("1")
    at.page.keyboard.type("Labs")
    at.press("Control+Enter")
    at.page.wait_for_selector(".row-said:has-text('Decision recorded.')")
    assert at.presses <= 4
    assert at.page.evaluate(FOCUSED_MAN) in before[:2]
    assert at.page.inner_text("#live") == f"{before[0]}: Decision recorded."
    assert at.page.evaluate("window.violations") == []
    assert at.complaints == []


def test_the_focus_is_never_lost_while_a_row_is_worked_on(desk) -> None:
    at = desk("clinician2")
    at.go(OWN)
    first = open_first(at)
    assert at.focused() == "kind"
    at.press("2")
    at.press("Control+Enter")
    at.page.wait_for_selector("[data-error-summary]:focus")
    at.page.locator("[data-sheet] [name=note]").fill("Rang him twice")
    at.press("Escape")
    assert at.page.locator("[data-sheet]").is_hidden()
    assert at.page.evaluate(FOCUSED_MAN) == first
    at.press("e")
    assert at.page.input_value("[data-sheet] [name=note]") == "Rang him twice"
    at.page.locator("[data-sheet] [data-cancel]").click()
    assert at.page.evaluate(FOCUSED_MAN) == first
    at.page.locator("[data-decide]").first.click()
    at.page.locator("[data-sheet] [name=assignee]").select_option(index=1)
    at.page.locator("[data-sheet] .sheet-assign button").click()
    at.page.wait_for_selector(".row-said:has-text('Assigned.')")
    assert at.page.evaluate(FOCUSED_MAN) == first


def test_without_a_script_the_row_leads_to_a_page_and_back_to_the_next_man(desk) -> None:
    at = desk("clinician2", java_script_enabled=False)
    at.go(OWN)
    first = at.page.locator("[data-decide]").first
    first.click()
    at.page.wait_for_url("**/decision/**")
    at.page.check("[name=kind][value=acknowledge]")
    at.page.select_option("[name=reason_code]", "repeat_labs")
    at.page.get_by_role("button", name="Record decision").click()
    at.page.wait_for_url("**whose=mine**#at")
    assert at.sees("Decision recorded.")
    assert at.page.locator("#at [data-row][data-selected]").count() == 1
