"""Draws how pages grow with the clinic: `python -m benchmarks.pages.curve`.

Reads the latest result of each size in `benchmarks/results` and writes `docs/pictures/pages.svg`:
the processor's time of one page, web server and database together, over the men of the database.
"""

import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.results import FOLDER

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "pictures" / "pages.svg"
LINES = {
    "list": ("worklist", "#2e6c5b"),
    "patient_40": ("patient, 40 draws", "#8a4b12"),
    "save": ("saving a draw", "#3b4c8c"),
}
WIDE, HIGH, LEFT, TOP, BOTTOM, RIGHT = 640, 320, 56, 24, 44, 150


def main() -> None:
    """Draw, and say what from."""
    results = sorted(latest(), key=lambda told: told["size"]["men"])
    PICTURE.write_text(drawing(results), encoding="utf-8")
    print(f"{PICTURE.name}: {[told['size']['men'] for told in results]}")


def latest() -> Iterable[dict[str, Any]]:
    """The newest result of each size."""
    newest = {}
    for file in sorted(FOLDER.glob("pages-*.json")):
        told = json.loads(file.read_text(encoding="utf-8"))
        newest[told["size"]["men"]] = told
    return newest.values()


def drawing(results: list[dict[str, Any]]) -> str:
    """One line for each page: the product's, and beside it the floor's, dashed."""
    men = [told["size"]["men"] for told in results]
    kinds = [f"{kind}_processor_ms" for kind in ("product", "floor")]
    top = max(told[name][kind] for told in results for name in LINES for kind in kinds) * 1.1

    def place(count: int, milliseconds: float) -> tuple[float, float]:
        span = math.log10(men[-1] / men[0]) or 1
        across = math.log10(count / men[0]) / span * (WIDE - LEFT - RIGHT)
        return LEFT + across, HIGH - BOTTOM - milliseconds / top * (HIGH - TOP - BOTTOM)

    parts = [*_frame(men, top, place)]
    for name, (label, colour) in LINES.items():
        for kind, dashes in (("product", ""), ("floor", ' stroke-dasharray="4 3"')):
            key = f"{kind}_processor_ms"
            points = [place(told["size"]["men"], told[name][key]) for told in results]
            path = "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
            parts.append(f'<path d="M{path}" fill="none" stroke="{colour}"{dashes}/>')
            said = label if kind == "product" else f"{label}, floor"
            parts.append(_text(WIDE - RIGHT + 8, points[-1][1] + 4, said, colour))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" '
        'font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/>'
        f"{''.join(parts)}</svg>\n"
    )


def _frame(men: list[int], top: float, place: Any) -> Iterable[str]:
    for step in range(5):
        milliseconds = top * step / 4
        _, y = place(men[0], milliseconds)
        yield f'<path d="M{LEFT} {y:.0f}H{WIDE - RIGHT}" stroke="#dde3e7"/>'
        yield _text(8, y + 4, f"{milliseconds:.0f} ms")
    for count in men:
        x, y = place(count, 0)
        yield _text(x - 14, y + 18, f"{count:,}")
    yield _text(LEFT, HIGH - 8, "men in the database")
    yield _text(LEFT, 14, "processor time of one page, web server and database")


def _text(x: float, y: float, said: str, colour: str = "#33424d") -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" fill="{colour}">{said}</text>'


if __name__ == "__main__":
    main()
