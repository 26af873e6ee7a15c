"""Every page and state at every width: nothing wrong to find, nothing refused, no name outside."""

import importlib
import re
from collections.abc import Callable

import pytest

from tests.browser.journeys.desk import Desk
from tests.browser.journeys.stops import EMPTY, STOPS, Way

pytestmark = pytest.mark.browser
WIDTHS = (1440, 1280, 390, 320)
TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": TAGS, "resultTypes": ["violations"]}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
IDENTITY = re.compile(r"Hollis|Featherston|Ambrose|Maximilian|Ivory|\bHV-|\bJ-", re.IGNORECASE)

Reader = Callable[..., Desk]
EVERY_STOP = [pytest.param("lead", way, id=name) for name, way in STOPS.items()]
EVERY_EMPTY = [pytest.param("lead@quiet.example.org", way, id=name) for name, way in EMPTY.items()]


def found_wrong(page, width: int) -> list[str]:
    """What axe and the ruler find at one width."""
    axe = importlib.import_module("axe_playwright_python.sync_playwright")
    page.set_viewport_size({"width": width, "height": 900})
    found = axe.Axe().run(page, options=OPTIONS).response["violations"]
    wrong = [
        f"{width}: {each['id']} {node['html'][:160]}" for each in found for node in each["nodes"]
    ]
    if over := page.evaluate(SIDEWAYS):
        wrong.append(f"{width}: {over} pixels too wide")
    return wrong


@pytest.mark.parametrize(("who", "way"), EVERY_STOP + EVERY_EMPTY)
def test_a_page_is_right_at_every_width(desk: Reader, who: str, way: Way) -> None:
    at = desk(who)
    way(at)
    assert [wrong for width in WIDTHS for wrong in found_wrong(at.page, width)] == []
    assert at.page.evaluate("window.violations") == []
    assert at.complaints == []
    assert IDENTITY.findall(at.page.title() + at.page.url) == []


@pytest.mark.parametrize("wrong", [pytest.param("", id="empty"), pytest.param("x", id="refused")])
def test_the_sign_in_page_is_right_at_every_width(desk: Reader, wrong: str) -> None:
    at = desk()
    at.go("/")
    if wrong:
        at.fill(email=wrong, password=wrong)
        at.save("Sign in")
    assert [wrong for width in WIDTHS for wrong in found_wrong(at.page, width)] == []
    assert at.page.evaluate("window.violations") == []
    assert at.complaints == []


def test_a_live_search_leaves_the_focus_and_the_address_alone(desk: Reader) -> None:
    at = desk("lead")
    at.go("/patients/")
    at.page.focus("#find")
    at.type("Hollis")
    at.page.wait_for_selector("#found [role=status]:has-text('Hollis')")
    assert at.row("Hollis").count() == 1
    assert at.focused() == "q"
    assert at.page.input_value("#find") == "Hollis"
    assert IDENTITY.findall(at.page.title() + at.page.url) == []
