"""Words that would be a program, a formula or a query where a page takes them as they are."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser

from tests.processes.site import ROOT

AWKWARD = ROOT.parent / "shared/samples/awkward"
"""Words of others' making, where they are at hand."""

PROGRAMS = (
    "<b data-planted>",
    '"><b data-planted>',
    "'><b data-planted>",
    "</textarea><b data-planted>",
    "</title><b data-planted>",
    "</script><b data-planted>",
    "--><b data-planted>",
    "<script>planted()</script>",
    "<img src=x onerror=planted()>",
    "<svg onload=planted()>",
    "<iframe srcdoc='<b data-planted>'>",
    "<details open ontoggle=planted()>",
    '" autofocus onfocus=planted() x="',
    "' onmouseover=planted() x='",
    "javascript:planted()",
    "&lt;b data-planted&gt;",
    "\\u003cb data-planted\\u003e",
)
"""What a browser would run or build; short, so that most fields take one whole."""

OTHERS = (
    "{{ 7|add:7 }}{% debug %}",
    "${7*7} %s %(x)s {0}",
    "=1+1",
    "@SUM(1)",
    "-1.62",
    "'; DROP TABLE patients; --",
    "Ω≈ç ñ ß ﷽ 田中 👩‍👩‍👧",
    "\u202ereversed\u202c \u200bzero",
    "NULL None undefined true",
    "../../etc/passwd",
)
OWN = PROGRAMS + OTHERS


def everything(part: int = 0, of: int = 1) -> str:
    """All of them in one line: typed into a field, the field has met each.

    Of the words of others' making, which are many, only one part in so many where that is said.
    """
    return " | ".join([*OWN, *others()[part % of :: of]])


def others() -> list[str]:
    """Words of others' making that a form sends as they are; none where they are not at hand."""
    if not AWKWARD.exists():
        return []
    found: list[str] = json.loads((AWKWARD / "blns.json").read_text(encoding="utf-8"))
    found += (AWKWARD / "csv-injection-payloads.txt").read_text("utf-8").splitlines()
    return [each for each in found if _is_line(each)]


def _is_line(words: str) -> bool:
    """Whether a form sends it as it is: line ends and control characters are another matter."""
    return bool(words) and not any(unicodedata.category(each)[0] == "C" for each in words)


class Planted(HTMLParser):
    """What got out of the words of a page: elements and attributes that no page of ours has."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_program = tag == "script" and "src" not in given
        if is_program and given.get("type") != "application/json":
            self.found.append("a program")
        if tag in {"iframe", "object", "embed", "base"} or "data-planted" in given:
            self.found.append(f"an element {tag}")
        self.found += [f"{tag} {each}" for each in _acting(given)]


def _acting(given: dict[str, str]) -> Iterator[str]:
    """Attributes that would run something."""
    for name, value in given.items():
        leads = name in {"href", "src", "action", "formaction", "srcdoc", "data"}
        if name.startswith("on") or (leads and value.strip().lower().startswith("javascript:")):
            yield name
