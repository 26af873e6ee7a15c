"""How the start checklist is drawn in the form: one row for each item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.utils import render_field
from django import forms
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from protocols.targets.starting import ITEM_WORDS, StartItem

GOALS_WORDS = "goals_words"
DAY_OF = {
    item: f"{item}_on"
    for item in (
        StartItem.CONSENT,
        StartItem.DISCUSSION,
        StartItem.DEFICIENCY,
        StartItem.DEXA,
        StartItem.PRESCRIBER,
    )
}
WHY_OF = {item: f"{item}_why" for item in StartItem}
ONLY_OVERRIDDEN = (StartItem.AGE, StartItem.TAMOXIFEN)
"""Items that nobody can do: given against them, a start needs a reason."""


@dataclass(frozen=True)
class CheckRow:
    """One item: what was done, and the reason if it wasn't."""

    item: StartItem

    def field_names(self) -> list[str]:
        """Name the fields of the row."""
        first = GOALS_WORDS if self.item is StartItem.GOALS else DAY_OF.get(self.item)
        return [name for name in (first, WHY_OF[self.item]) if name]

    def render(self, form: forms.Form, _context: Context, **_kwargs: Any) -> SafeString:
        """Draw the row, unless nothing about the item is asked."""
        fields = [form[name] for name in self.field_names()]
        if fields[-1].is_hidden:
            return SafeString("")
        drawn = {"label": ITEM_WORDS[self.item], "fields": fields}
        return render_to_string("components/check_row.html", drawn)


@dataclass(frozen=True)
class StartPart:
    """What only a start needs: some fields, then the checklist; unseen beside another step."""

    first: Sequence[str]
    rows: Sequence[CheckRow] = tuple(CheckRow(item) for item in StartItem)

    def field_names(self) -> list[str]:
        """Name every field."""
        return [*self.first, *(name for row in self.rows for name in row.field_names())]

    def render(self, form: forms.Form, context: Context, **kwargs: Any) -> SafeString:
        """Draw the fields, then the checklist."""
        fields = ((render_field(name, form, context, **kwargs),) for name in self.first)
        rows = ((row.render(form, context),) for row in self.rows)
        drawn = {
            "fields": format_html_join("", "{}", fields),
            "rows": format_html_join("", "{}", rows),
        }
        return render_to_string("components/start_part.html", drawn)
