"""From the link in a message to the field that is to be typed into, without looking for anybody."""

import pytest

from tests.browser.journeys.desk import DEMO_PASSWORD, Desk

pytestmark = pytest.mark.browser


def is_where_one_types(at: Desk) -> bool:
    at.page.wait_for_url("**/patients/*/draws/new/")
    return at.focused() == "collected_on"


def test_signed_in_the_link_is_the_only_click(desk) -> None:
    at = desk("clinician")
    at.go(at.places["link"])
    assert is_where_one_types(at)


def test_signed_out_only_the_sign_in_comes_between(desk) -> None:
    at = desk()
    at.go(at.places["link"])
    at.page.fill("[name=email]", "clinician@example.org")
    at.page.fill("[name=password]", DEMO_PASSWORD)
    at.press("Enter")
    assert is_where_one_types(at)
