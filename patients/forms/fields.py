"""Fields and text boxes that the clinic's forms share."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from patients.forms.days import DayUnreadable, Lean, Order, format_day, read_day


class DayInput(forms.TextInput):
    """A text box for a day: no calendar, no pre-filled present day."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "form-control-day", **(attrs or {})})


class ValueInput(forms.TextInput):
    """A text box for a result as the laboratory wrote it: 17, <15, 0,531."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"class": "form-control-value", "inputmode": "decimal", **(attrs or {})})


class SuggestInput(forms.TextInput):
    """A text box that suggests words; whatever is typed stands. `words` is asked when drawn."""

    def __init__(self, words: Callable[[], Iterable[str]]) -> None:
        super().__init__()
        self.words = words

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Draw the box with its list."""
        listed = f"{name}-suggested"
        box = super().render(name, value, {**(attrs or {}), "list": listed}, renderer)
        options = format_html_join("", '<option value="{}">', ((word,) for word in self.words()))
        return format_html('{}<datalist id="{}">{}</datalist>', box, listed, options)


class DigitChoiceField(forms.ChoiceField):
    """A choice of a few: while its row has the focus, the digit n takes the nth and goes on."""

    has_digits = True


class DayField(forms.Field):
    """A day as people write it. The form hands in the present day.

    Where day and month could be exchanged and the exchanged day lies nearer, or always with
    `certain`, it asks which of the two is meant instead of choosing. `is_read_back` says whether
    the page reads it back while somebody types: a birth date is not, it is read from a report.
    """

    widget = DayInput
    today: date | None = None

    def __init__(
        self,
        *,
        lean: Lean = Lean.PAST,
        order: Order = Order.DAY_FIRST,
        certain: bool = False,
        **kwargs: Any,
    ) -> None:
        self.lean, self.order, self.certain = lean, order, certain
        self.is_read_back = not certain
        kwargs.setdefault("help_text", "For example 27 Aug, 27/08/2026 or -6 for 6 days ago.")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        """Read the typed day, or refuse with what to type instead."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        if self.today is None:
            raise ImproperlyConfigured("A form with a day field needs today=.")
        try:
            reading = read_day(str(value), self.today, lean=self.lean, order=self.order)
        except DayUnreadable as unreadable:
            raise ValidationError(str(unreadable), code="unreadable") from unreadable
        meanings = reading.meanings(self.today, certain=self.certain)
        if len(meanings) > 1:
            either = " or ".join(format_day(day) for day in meanings)
            raise ValidationError(
                f"This can mean {either}. Type the month in letters.", code="two_readings"
            )
        return reading.day

    def prepare_value(self, value: Any) -> Any:
        """Show a known day in the clinic's form and typed text as it was typed."""
        return format_day(value) if isinstance(value, date) else value
