"""The rows of a table, printed as `components/table_row.html` and `components/cell.html` say.

A table of a long course has some hundred cells of a handful of kinds. Each kind is printed once,
with gaps; what a cell says is escaped and put into the gap. Only kinds are kept, nothing of a man.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import get_template
from django.utils.safestring import SafeString

from monitoring.status.shown import ShownValue

GAP = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands where words will; no template holds it."""

MOST_KINDS = 256


def table_row(header: str, cells: Iterable[SafeString], url: str = "") -> SafeString:
    """A row with its cells; its header leads to the address, if any."""
    said = (url, header) if url else (header,)
    return _filled(_row_kind(bool(url)), *map(escape, said), "".join(cells))


def text_cell(text: str, *, numeric: bool = False, is_day: bool = False) -> SafeString:
    """Words, a number or a day."""
    return _filled(_text_kind(numeric, is_day), escape(text))


def value_cell(value: ShownValue | None) -> SafeString:
    """A value with its mark; a dash where there is none."""
    if value is None:
        return text_cell("–", numeric=True)
    kind = _value_kind(value.position.value, value.is_censored, value.words)
    return _filled(kind, escape(value.text))


def _filled(kind: list[str], *escaped: str) -> SafeString:
    """What was printed of a kind, with these words in its gaps."""
    first, *behind = kind
    pairs = zip(escaped, behind, strict=True)
    return SafeString(first + "".join([said + rest for said, rest in pairs]))


@lru_cache(maxsize=MOST_KINDS)
def _row_kind(leads_on: bool) -> list[str]:
    url, cells = GAP if leads_on else "", SafeString(GAP)
    return _around("table_row", url=url, header=GAP, cells=cells)


@lru_cache(maxsize=MOST_KINDS)
def _text_kind(numeric: bool, is_day: bool) -> list[str]:
    return _around("cell", text=GAP, numeric=numeric, is_day=is_day)


@lru_cache(maxsize=MOST_KINDS)
def _value_kind(position: str, censored: bool, words: str) -> list[str]:
    told = {"position": position, "censored": censored, "words": words}
    return _around("cell", text=GAP, numeric=True, **told)


def _around(component: str, **told: Any) -> list[str]:
    """What a component prints before, between and behind its gaps."""
    return get_template(f"components/{component}.html").render(told).strip().split(GAP)
