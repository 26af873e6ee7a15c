"""A passkey is made and used in a real browser, under the site's own content policy."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.journeys.desk import WATCH
from tests.processes.site import Site, started

pytestmark = pytest.mark.browser

ADDRESS = "lead@own-clinic.example"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with started(tmp_path_factory.mktemp("passkeys") / "new", "--empty") as site:
        yield site


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A window on a computer that can keep passkeys."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.add_init_script(WATCH)
    page = context.new_page()
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    yield page
    context.close()


def give_password(page: Any, site: Site) -> None:
    password = re.search(rf"{re.escape(ADDRESS)} with (\S+)", site.printed)
    assert password, site.printed
    page.goto(f"http://localhost:{site.port}/")
    page.fill("[name=email]", ADDRESS)
    page.fill("[name=password]", password[1])
    page.get_by_role("button", name="Sign in").click()


def test_a_passkey_is_made_and_lets_in(page: Any, site: Site) -> None:
    give_password(page, site)
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("[name=name]", "clinic desktop")
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_selector(".codes li")
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="go on").click()
    page.get_by_role("button", name="Sign out").click()
    give_password(page, site)
    page.get_by_role("button", name="Use passkey").click()
    page.get_by_role("heading", name="Worklist").wait_for()
    assert page.evaluate("window.violations") == []
