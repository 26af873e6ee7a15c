"""The pieces a form is laid out from: value rows, groups, buttons."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from crispy_forms.utils import render_field
from django import forms
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html_join
from django.utils.safestring import SafeString


class Part(Protocol):
    """A piece of a form that draws one or more of its fields."""

    def field_names(self) -> list[str]:
        """Name the fields that this piece draws."""

    def render(self, form: forms.Form, context: Context, **kwargs: Any) -> SafeString:
        """Draw the piece."""


@dataclass(frozen=True)
class FormButton:
    """A button that sends the form; `name` and `value` tell the view which one was pressed."""

    label: str
    name: str = ""
    value: str = "1"
    look: str = ""
    key: str = ""
    focus: bool = False


@dataclass(frozen=True)
class ValueRow:
    """A measured value: what was typed, its unit, the same in other units, the previous result.

    `conversions` maps a unit to the other units it is shown in, each with its exact factor as text.
    """

    value: str
    unit: str = ""
    fixed_unit: str = ""
    previous: str = ""
    conversions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def conversions_json(self) -> str:
        """The factors for the page's script, which holds none of its own."""
        return json.dumps({unit: dict(others) for unit, others in self.conversions.items()} or None)

    def field_names(self) -> list[str]:
        """Name the value and, where it has one, its unit."""
        return [name for name in (self.value, self.unit) if name]

    def render(self, form: forms.Form, context: Context, **_kwargs: Any) -> SafeString:
        """Draw the row."""
        unit = form[self.unit] if self.unit else None
        drawn = {"row": self, "value": form[self.value], "unit": unit}
        return render_to_string("components/value_row.html", drawn)


@dataclass(frozen=True)
class Group:
    """Parts that belong together under one title; folded away where they are seldom needed."""

    title: str
    parts: Sequence[str | Part]
    folded: bool = False

    def field_names(self) -> list[str]:
        """Name every field of the group."""
        return names_of(self.parts)

    def render(self, form: forms.Form, context: Context, **kwargs: Any) -> SafeString:
        """Draw the group, unfolded where something in it was typed or is wrong."""
        pieces = ((render_field(part, form, context, **kwargs),) for part in self.parts)
        used = any(_is_used(form[name]) for name in self.field_names())
        return render_to_string(
            "components/form_group.html",
            {
                "title": self.title,
                "fields": format_html_join("", "{}", pieces),
                "folded": self.folded,
                "open": used,
            },
        )


def _is_used(drawn: forms.BoundField) -> bool:
    """Whether somebody typed or chose something here, or something here is wrong."""
    value = drawn.value()
    return bool(drawn.errors or (value and value != drawn.field.initial))


@dataclass(frozen=True)
class Buttons:
    """The end of a form."""

    buttons: Sequence[FormButton]
    cancel_url: str

    def render(self, _form: forms.Form, _context: Context, **_kwargs: Any) -> SafeString:
        """Draw the buttons."""
        drawn = {"buttons": self.buttons, "cancel_url": self.cancel_url}
        return render_to_string("components/form_buttons.html", drawn)


def names_of(parts: Sequence[str | Part]) -> list[str]:
    """Name every field that the parts draw, in order."""
    named = ([part] if isinstance(part, str) else part.field_names() for part in parts)
    return [name for names in named for name in names]
