"""From yesterday's values to a decision: what the product is for, once with keys, once bare."""

from datetime import timedelta

import pytest

from tests.browser.journeys.steps import UNITS, confirm, decide_until_gone, save_draw, today

pytestmark = pytest.mark.browser


def type_by_keyboard(at) -> None:
    """From any page: find the man, open the form, type and send."""
    at.press("/", *"J-Ashgrove", "Enter")
    at.page.wait_for_url(f"**{at.man('Ashgrove')}")
    at.press("a")
    at.page.wait_for_url("**/draws/new/")
    assert at.focused() == "collected_on"
    at.press(*"-1", "Tab", *"4.8", "Tab", "p", "Tab", *"742", "Tab", "n", "Tab", "Enter")
    at.page.wait_for_selector("[name=confirmed][type=checkbox]")


def test_a_clinician_finds_a_man_and_types_his_values_by_keyboard(desk) -> None:
    at = desk("clinician")
    type_by_keyboard(at)
    assert at.focused() == "errorSummary"
    assert at.text().count("Estradiol 4.8 pg/mL is unusually low") >= 1
    at.tab_to("confirmed")
    at.press("Space", "Enter")
    at.page.wait_for_selector("#foreseen")
    assert "(1 Act)" in at.page.evaluate("document.activeElement.innerText")
    at.press("Enter")
    at.page.wait_for_url(f"**{at.man('Ashgrove')}")
    assert at.sees("Draw saved and judged. 3 flags (1 Act) opened")
    assert at.sees("4.8 pg/mL on")
    assert at.sees("very low")


def test_an_unlikely_value_is_asked_about_once_and_then_judged(desk) -> None:
    at = desk("clinician")
    save_draw(at, "Birchall", estradiol="4.8", testosterone_total="742", hematocrit="46.2")
    assert at.sees("is unusually low")
    confirm(at)
    assert at.sees("Draw saved and judged.")
    assert at.sees("very low")
    at.go("/")
    assert "very low" in at.row("Birchall").inner_text()


def test_a_colleague_finds_him_flagged_in_the_admin_and_hands_him_on(desk) -> None:
    save_draw(desk("clinician"), "Cedarholm", estradiol="8.8", testosterone_total="742")
    at = desk("admin")
    at.go("/admin/monitoring/status/")
    row = at.page.locator("#result_list tr", has_text="Cedarholm")
    assert "Act" in row.inner_text()
    row.locator("input[type=checkbox]").check()
    at.page.select_option("[name=action]", label="Assign to Elaine Prudhomme, NP")
    at.page.get_by_role("button", name="Run").click()
    at.page.get_by_text("1 assigned to Elaine Prudhomme, NP.").wait_for()
    assert "Elaine Prudhomme" in row.inner_text()
    row.get_by_role("link", name="Cedarholm").click()
    at.page.wait_for_url("**/review/")
    assert at.page.url.endswith(at.man("Cedarholm", "review/"))


@pytest.mark.parametrize(
    ("name", "scripts"),
    [
        pytest.param("Dunmore", True, id="with scripts"),
        pytest.param("Elmhurst", False, id="without"),
    ],
)
def test_a_decided_man_leaves_the_worklist(desk, name: str, scripts: bool) -> None:
    at = desk("clinician", java_script_enabled=scripts)
    at.go("/patients/")
    at.page.fill("#find", name)
    at.page.locator("form.find button").click()
    at.row(name).locator("[data-open]").click()
    at.page.get_by_role("link", name="Add draw").click()
    at.page.wait_for_url("**/draws/new/")
    save_draw(at, name, estradiol="4.8", testosterone_total="742", hematocrit="46.2")
    confirm(at)
    at.go("/")
    assert "very low" in at.row(name).inner_text()
    decide_until_gone(at, name)
    at.go(at.man(name))
    assert at.sees("Nothing waits for a decision")


def test_each_unit_takes_a_key_where_no_report_is_known(desk) -> None:
    """None is assumed: of a man whose laboratory nobody named, no tick can state them."""
    at = desk("clinician")
    at.go(at.man("Fernsby"))
    at.press("a")
    at.page.wait_for_url("**/draws/new/")
    at.type("-1")
    for value, unit in (("37", "p"), ("742", "n"), ("46.1", "%")):
        at.press("Tab", *value, "Tab", unit)
    at.press("Tab", *"32", "Enter")
    at.page.wait_for_selector("#foreseen")
    at.press("Enter")
    at.page.wait_for_url(f"**{at.man('Fernsby')}")
    assert at.sees("Draw saved and judged.")
    assert at.presses <= 26, at.presses


@pytest.mark.parametrize(
    ("days_ago", "written", "most"),
    [pytest.param(1, "-1", 24, id="short"), pytest.param(2, "{:%Y%m%d}", 30, id="whole")],
)
def test_four_values_are_checked_and_saved_with_few_keys(
    desk, days_ago: int, written: str, most: int
) -> None:
    """One tick states the laboratory and the units of his last report; nothing is ticked before."""
    at = desk("clinician")
    at.go(at.man("Kestrel"))
    at.press("a")
    at.page.wait_for_url("**/draws/new/")
    at.type(written.format(today(at) - timedelta(days_ago)).lower())
    assert [at.value(f"{slug}_unit") for slug in UNITS] == ["", "", ""]
    at.press("Tab", "Space")
    assert {slug: at.value(f"{slug}_unit") for slug in UNITS} == UNITS
    for value in ("37", "742", "46.1", "32"):
        at.press("Tab", *value)
    at.press("Enter")
    at.page.wait_for_selector("#foreseen")
    assert at.sees("37 pg/mL")
    at.press("Enter")
    at.page.wait_for_url(f"**{at.man('Kestrel')}")
    assert at.sees("Draw saved and judged.")
    assert at.presses <= most, at.presses
