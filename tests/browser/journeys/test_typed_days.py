"""A day is read back while one types it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from patients.forms.days import describe_day, format_day
from tests.browser.journeys.desk import Desk
from tests.browser.journeys.steps import today

pytestmark = pytest.mark.browser


def read_back(at: Desk) -> str:
    said = at.page.locator(".field-read", has_text="ago").first
    said.wait_for()
    return str(said.inner_text())


def test_a_typed_day_is_read_back_and_the_field_keeps_the_focus(desk: Callable[..., Desk]) -> None:
    at = desk("clinician")
    at.go(at.man("Hollis", "draws/new/"))
    at.type("-6")
    assert read_back(at) == describe_day(today(at) - timedelta(days=6), today(at))
    assert (at.focused(), at.value("collected_on")) == ("collected_on", "-6")
    at.fill(collected_on="lots")
    at.page.locator(".field-read:empty").first.wait_for(state="attached")
    assert at.complaints == []


def test_of_two_days_the_chosen_one_is_written_in_letters(desk: Callable[..., Desk]) -> None:
    at = desk("clinician")
    year = today(at).year - 1
    at.go(at.man("Hollis", "draws/new/"))
    at.fill(collected_on=f"10/5/{year}")
    offered = at.page.locator(".field-read button")
    offered.first.wait_for()
    assert offered.count() == 2
    meant = offered.last.inner_text()
    offered.last.click()
    assert at.value("collected_on") == format_day(today(at).replace(year, 10, 5))
    assert at.focused() == "collected_on"
    assert read_back(at) == meant


def test_without_scripts_the_check_reads_the_day_back(desk: Callable[..., Desk]) -> None:
    at = desk("clinician", java_script_enabled=False)
    at.go(at.man("Ashgrove", "draws/new/"))
    at.fill(collected_on="-4", estradiol="33", estradiol_unit="pg/mL")
    at.check()
    assert describe_day(today(at) - timedelta(days=4), today(at)) in at.text()
