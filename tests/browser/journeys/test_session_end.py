"""The end of a sign-in is said before it comes; a key goes on, and what was typed stays."""

from collections.abc import Callable

import pytest

from tests.browser.journeys.desk import Desk

pytestmark = pytest.mark.browser

REMAINING = "**/account/remaining/"
TO_THE_WARNING = "13:01"


def typing(desk: Callable[..., Desk]) -> Desk:
    """Somebody who has begun to fill in a form, at a clock that can be put forward."""
    at = desk("clinician")
    at.page.clock.install()
    at.go(at.man("Garrick", "symptoms/new/"))
    at.fill(note="since Tuesday")
    return at


def test_the_end_is_announced_and_a_key_goes_on(desk: Callable[..., Desk]) -> None:
    at = typing(desk)
    at.page.route(REMAINING, lambda route: route.fulfill(json={"seconds": 100}))
    said = at.page.locator("#session-end")
    assert said.is_hidden()
    at.page.clock.fast_forward(TO_THE_WARNING)
    said.wait_for()
    assert "You will be signed out at" in said.inner_text()
    at.press("Shift")
    said.wait_for(state="hidden")
    assert at.value("note") == "since Tuesday"
    assert at.complaints == []


def test_nothing_is_announced_where_another_window_went_on(desk: Callable[..., Desk]) -> None:
    at = typing(desk)
    with at.page.expect_response(REMAINING) as answer:
        at.page.clock.fast_forward(TO_THE_WARNING)
    assert answer.value.json()["seconds"] > 800
    assert at.page.locator("#session-end").is_hidden()


def test_a_sign_in_that_has_ended_hides_what_the_page_showed(desk: Callable[..., Desk]) -> None:
    at = typing(desk)
    at.context.clear_cookies(name="sessionid")
    at.page.clock.fast_forward(TO_THE_WARNING)
    at.page.wait_for_selector("[name=password]")
    assert not at.sees("Garrick")
