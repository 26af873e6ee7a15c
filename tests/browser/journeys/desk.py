"""Somebody at a screen: what he can do, and what he then sees. Every step reads like a sentence."""

import re
from typing import Any

DEMO_PASSWORD = "lantern-on-the-quay"

WIDE = {"width": 1440, "height": 900}
MOST_TABS = 40
PATIENCE_MS = 15_000
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


class Desk:
    """A browser window; `presses` counts the keys that were pressed in it."""

    def __init__(self, browser: Any, address: str, places: dict[str, str], context: Any) -> None:
        self.address, self.places = address, places
        self.context = browser.new_context(**{"viewport": WIDE, **context})
        self.context.add_init_script(WATCH)
        self.context.set_default_timeout(PATIENCE_MS)
        self.presses = 0
        self.complaints: list[str] = []
        self.page = self.tab()

    def tab(self) -> Any:
        """Open one more tab of the same person; the desk itself stays where it is."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._overhear)
        return page

    def _overhear(self, message: Any) -> None:
        # A refused form is answered with 422 and an absent page with 404: the browser notes both.
        if message.type == "error" and not re.search(r"status of (422|404|403)", message.text):
            self.complaints.append(message.text)

    def close(self) -> None:
        self.context.close()

    # What one does

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def sign_in(self, who: str) -> None:
        """Sign in as somebody of the demo, or with a whole address."""
        self.go("/")
        self.page.fill("[name=email]", who if "@" in who else f"{who}@example.org")
        self.page.fill("[name=password]", DEMO_PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.wait_for_selector(".bar-who")
        self.page.wait_for_load_state()

    def man(self, name: str, page: str = "") -> str:
        """Where a man's page is."""
        return f"/patients/{self.places[name]}/{page}"

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += 1
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.press(*text)

    def tab_to(self, name: str) -> None:
        """Go by the tab key to the field of that name."""
        for _ in range(MOST_TABS):
            if self.focused() == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} can't be reached by the tab key")

    def fill(self, **typed: str) -> None:
        """Fill in fields, choose units and open what is folded, as far as they are named."""
        for name, text in typed.items():
            field = self.page.locator(f"form [name={name}]").last
            is_choice = field.evaluate("(element) => element.tagName") == "SELECT"
            field.select_option(text) if is_choice else field.fill(text)

    def save(self, label: str = "Save") -> None:
        """Press the button; where a form is checked first, read on and save what was checked."""
        if label == "Save" and self.page.get_by_role("button", name="Check", exact=True).count():
            self.check()
            if self.saving.count():
                self.saving.click()
            return
        self.page.get_by_role("button", name=label, exact=True).click()

    def check(self) -> None:
        """Ask what saving would bring."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name="Check", exact=True).click()

    @property
    def saving(self) -> Any:
        """The button that saves what was checked."""
        return self.page.locator("button[aria-describedby=foreseen]")

    # What one sees

    def text(self) -> str:
        return self.page.inner_text("main")

    def sees(self, words: str) -> bool:
        return words in self.page.inner_text("body")

    def focused(self) -> str:
        """The name, id or mark of what has the focus."""
        return self.page.evaluate(
            "(({name, id, dataset, tagName}) => name || id || Object.keys(dataset)[0] || tagName)"
            "(document.activeElement)"
        )

    def value(self, name: str) -> str:
        return self.page.input_value(f"form [name={name}]")

    def row(self, name: str) -> Any:
        """A man's row in a list."""
        return self.page.locator("[data-row]", has_text=name)
