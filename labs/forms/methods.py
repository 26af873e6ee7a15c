"""How a result was measured: the report says it, or the catalogue of laboratories does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from labs.catalogue import KnownAssay
from labs.models import Method
from patients.forms.days import format_day

METHOD_ASKED = ("estradiol", "testosterone_total")
"""Analytes whose methods read so differently that results of two are never compared."""


class MethodSelect(forms.Select):
    """Offers to leave a method to the catalogue, with what that says; asked when drawn."""

    def __init__(self, assays: Callable[[], Sequence[KnownAssay]]) -> None:
        super().__init__(choices=Method.choices)
        self.assays = assays

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> Any:
        """The methods; what the catalogue says comes first, where it says anything."""
        if self.assays():
            self.choices = [("", "As noted for the laboratory"), *Method.choices]
        return super().optgroups(name, value, attrs)

    def render(self, *args: Any, **kwargs: Any) -> SafeString:
        """The choice, and below it every assay that the catalogue knows."""
        box, known = super().render(*args, **kwargs), self.assays()
        if not known:
            return box
        return format_html('{}<div class="form-text">{}</div>', box, _in_words(known))


def _in_words(assays: Sequence[KnownAssay]) -> str:
    noted = (
        f"{name} {Method(method).label} from {format_day(since)}" for name, since, method in assays
    )
    return f"Noted: {'; '.join(noted)}."


class MethodField(forms.ChoiceField):
    """How an analyte was measured; left empty, the catalogue says it, or nobody knows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=Method.choices, required=False, **kwargs)

    def ask(self, assays: Callable[[], Sequence[KnownAssay]]) -> None:
        """Show what the catalogue says of each laboratory."""
        self.widget = MethodSelect(assays)
