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

from patients.forms.fields import DayField, DayInput, DigitChoiceField, ValueInput
from patients.forms.parts import Buttons, FormButton, Group, Part, ValueRow, names_of

__all__ = [
    "ClinicForm",
    "DayField",
    "DayInput",
    "DigitChoiceField",
    "FormButton",
    "Group",
    "Part",
    "ValueInput",
    "ValueRow",
    "names_of",
]

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
    manners: ClassVar[dict[str, Any]] = {
        "novalidate": True,
        "autocomplete": "off",
        "data-once": True,
        "data-unsaved": True,
    }

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        for clinic_field in self.base_fields.values():
            prepare_field(clinic_field, None)  # the form's own fields are copies of these
        super().__init__(*args, **kwargs)
        self.today = today
        self.prepare_fields()

    def prepare_fields(self) -> None:
        """Prepare every field, those that a form added after it was made included."""
        for clinic_field in self.fields.values():
            prepare_field(clinic_field, self.today)

    def full_clean(self) -> None:
        """Clean with the clinic's own words."""
        self.prepare_fields()
        super().full_clean()

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
        self.prepare_fields()
        parts = self.parts()
        left_out = {name for name in self.fields if not self[name].is_hidden} - set(names_of(parts))
        if left_out:
            names = ", ".join(sorted(left_out))
            raise ImproperlyConfigured(f"{type(self).__name__} draws no {names}.")
        helper = FormHelper()
        helper.render_hidden_fields = True  # the seal must travel with the form
        helper.layout = Layout(*parts, Buttons(self.buttons(), self.cancel_url))
        helper.attrs = {**self.manners, **self.form_attributes()}
        return helper


def prepare_field(clinic_field: forms.Field, today: date | None) -> None:
    """Give one field its look, keyboard and words, and take the browser's own checks away.

    What has them already, such as the copy of a prepared field, is left as it is: a form of sixty
    fields is made for every save, and its fields change with the class alone.
    """
    if isinstance(clinic_field, DayField):
        clinic_field.today = today
    if clinic_field.label and not hasattr(clinic_field, "is_worded"):
        _set_words(clinic_field)
        clinic_field.is_worded = True  # type: ignore[attr-defined]
    widget = clinic_field.widget
    if not widget.is_hidden and not hasattr(widget, "is_dressed"):
        _dress(widget)
        widget.is_dressed = True


def _dress(widget: forms.Widget) -> None:
    if isinstance(widget, forms.NumberInput):
        widget.input_type = "text"
        widget.attrs.setdefault("inputmode", "decimal")
    for name in BROWSER_CHECKS:
        widget.attrs.pop(name, None)
    widget.attrs.setdefault("autocomplete", "off")
    classes = [_look_of(widget), *widget.attrs.get("class", "").split()]
    widget.attrs["class"] = " ".join(dict.fromkeys(classes))
    if isinstance(widget, forms.Textarea):
        widget.attrs["rows"] = 3


def _look_of(widget: forms.Widget) -> str:
    if isinstance(widget, forms.RadioSelect | forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _set_words(clinic_field: forms.Field) -> None:
    """Say in the field's own refusals what is meant, unless the form already words them."""
    label = str(clinic_field.label)
    named = label[0].lower() + label[1:] if label[1:2].islower() else label
    for code, words in _refusals(clinic_field, label, named).items():
        standing = type(clinic_field).default_error_messages | forms.Field.default_error_messages
        if clinic_field.error_messages.get(code) == standing.get(code):
            clinic_field.error_messages[code] = words


def _refusals(clinic_field: forms.Field, label: str, named: str) -> dict[str, str]:
    """Word what a field says when it is empty, unlisted or unreadable."""
    if isinstance(clinic_field, forms.BooleanField):
        return {"required": f"Tick the box to go on: {label}"}
    if label.endswith("?"):
        return {
            "required": f"Answer: {label}",
            "invalid_choice": f"Choose a listed answer: {label}",
        }
    if isinstance(clinic_field, forms.ChoiceField):
        choose = f"Choose from the list: {label}."
        return {"required": choose, "invalid_choice": choose}
    if isinstance(clinic_field, DayField):
        return {"required": f"Enter the {named}{DAY_EXAMPLE}."}
    if isinstance(clinic_field, forms.DecimalField | forms.IntegerField):
        return {"required": f"Enter the {named}.", "invalid": f"Enter the {named} as a number."}
    return {"required": f"Enter the {named}."}
