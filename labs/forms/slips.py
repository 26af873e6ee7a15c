"""A slipped unit, answered by a button: the report says this unit, or that one."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.datastructures import MultiValueDict

from labs.reading import Unreadable, read_typed
from patients.forms.base import FormButton
from patients.forms.fact_form import CHECK, CONFIRM
from protocols.targets.analytes import BY_SLUG
from protocols.targets.measurands import Unit


@dataclass(frozen=True)
class UnitSlip:
    """A number that would fit the last result in another unit than the one chosen."""

    slug: str
    chosen: Unit
    other: Unit

    @property
    def other_button(self) -> FormButton:
        """The report says the other unit."""
        return _answer(self.other, f"{self.slug}_unit={self.other.code}")

    def kept_button(self, mark: str) -> FormButton:
        """The report says what was chosen: that confirms the warnings of this `mark`."""
        return _answer(self.chosen, f"{CONFIRM}{mark}")


def _answer(unit: Unit, value: str) -> FormButton:
    return FormButton(f"The report says {unit.label}", name=CHECK, value=value)


def answered(data: MultiValueDict[str, str] | None) -> MultiValueDict[str, str] | None:
    """What was sent, in the unit that a button answered; the number stays as it was typed."""
    name, _, unit = (data.get(CHECK) or "" if data else "").partition("=")
    slug = name.removesuffix("_unit")
    if data is None or name == slug or slug not in BY_SLUG:
        return data
    typed = MultiValueDict(dict(data.lists()))
    typed[name] = unit
    typed[slug] = _without_unit(typed.get(slug) or "")
    return typed


def _without_unit(text: str) -> str:
    try:
        read = read_typed(text)
    except Unreadable:
        return text
    return f"{read.comparator}{read.digits}"
