"""Possible but unlikely values: shown once, confirmed by a person, then saved unchanged."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from patients.forms.parts import FormButton


def digest(warnings: list[str]) -> str:
    """What a tick confirms: exactly these warnings, not whatever is typed next."""
    return hashlib.sha256("\n".join(warnings).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class ConfirmBox:
    """The warnings of a form, with the one box that confirms them."""

    warnings: list[str]
    field: str = "confirmed"
    answers: Sequence[FormButton] = ()
    """Buttons that answer what the warnings ask, in place of correcting by hand."""

    def field_names(self) -> list[str]:
        """Name the box."""
        return [self.field]

    def render(self, form: forms.Form, context: Context, **kwargs: Any) -> SafeString:
        """Draw warnings and box."""
        drawn = {"warnings": self.warnings, "field": form[self.field]}
        drawn |= {"answers": self.answers}
        return render_to_string("components/confirm.html", drawn)
