"""Printed on A4 and on Letter, each page about a man is exactly one page, whatever he brings."""

import re
from collections.abc import Callable

import pytest

from tests.browser.journeys.desk import Desk

pytestmark = pytest.mark.browser

PAGES = ("report/", "report/copy/", "report/?u=si", "report/copy/?u=si")
MEN = ("crowded", "long", "Ivory")
SIZES = ("A4", "Letter")
SHEET = re.compile(rb"/Type\s*/Page\b")

LEAST_PX = 7 * 96 / 72
"""Seven points."""

TOO_SMALL = """least => [...document.querySelectorAll(".paper *")].filter((each) =>
  [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
  && !each.closest("title, desc, .visually-hidden")
  && parseFloat(getComputedStyle(each).fontSize) < least).map((each) => each.outerHTML)"""

OUTSIDE = """() => {
  const sheet = document.querySelector(".paper").getBoundingClientRect();
  const parts = document.querySelectorAll(".paper > *, .paper :is(td, li), .course-panel *");
  return [...parts].filter((each) => each.getBoundingClientRect().right > sheet.right + 1)
    .map((each) => each.outerHTML.slice(0, 120));
}"""

TWO_SHEETS = "document.querySelector('.paper').style.minHeight = '28cm'"


def sheets(at: Desk, size: str) -> int:
    """On how many pages of that size the browser prints what it shows."""
    return len(SHEET.findall(at.page.pdf(format=size)))


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    return desk("clinician")


def test_a_printed_page_is_one_sheet_of_either_size(at: Desk) -> None:
    at.page.emulate_media(media="print")
    for man in MEN:
        for page in PAGES:
            at.go(at.man(man, page))
            assert [sheets(at, size) for size in SIZES] == [1, 1], (man, page)
            assert at.page.evaluate(TOO_SMALL, LEAST_PX) == [], (man, page)
            assert at.page.evaluate(OUTSIDE) == [], (man, page)
            assert at.page.evaluate("window.violations") == []
    at.page.evaluate(TWO_SHEETS)
    assert [sheets(at, size) for size in SIZES] == [2, 2]


def test_both_pages_are_a_key_away_and_printed_by_a_button(at: Desk) -> None:
    at.page.add_init_script("window.print = () => { document.title = 'printed'; }")
    at.go(at.man("Hollis"))
    at.press("r")
    at.page.wait_for_url("**/report/?w=2y")
    assert at.page.title() == "Report - Inrange"
    at.press("p")
    assert at.page.title() == "printed"
    at.page.get_by_role("link", name="Patient copy").click()
    at.page.wait_for_url("**/report/copy/?w=2y")
    at.page.get_by_role("button", name="Print").click()
    assert at.page.title() == "printed"
