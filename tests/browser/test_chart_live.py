"""The chart in a real browser, under the product's own content policy."""

import importlib

import pytest

from monitoring.charts.layouts import NARROW, WIDE
from tests.browser.chart_pages import Pages, serve
from tests.unit.charts.courses import GALLERY

pytestmark = pytest.mark.browser
FRAME = "[data-course]"
BUNDLE = "/static/vendor/plotly/plotly-basic.min.js"
NEAREST = 40  # pixels between a heading and its panel
VIOLATIONS = """
window.violations = [];
const note = (event) => window.violations.push(event.violatedDirective);
document.addEventListener("securitypolicyviolation", note);
"""
MIDDLES = """() => {
  const box = (e) => e.getBoundingClientRect();
  const middle = (e) => [box(e).x + box(e).width / 2, box(e).y + box(e).height / 2];
  const drawn = [...document.querySelectorAll(".course-svg use.pt")].filter((e) => box(e).width);
  const live = [...document.querySelectorAll(".course-live .scatterlayer .point")];
  return [drawn.map(middle), live.map(middle)];
}"""


@pytest.fixture(scope="module")
def address():
    server, at = serve()
    yield at
    server.shutdown()
    server.server_close()


@pytest.fixture(params=[1440, 1280, 390])
def view(request, browser):
    """A page of each width, with its violations counted and its errors kept."""
    page = browser.new_page(viewport={"width": request.param, "height": 900})
    page.add_init_script(VIOLATIONS)
    page.failures = []
    page.on("pageerror", lambda error: page.failures.append(str(error)))
    yield page
    page.close()


def wake(page, address, name="nine"):
    """Open a chart and put the focus on it, which draws the live figure."""
    page.goto(f"{address}/{name}")
    page.focus(FRAME)
    page.wait_for_selector(".is-live", timeout=20_000)


def said(page):
    return page.inner_text("#live")


def test_the_live_figure_keeps_the_content_policy(view, address):
    wake(view, address)
    view.keyboard.press("ArrowLeft")
    view.wait_for_selector(".hoverlayer .hovertext, .hoverlayer .legend")
    assert view.evaluate("window.violations") == []
    assert view.failures == []


def test_every_heading_stands_by_its_live_panel(view, address):
    wake(view, address)
    frame = view.locator(FRAME).bounding_box()
    layout = NARROW if view.locator(".course-narrow").is_visible() else WIDE
    for key, strip in layout.strips.items():
        heading = view.locator(f".course-{key} .course-head").bounding_box()
        distance = frame["y"] + strip.top - heading["y"] - heading["height"]
        assert abs(distance) <= NEAREST, key


@pytest.mark.parametrize("name", ["nine", "censored"])
def test_live_points_lie_on_the_drawing(view, address, name):
    wake(view, address, name)
    drawn, live = view.evaluate(MIDDLES)
    for x, y in drawn:
        assert any(abs(x - a) <= 2 and abs(y - b) <= 3 for a, b in live), (x, y)


def test_nothing_is_fetched_before_somebody_turns_to_the_chart(view, address):
    Pages.asked.clear()
    view.goto(f"{address}/nine")
    view.wait_for_load_state("networkidle")
    assert BUNDLE not in Pages.asked
    view.locator(FRAME).hover(position={"x": 200, "y": 300})
    view.wait_for_selector(".is-live", timeout=20_000)
    assert BUNDLE in Pages.asked


def test_arrow_keys_read_draw_by_draw(view, address):
    wake(view, address)
    view.keyboard.press("ArrowLeft")
    assert said(view).startswith("Draw 9 of 9, 16-Nov-2026; estradiol 17 pg/mL, below target")
    view.keyboard.press("ArrowLeft")
    assert said(view).startswith("Draw 8 of 9, 31-Aug-2026; estradiol less than 15 pg/mL")
    view.keyboard.press("Home")
    assert said(view).startswith("Draw 1 of 9")
    view.keyboard.press("ArrowLeft")
    assert said(view).startswith("Draw 1 of 9")


def test_the_reading_line_stands_on_the_draw(view, address):
    wake(view, address)
    view.keyboard.press("Home")
    line = view.locator(".course-cursor").bounding_box()
    first = view.locator(".course-svg:visible use.pt").first.bounding_box()
    assert abs(line["x"] + 1 - first["x"] - first["width"] / 2) <= 2


def test_enter_opens_the_draw_and_escape_leaves(view, address):
    wake(view, address)
    view.keyboard.press("End")
    view.keyboard.press("Escape")
    assert view.locator(".course-cursor").is_hidden()
    view.focus(FRAME)
    view.keyboard.press("End")
    view.keyboard.press("Enter")
    view.wait_for_url("**/draws/2026-11-16/")


def test_the_hover_shows_one_draw_only(view, address):
    wake(view, address)
    view.keyboard.press("End")
    view.wait_for_selector(".hoverlayer .legend")
    shown = view.text_content(".hoverlayer")
    assert "16-Nov-2026" in shown
    assert "Estradiol 17 pg/mL (LC-MS/MS), below target" in shown
    assert "Joint pain" not in shown


def test_the_pointer_reads_the_nearest_draw(view, address):
    wake(view, address)
    first = view.locator(".course-svg:visible use.pt").first.bounding_box()
    view.mouse.move(first["x"] + 9, first["y"] + 120)
    view.wait_for_selector(".hoverlayer .legend")
    assert "20-Jan-2025" in view.text_content(".hoverlayer")
    line = view.locator(".course-cursor").bounding_box()
    assert abs(line["x"] + 1 - first["x"] - first["width"] / 2) <= 2


def test_a_chart_that_cannot_load_its_script_stays_a_drawing(view, address):
    view.route(f"**{BUNDLE}", lambda route: route.abort())
    view.goto(f"{address}/nine")
    view.focus(FRAME)
    view.keyboard.press("ArrowLeft")
    assert said(view).startswith("Draw 9 of 9")
    assert view.locator(".course-svg:visible").count() == 1
    assert view.locator(".is-live").count() == 0


def test_paper_shows_the_drawing_not_the_live_figure(view, address):
    wake(view, address)
    view.emulate_media(media="print")
    assert view.locator(".course-live").is_hidden()
    opacity = "getComputedStyle(document.querySelector('.course-plot')).opacity"
    assert view.evaluate(opacity) == "1"


@pytest.mark.parametrize("name", GALLERY)
def test_no_page_scrolls_sideways(browser, address, name):
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(f"{address}/{name}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_the_range_works_without_a_script(browser, address):
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{address}/nine")
    assert page.locator("button[aria-pressed=true]").inner_text() == "2 y"
    page.get_by_role("button", name="6 m").click()
    assert page.url == f"{address}/nine?w=6m#course"
    page.context.close()


@pytest.mark.parametrize("name", ["nine", "half", "one", "none", "censored"])
def test_assistive_technology_finds_nothing_wrong(browser, address, name):
    axe = importlib.import_module("axe_playwright_python.sync_playwright")
    page = browser.new_page(bypass_csp=True)
    page.goto(f"{address}/{name}")
    found = axe.Axe().run(page)
    page.close()
    assert found.violations_count == 0, found.generate_report()
