"""Words typed into a form outlast the end of a sign-in, in a real browser."""

from collections.abc import Callable

import pytest

from tests.browser.journeys.desk import Desk
from tests.browser.journeys.stops import first_of_worklist

pytestmark = pytest.mark.browser


def test_words_are_there_again_after_signing_in(desk: Callable[..., Desk]) -> None:
    at = desk("clinician")
    at.go(at.man("Ashgrove", "symptoms/new/"))
    with at.page.expect_response("**/account/draft/"):
        at.fill(note="since Tuesday")
    at.context.clear_cookies(name="sessionid")
    at.page.evaluate("document.body.dataset.signedOut = ''")
    at.go(at.man("Ashgrove", "symptoms/new/"))
    at.page.fill("[name=email]", "clinician@example.org")
    at.page.fill("[name=password]", "lantern-on-the-quay")
    at.page.get_by_role("button", name="Sign in").click()
    at.page.get_by_text("is filled in again").wait_for()
    assert at.value("note") == "since Tuesday"
    assert at.complaints == []


def test_words_about_a_decision_are_there_again_when_its_form_is_opened(
    desk: Callable[..., Desk],
) -> None:
    at = desk("clinician")
    first_of_worklist(at)
    man = at.page.url.removeprefix(at.address)
    at.press("e")
    at.page.wait_for_selector(".decide-inline[open] form")
    with at.page.expect_response("**/account/draft/"):
        at.fill(note="Rang him twice")
    at.page.evaluate("document.body.dataset.signedOut = ''")
    at.go(man)
    at.press("e")
    at.page.get_by_text("is filled in again").wait_for()
    assert at.value("note") == "Rang him twice"
    assert at.complaints == []
