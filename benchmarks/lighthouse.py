"""Asks Lighthouse about the two most opened pages: `python -m benchmarks.lighthouse ADDRESS`.

The site at ADDRESS must be the demo, started with `./dev run`. Uses the system's Chromium and the
program `lighthouse` (an npm package), found on the path or named by LIGHTHOUSE. Lighthouse plays
a middling telephone on a slow network, and prints how it would feel there.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from typing import Any

from benchmarks.results import record
from tests.browser.chromium import FLAGS, opened, program
from tests.browser.journeys.desk import Desk

RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices")

FIGURES = {
    "largest-contentful-paint": "largest_paint_ms",
    "cumulative-layout-shift": "layout_shift",
    "total-blocking-time": "blocking_ms",
    "total-byte-weight": "transferred_bytes",
}
"""Lighthouse's names of what is kept beside its marks."""


def ask(address: str, cookies: str) -> dict[str, Any]:
    """What one run of Lighthouse says of a page, read by the person whom the cookies name."""
    command = [
        os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse") or "lighthouse",
        address,
        "--quiet",
        "--output=json",
        f"--only-categories={','.join(CATEGORIES)}",
        f"--extra-headers={json.dumps({'Cookie': cookies})}",
        f"--chrome-flags=--headless {' '.join(FLAGS)}",
    ]
    surroundings = os.environ | {"CHROME_PATH": program()}
    run = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=True)
    return dict(json.loads(run.stdout))


def marks(said: dict[str, Any]) -> dict[str, float]:
    """Marks out of 100, and the figures behind them."""
    given = {name: round(100 * said["categories"][name]["score"]) for name in CATEGORIES}
    measured = {FIGURES[name]: round(said["audits"][name]["numericValue"], 3) for name in FIGURES}
    return given | measured


def complaints(said: dict[str, Any]) -> list[str]:
    """What cost marks."""
    weighed = (part for name in CATEGORIES for part in said["categories"][name]["auditRefs"])
    named = {part["id"] for part in weighed if part["weight"]}
    return sorted(name for name in named if said["audits"][name]["score"] not in (1, None))


def judged(address: str, cookies: str) -> dict[str, Any]:
    """The middle of some runs, and what any of them complained of."""
    runs = [ask(address, cookies) for _ in range(RUNS)]
    each = [marks(run) for run in runs]
    middle = {name: statistics.median(one[name] for one in each) for name in each[0]}
    return {**middle, "cost_marks": sorted({name for run in runs for name in complaints(run)})}


def main(address: str) -> None:
    """Sign in, ask about the worklist and the page of its first man, and keep the answers."""
    with opened() as browser:
        desk = Desk(browser, address, {}, {})
        desk.sign_in("clinician")
        first = desk.page.locator("[data-open]").first.get_attribute("href")
        cookies = "; ".join(f"{each['name']}={each['value']}" for each in desk.context.cookies())
        pages = {"worklist": address, "patient": f"{address}{first}"}
        found = {name: judged(page, cookies) for name, page in pages.items()}
    record("lighthouse", {"runs": RUNS, **found})


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
