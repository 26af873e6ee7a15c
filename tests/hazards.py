"""The hazard log as it is read by the tests: each hazard with the tests that it names."""

import re
from collections.abc import Collection
from pathlib import Path

HAZARDS = Path(__file__).resolve().parent.parent / "docs" / "hazards.md"
HEADING = re.compile(r"^## (H\d+) ", re.MULTILINE)
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def hazards(text: str) -> dict[str, str]:
    """What is written about each hazard, by its number."""
    _, *rest = HEADING.split(text)
    return dict(zip(rest[::2], rest[1::2], strict=True))


def hazards_without(passed: Collection[str], text: str) -> list[str]:
    """Hazards that name no test, or one that did not pass; `passed` holds `file::test`."""
    named = {
        number: ["::".join(each) for each in NAMED.findall(words)]
        for number, words in hazards(text).items()
    }
    return [number for number, tests in named.items() if not tests or set(tests) - set(passed)]
