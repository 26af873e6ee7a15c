"""The one place where a form gets its look and its manners.

Every form of the product extends `ClinicForm`. It says which fields stand where through `parts`;
it never builds a layout of its own.
"""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ImproperlyConfigured

from patients.forms.fields import DayField
from patients.forms.parts import Buttons, FormButton, Part, names_of

BROWSER_CHECKS = ("min", "max", "step", "minlength", "maxlength")
"""Attributes with which a browser would judge a value itself, silently or by cutting it short."""

DAY_EXAMPLE = ", for example 27 Aug or -6 for 6 days ago"


class ClinicForm(forms.Form):
    """A form with the clinic's manners: nothing typed is lost, every refusal says what to do.

    Extend it by fields and, where the order of the fields is not enough, by `parts`, `buttons`
    and `form_attributes`.
    """

    submit_label: str = "Save"
    cancel_url: str = ""
    use_required_attribute = False
    helper_attributes: ClassVar[dict[str, Any]] = {
        "novalidate": True,
        "autocomplete": "off",
        "data-once": True,
        "data-unsaved": True,
    }

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for clinic_field in self.fields.values():
            prepare_field(clinic_field, today)

    def parts(self) -> Sequence[str | Part]:
        """Say what stands where: field names, value rows, groups. Hidden ones place themselves."""
        return [name for name in self.fields if not self[name].is_hidden]

    def buttons(self) -> Sequence[FormButton]:
        """Say which buttons end the form."""
        return [FormButton(self.submit_label, look="primary")]

    def form_attributes(self) -> dict[str, Any]:
        """Give further attributes of the form element, such as where a preview is fetched."""
        return {}

    @cached_property
    def helper(self) -> FormHelper:
        """The layout, made when the form is first drawn."""
        parts = self.parts()
        left_out = {name for name in self.fields if not self[name].is_hidden} - set(names_of(parts))
        if left_out:
            names = ", ".join(sorted(left_out))
            raise ImproperlyConfigured(f"{type(self).__name__} draws no {names}.")
        helper = FormHelper()
        helper.layout = Layout(*parts, Buttons(self.buttons(), self.cancel_url))
        helper.attrs = {**self.helper_attributes, **self.form_attributes()}
        return helper


def prepare_field(clinic_field: forms.Field, today: date | None) -> None:
    """Give one field its look, keyboard and words, and take the browser's own checks away."""
    if isinstance(clinic_field, DayField):
        clinic_field.today = today
    _set_words(clinic_field)
    widget = clinic_field.widget
    if widget.is_hidden:
        return
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"
        widget.attrs.setdefault("inputmode", "decimal")
    for name in BROWSER_CHECKS:
        widget.attrs.pop(name, None)
    widget.attrs.setdefault("autocomplete", "off")
    widget.attrs["class"] = f"{_look_of(widget)} {widget.attrs.get('class', '')}".strip()
    if isinstance(widget, forms.Textarea):
        widget.attrs["rows"] = 3


def _look_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _set_words(clinic_field: forms.Field) -> None:
    """Name the field in its own “required” message, unless the form already words it."""
    words = str(clinic_field.label or "")
    standing = clinic_field.error_messages.get("required")
    if not words or standing != forms.Field.default_error_messages["required"]:
        return
    verb = "Choose" if isinstance(clinic_field, forms.ChoiceField) else "Enter"
    named = words if words[1:2].isupper() else words[0].lower() + words[1:]
    example = DAY_EXAMPLE if isinstance(clinic_field, DayField) else ""
    clinic_field.error_messages["required"] = (
        f"Answer: {words}" if words.endswith("?") else f"{verb} the {named}{example}."
    )
