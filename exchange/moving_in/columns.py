"""The columns of a sheet: fields of the form with which the same fact is typed by hand.

A column turns a cell into what that form would be sent. It refuses only what a form cannot
be asked: dates that could be two days, words outside a list, values that a spreadsheet spoilt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django import forms

from exchange.files.csv_reading import shortened
from exchange.moving_in.cells import Cell, Holds
from exchange.moving_in.faults import CellRefused
from labs.unit_spellings import unit_code
from patients.forms.base import DayField
from patients.forms.days import DayUnreadable, format_day, read_day

DAY_WORDS = "a date cell, or text such as 2026-08-27 or 27 Aug 2026"
_ISO = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_FULL_YEAR = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_EXPLAINED = re.compile(r"\s*\(.*\)$")
ABBREVIATED = {"psa", "lh", "fsh", "shbg", "alt", "ldl", "hdl", "bmd", "lsc", "dexa"}
YES = {"yes", "y", "true", "1", "x"}
NO = {"no", "n", "false", "0", "-"}


def folded(words: str) -> str:
    """A heading or a listed word, whatever its case, spaces and underscores."""
    return " ".join(words.replace("_", " ").replace("*", " ").split()).casefold()


@dataclass(frozen=True)
class Column:
    """One column: the field's name, and the field itself, which knows what may stand there."""

    name: str
    field: forms.Field

    @property
    def header(self) -> str:
        """The heading: the name of the field in plain letters."""
        first, *others = self.name.split("_")
        words = [first.capitalize(), *others]
        return " ".join(w.upper() if w.lower() in ABBREVIATED else w for w in words)

    @property
    def is_day(self) -> bool:
        """Whether a date stands here."""
        return isinstance(self.field, DayField)

    @property
    def is_box(self) -> bool:
        """Whether yes or nothing stands here."""
        return isinstance(self.field, forms.BooleanField)

    @property
    def is_person(self) -> bool:
        """Whether a colleague stands here, by e-mail address."""
        return isinstance(self.field, forms.ModelChoiceField)

    @property
    def is_unit(self) -> bool:
        """Whether the unit of the value before it stands here."""
        return self.name.endswith("_unit")

    @cached_property
    def listed(self) -> list[tuple[str, str]]:
        """What may stand here where that is a list: the form's value with its word."""
        if isinstance(self.field, forms.NullBooleanField):
            return [("true", "Yes"), ("false", "No")]
        if self.is_box:
            return [("on", "Yes")]
        if self.is_person or not isinstance(self.field, forms.ChoiceField):
            return []
        return [(str(value), str(label)) for value, label in _flat(self.field.choices) if value]

    @cached_property
    def _by_word(self) -> Mapping[str, str]:
        words = {folded(label): value for value, label in self.listed}
        words |= {folded(_EXPLAINED.sub("", label)): value for value, label in self.listed}
        return words | {folded(value): value for value, _ in self.listed}

    def typed(self, cell: Cell, today: date, people: Mapping[str, str]) -> str:
        """What the form is sent; empty for an empty cell. Raises CellRefused.

        `people` are the keys of those who may be responsible for a man, by folded address.
        """
        if cell.holds is Holds.NOTHING_USABLE:
            raise CellRefused(cell.text)
        if not cell.text:
            return ""
        if self.is_day:
            return _day(cell, today)
        if cell.holds is Holds.DAY or (cell.holds is Holds.TIME and not self._is_time):
            raise CellRefused(
                f"The spreadsheet made a date or time ({cell.text}) of what was typed. Format the "
                "column as text and type the value again."
            )
        if self.is_person:
            return _person(cell.text, people)
        return self._word(cell.text) if self.listed else cell.text

    @property
    def _is_time(self) -> bool:
        return isinstance(self.field, forms.TimeField)

    def _word(self, text: str) -> str:
        if self.is_unit:
            found = unit_code(text)
            if found in dict(self.listed):
                return str(found)
        elif isinstance(self.field, forms.BooleanField | forms.NullBooleanField):
            return self._answer(text)
        if (value := self._by_word.get(folded(text))) is not None:
            return value
        words = ", ".join(f"“{label}”" for _, label in self.listed)
        raise CellRefused(f"“{shortened(text)}” cannot stand here. Write one of: {words}.")

    def _answer(self, text: str) -> str:
        answer = folded(text)
        if answer in YES:
            return self.listed[0][0]
        if answer in NO:
            return "false" if isinstance(self.field, forms.NullBooleanField) else ""
        raise CellRefused(f"“{shortened(text)}” cannot stand here. Write yes or no.")


def _flat(choices: object) -> Iterator[tuple[object, object]]:
    """The choices of a field, those in groups too."""
    for value, label in choices:  # type: ignore[attr-defined]
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def _day(cell: Cell, today: date) -> str:
    """A day that can be read in one way only, as 2026-08-27."""
    text = cell.text
    if cell.holds is Holds.DAY and " " in text:
        raise CellRefused(f"{text} holds an hour too. Enter the date alone.")
    if cell.holds in {Holds.NUMBER, Holds.TIME}:
        raise CellRefused(
            f"{shortened(text)} is a number and no date. Format the cell as a date, and check "
            "that it then shows the right one."
        )
    if found := _ISO.fullmatch(text):
        text = found[1]
    elif not _FULL_YEAR.search(text) or text[0] in "+-":
        raise CellRefused(f"“{shortened(text)}” is no full date. Enter {DAY_WORDS}.")
    try:
        meanings = read_day(text, today).meanings(today, certain=True)
    except DayUnreadable as unreadable:
        raise CellRefused(f"“{shortened(text)}”: {unreadable}") from None
    if len(meanings) > 1:
        either = " or ".join(format_day(each) for each in meanings)
        raise CellRefused(f"“{text}” can mean {either}. Write the month in letters.")
    return meanings[0].isoformat()


def _person(text: str, people: Mapping[str, str]) -> str:
    if (key := people.get(text.casefold())) is not None:
        return key
    raise CellRefused(
        f"“{shortened(text)}” is no clinician of this clinic. Write the e-mail address with which "
        "he or she signs in, or leave the cell empty."
    )
