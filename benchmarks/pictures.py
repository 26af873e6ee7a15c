"""Takes the README's pictures of the real pages: `python -m benchmarks.pictures ADDRESS`.

The site at ADDRESS must be the demo, started with `./dev run`. Uses the system's Chromium.
"""

import sys
from pathlib import Path

from tests.browser.chromium import opened
from tests.browser.journeys.desk import Desk

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
LARGEST_BYTES = 400_000


def take(desk: Desk, name: str, *, height: int) -> None:
    """Keep what the window shows now, 1440 wide."""
    desk.page.set_viewport_size({"width": 1440, "height": height})
    target = FOLDER / f"{name}.png"
    desk.page.screenshot(path=target)
    size = target.stat().st_size
    assert size < LARGEST_BYTES, f"{target.name} has {size} bytes"
    print(f"{target.name}: {size} bytes")


def main(address: str) -> None:
    """Sign in as a lead, who sees the most, and take all four."""
    with opened() as browser:
        desk = Desk(browser, address, {}, {})
        desk.sign_in("lead")
        desk.page.wait_for_selector("[data-row]")
        take(desk, "worklist", height=1000)
        desk.page.locator("[data-open]").first.click()
        desk.page.wait_for_selector("#draws")
        take(desk, "patient", height=1500)
        desk.page.get_by_role("link", name="Print report").click()
        desk.page.wait_for_url("**/report/**")
        take(desk, "report", height=1300)
        desk.go("/quality/")
        take(desk, "quality", height=1100)


if __name__ == "__main__":
    main(sys.argv[1])
