"""Every page and state at every width: nothing wrong to find, nothing refused, no name outside."""

import importlib
import re
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest

from tests.browser.journeys.desk import Desk
from tests.browser.journeys.stops import EMPTY, STOPS, Way

pytestmark = pytest.mark.browser
WIDTHS = (1440, 1280, 390, 320)
READ_BY_AXE = (1440, 320)
"""Pages take turns between the two: they are made of the same parts, and axe takes its time."""

TAGS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": TAGS, "resultTypes": ["violations"]}
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
KEYS = "[...document.querySelectorAll('[data-key]')].map((each) => each.dataset.key)"
IDENTITY = re.compile(r"Hollis|Featherston|Ambrose|Maximilian|Ivory|\bHV-|\bJ-", re.IGNORECASE)

Reader = Callable[..., Desk]
EVERY_STOP = [
    pytest.param(who, way, width, id=name)
    for (who, name, way), width in zip(
        (
            *(("lead", *stop) for stop in STOPS.items()),
            *(("lead@quiet.example.org", *stop) for stop in EMPTY.items()),
        ),
        cycle(READ_BY_AXE),
        strict=False,
    )
]


LIVE_FIGURE = "plotly-basic"
"""The heavy script of the live chart: of use only where a course is drawn."""


def what_a_page_asks_for(page) -> list[str]:
    """The addresses that the page of the moment asks for; a list that begins anew on each page."""
    asked: list[str] = []
    page.on("framenavigated", lambda _: asked.clear())
    page.on("request", lambda request: asked.append(request.url))
    return asked


def found_by_axe(page) -> list[str]:
    """Each rule that is broken, with the element that breaks it."""
    axe = importlib.import_module("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{each['id']} {node['html'][:160]}" for each in found for node in each["nodes"]]


def found_wrong(page, width: int, *, is_read: bool = True) -> list[str]:
    """What axe, where it reads, and the ruler find at one width."""
    page.set_viewport_size({"width": width, "height": 900})
    wrong = [f"{width}: {each}" for each in found_by_axe(page)] if is_read else []
    if over := page.evaluate(SIDEWAYS):
        wrong.append(f"{width}: {over} pixels too wide")
    return wrong


@pytest.fixture(scope="module")
def came_before() -> dict[str, Any]:
    """What the browser keeps of each person who has signed in for these pages."""
    return {}


@pytest.fixture
def reader(desk: Reader, came_before: dict[str, Any]) -> Reader:
    """Opens a desk at which somebody signed in once for all of these pages."""

    def open_desk(who: str) -> Desk:
        if who not in came_before:
            came_before[who] = desk(who).context.storage_state()
        return desk(who, storage_state=came_before[who])

    return open_desk


@pytest.mark.parametrize(("who", "way", "read_at"), EVERY_STOP)
def test_a_page_is_right_at_every_width(reader: Reader, who: str, way: Way, read_at: int) -> None:
    at = reader(who)
    asked = what_a_page_asks_for(at.page)
    way(at)
    seen = (found_wrong(at.page, width, is_read=width == read_at) for width in WIDTHS)
    assert [wrong for found in seen for wrong in found] == []
    assert at.page.evaluate("window.violations") == []
    assert at.complaints == []
    assert [key for key, uses in Counter(at.page.evaluate(KEYS)).items() if uses > 1] == []
    assert IDENTITY.findall(at.page.title() + at.page.url) == []
    fetched = [each for each in asked if LIVE_FIGURE in each]
    assert fetched == [] or at.page.locator("[data-course]").count()


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
