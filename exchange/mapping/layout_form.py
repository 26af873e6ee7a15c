"""The form in which a person says what the columns of a table mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms

from exchange.files.csv_reading import Unusable, shortened
from exchange.mapping.layouts import DATE_ORDERS, Sample, unread_dates
from exchange.mapping.reading import read_mapping_of
from labs.forms.catalogue import MEASURED, UNITS
from labs.models import Laboratory, Method
from patients.forms.base import ClinicForm

WIDE, LONG = "wide", "long"
MOST_COLUMNS = 60
LONGEST_NAME = 60
NOT_READ = ("", "Not read")
WHO = (
    "name",
    "laboratory",
    "record_number",
    "born",
    "born_order",
    "drawn",
    "drawn_order",
    "family_name",
)
HOW = ("shape", "analyte", "value", "unit")


def _choice(label: str, *, required: bool = True, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=required, help_text=help_text)


class LayoutForm(ClinicForm):
    """What the columns of a table mean. Nothing is guessed from a column's name."""

    submit_label = "Save and look at the rows"

    name = forms.CharField(
        label="Name of this layout",
        max_length=LONGEST_NAME,
        help_text="Files of this laboratory can be read by it again, here and by the command.",
    )
    laboratory = forms.CharField(
        label="Laboratory",
        max_length=Laboratory._meta.get_field("name").max_length,
        help_text="As it is called here. Results of two laboratories are not one series.",
    )
    record_number = _choice("Record number")
    born = _choice("Birth date")
    born_order = _choice("Birth dates are written")
    drawn = _choice("Day of the draw")
    drawn_order = _choice("Days of draws are written")
    family_name = _choice("Family name", required=False)
    shape = forms.ChoiceField(
        label="Results stand",
        choices=[
            (WIDE, "in one column for each analyte"),
            (LONG, "one in each row, with columns for analyte, value and unit"),
        ],
        widget=forms.RadioSelect,
        initial=WIDE,
    )
    analyte = _choice("Column that names the analyte", required=False)
    value = _choice("Column of the values", required=False)
    unit = _choice("Column of the units", required=False)

    OF_COLUMNS: ClassVar[Sequence[str]] = (
        "record_number", "born", "drawn", "family_name", "analyte", "value", "unit",
    )  # fmt: skip

    def __init__(self, *args: Any, sample: Sample, **kwargs: Any) -> None:
        self.sample = sample
        super().__init__(*args, **kwargs)
        named = [name for name in sample.columns if name and sample.columns.count(name) == 1]
        self.named = named[:MOST_COLUMNS]
        columns = [("", "Choose"), *((name, shortened(name)) for name in self.named)]
        for field in self.OF_COLUMNS:
            self._offer(field, columns)
        for field in ("born_order", "drawn_order"):
            self._offer(field, [("", "Choose"), *DATE_ORDERS])
        for number, name in enumerate(self.named):
            self._add_column(number, name)
        self.prepare_fields()

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def _add_column(self, number: int, name: str) -> None:
        """Say of one column of a wide table which analyte it holds, and in which unit."""
        said = shortened(name)
        offered = {
            "analyte": [NOT_READ, *sorted(MEASURED, key=lambda each: each[1])],
            "unit": [("", "Choose"), *((code, code) for code in UNITS)],
            "method": [("", "As noted for the laboratory"), *Method.choices],
        }
        for what, choices in offered.items():
            label = f"{what.capitalize()} in column {said}"
            field = forms.ChoiceField(label=label, choices=choices, required=False)
            self.fields[f"{what}_{number}"] = field

    @property
    def who(self) -> list[forms.BoundField]:
        """The fields that say who and when."""
        return [self[name] for name in WHO]

    @property
    def how(self) -> list[forms.BoundField]:
        """The fields that say how the results stand."""
        return [self[name] for name in HOW]

    @property
    def table(self) -> Iterator[dict[str, Any]]:
        """Every column with its first cells and its fields."""
        for number, name in enumerate(self.named):
            cells = [shortened(cell) for cell in self.sample.of(name)[:3]]
            fields = [self[f"{what}_{number}"] for what in ("analyte", "unit", "method")]
            yield {"name": shortened(name), "cells": cells, "fields": fields}

    def clean(self) -> dict[str, Any]:
        """Hold the declaration against the rules of a mapping, and its dates against the file."""
        cleaned = super().clean() or {}
        for column, order in (("born", "born_order"), ("drawn", "drawn_order")):
            self._check_dates(cleaned.get(column), cleaned.get(order), order)
        if cleaned.get("shape") == LONG:
            self._ask_long(cleaned)
        if not self.errors:
            self._check_whole()
        return cleaned

    def _check_dates(self, column: str | None, pattern: str | None, field: str) -> None:
        if not column or not pattern:
            return
        if unread := unread_dates(self.sample.of(column), pattern):
            example = dict(DATE_ORDERS)[pattern]
            self.add_error(
                field, f"“{shortened(unread[0])}” is not a date like {example}. Choose another."
            )

    def _ask_long(self, cleaned: dict[str, Any]) -> None:
        for name in ("analyte", "value", "unit"):
            if not cleaned.get(name):
                self.add_error(name, f"Choose from the list: {self.fields[name].label}.")

    def _check_whole(self) -> None:
        try:
            read_mapping_of(self.declared)
        except Unusable as refused:
            for sentence in refused.sentences:
                self.add_error(None, sentence)

    @property
    def declared(self) -> dict[str, Any]:
        """The declaration, as docs/import.md describes it."""
        said = self.cleaned_data
        whole: dict[str, Any] = {
            "record_number": said["record_number"],
            "birth_date": {"column": said["born"], "format": said["born_order"]},
            "collected_on": {"column": said["drawn"], "format": said["drawn_order"]},
            "laboratory": {"fixed": said["laboratory"]},
        }
        if said["family_name"]:
            whole["family_name"] = said["family_name"]
        if said["shape"] == LONG:
            whole["long"] = {name: said[name] for name in ("analyte", "value", "unit")}
        else:
            whole["results"] = list(self._results())
        return whole

    def _results(self) -> Iterator[dict[str, str]]:
        said = self.cleaned_data
        for number, name in enumerate(self.named):
            if said[f"analyte_{number}"]:
                result = {"column": name, "analyte": said[f"analyte_{number}"]}
                result["unit"] = said[f"unit_{number}"]
                if said[f"method_{number}"]:
                    result["method"] = said[f"method_{number}"]
                yield result


def typed_from(declared: dict[str, Any], named: Sequence[str]) -> dict[str, Any]:
    """What the form shows of a layout that was saved before, for the columns of this file."""
    initial: dict[str, Any] = {
        "record_number": declared["record_number"],
        "born": declared["birth_date"]["column"],
        "born_order": declared["birth_date"]["format"],
        "drawn": declared["collected_on"]["column"],
        "drawn_order": declared["collected_on"]["format"],
        "laboratory": declared["laboratory"]["fixed"],
        "family_name": declared.get("family_name", ""),
        "shape": LONG if "long" in declared else WIDE,
        **declared.get("long", {}),
    }
    places = {name: number for number, name in enumerate(named)}
    for result in declared.get("results", ()):
        number = places.get(result["column"])
        for what in ("analyte", "unit", "method"):
            initial[f"{what}_{number}"] = result.get(what, "")
    return initial
