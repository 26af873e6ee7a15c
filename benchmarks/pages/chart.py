"""When the chart stands on the screen, beside a page that loads the whole of plotly.js for it.

    python -m benchmarks.pages.chart ADDRESS

The site at ADDRESS must be the demo, started with `./dev run`. Both pages are opened by turns, each
with nothing kept from before, by the system's Chromium on this machine's own line. A chart stands
once its drawing is in the page and the browser has painted after that. What the product loads
until then is counted; its live figure is loaded when somebody points at the chart.
"""

import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from threading import Thread
from typing import Any

from benchmarks.results import record
from tests.browser.chromium import opened
from tests.browser.journeys.desk import WIDE, Desk

RUNS = 7
DRAWS, PANELS = 40, 4
AT_MOST = 0.8
MOST_SCRIPT_BYTES = 60_000

PAINTED = """
(selector) => {
  const look = () => document.querySelector(selector)
    ? requestAnimationFrame(() => setTimeout(() => { window.paintedAt = performance.now(); }, 0))
    : requestAnimationFrame(look);
  look();
}
"""

FLOOR = """<!doctype html><div id="chart" style="width:900px;height:700px"></div>
<script src="plotly.min.js"></script><script>
const on = {days}, values = {values};
Plotly.newPlot("chart", values.map((y, n) => ({{
  x: on, y, type: "scatter", mode: "lines+markers", xaxis: "x", yaxis: "y" + (n ? n + 1 : "")
}})), {{grid: {{rows: {panels}, columns: 1, subplots: [["xy"], ["xy2"], ["xy3"], ["xy4"]]}}}});
</script>"""


def main(address: str) -> None:
    """Open both pages by turns, print, and write the dated result."""
    with opened() as browser, floor_site() as floor:
        desk = Desk(browser, address, {}, {})
        desk.sign_in("clinician")
        man = desk.page.locator("[data-open]").first.get_attribute("href")
        kept = desk.context.storage_state()
        taken: dict[str, list[float]] = {"floor": [], "product": []}
        script = 0
        for _ in range(RUNS):
            taken["floor"].append(painted(browser, floor, ".main-svg .point", None)[0])
            at, script = painted(browser, f"{address}{man}", ".course-plot svg .pt", kept)
            taken["product"].append(at)
    medians = {name: statistics.median(times) for name, times in taken.items()}
    record(
        "chart",
        {
            "painted_ms": {name: round(each) for name, each in medians.items()},
            "ratio": round(medians["product"] / medians["floor"], 2),
            "ratio_wanted_at_most": AT_MOST,
            "script_bytes_before": script,
            "script_bytes_wanted_at_most": MOST_SCRIPT_BYTES,
            "runs": RUNS,
        },
    )


def painted(browser: Any, address: str, selector: str, kept: Any) -> tuple[float, int]:
    """When the drawing was painted, in milliseconds, and the bytes of script sent until then."""
    context = browser.new_context(viewport=WIDE, storage_state=kept)
    page, scripts = context.new_page(), list[Any]()
    page.add_init_script(f"({PAINTED})({selector!r})")
    page.on("response", lambda answer: scripts.append(answer) if _is_script(answer) else None)
    page.goto(address)
    page.wait_for_function("window.paintedAt")
    at = float(page.evaluate("window.paintedAt"))
    sent = sum(answer.request.sizes()["responseBodySize"] for answer in scripts)
    context.close()
    return at, sent


def _is_script(answer: Any) -> bool:
    return bool(answer.request.resource_type == "script")


@contextmanager
def floor_site() -> Iterator[str]:
    """The page with the whole of plotly.js, on this machine."""
    whole = files("plotly").joinpath("package_data", "plotly.min.js").read_bytes()
    begun = date(2016, 11, 1)
    page = FLOOR.format(
        days=[str(begun + timedelta(days=91 * draw)) for draw in range(DRAWS)],
        values=[[20 + 7 * n * draw % 31 for draw in range(DRAWS)] for n in range(1, PANELS + 1)],
        panels=PANELS,
    ).encode()

    class Pages(BaseHTTPRequestHandler):
        """The page, and its script."""

        def do_GET(self) -> None:
            """Send either."""
            is_script = self.path.endswith(".js")
            body = whole if is_script else page
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if is_script else "text/html")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
