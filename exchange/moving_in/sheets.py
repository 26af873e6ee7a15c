"""The sheets of a spreadsheet that moves a clinic in: one for each form, one row for each fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django import forms

from exchange.moving_in.columns import Column, folded
from exchange.moving_in.row_forms import (
    AnastrozoleRow,
    DetailsRow,
    DexaRow,
    DrawRow,
    RowForm,
    SymptomRow,
    TherapyRow,
)
from labs.forms.dexa import site_fields
from labs.forms.methods import METHOD_ASKED
from labs.forms.values import FIRST, TYPED
from patients.facts import Fact
from patients.forms.base import DayField, names_of
from patients.forms.details import DetailsForm
from patients.symptoms import Symptom
from protocols.forms import AnastrozoleForm, TherapyForm

WHO = ("record_number", "born_on")
CHECKED, SEEN = "checked", "seen"

OWN_FIELDS: dict[str, forms.Field] = {
    "record_number": forms.CharField(label="Record number", max_length=40),
    "born_on": DayField(label="Birth date", certain=True),
    CHECKED: forms.BooleanField(label="Somebody checked what is unlikely in this row"),
    SEEN: forms.BooleanField(label="A clinician has read these results before they moved in"),
}
"""Columns that no form asks: whose row it is, and what somebody says about the row."""


@dataclass(frozen=True)
class Sheet:
    """One kind of fact. The fields of `key` tell which of a man's facts a row speaks of."""

    name: str
    form: type[RowForm]
    names: Sequence[str]
    key: tuple[str, ...]
    day: str

    @property
    def is_patients(self) -> bool:
        """Whether it says who the men are."""
        return self.form is DetailsRow

    @property
    def model(self) -> type[Fact]:
        """What a row becomes."""
        return self.form.MODEL

    @cached_property
    def columns(self) -> Sequence[Column]:
        """Its columns from left to right."""
        own = OWN_FIELDS if not self.is_patients else {CHECKED: OWN_FIELDS[CHECKED]}
        known = {**self.form.base_fields, **own}
        return [Column(name, known[name]) for name in self.names]

    @cached_property
    def by_heading(self) -> dict[str, Column]:
        """Its columns by folded heading."""
        return {folded(column.name): column for column in self.columns}

    def header_of(self, name: str) -> str:
        """The heading of the column with this name; empty where there is none."""
        return next((each.header for each in self.columns if each.name == name), "")

    @cached_property
    def needed(self) -> frozenset[str]:
        """Columns that every row fills in."""
        always = frozenset(WHO) | {
            each.name
            for each in self.columns
            if each.field.required and each.name not in OWN_FIELDS and not each.is_box
        }
        optional = frozenset({"reason_code", "mail_consent"})
        return always - optional


def _draw_names() -> list[str]:
    names = []
    for slug in TYPED:
        names += [slug, f"{slug}_unit"]
        names += [f"{slug}_method"] if slug in METHOD_ASKED else []
        names += [f"{slug}_range"] if slug in FIRST else []
    return names


def _scan_names() -> list[str]:
    where = ["vertebrae", "facility", "model", "reference_database", "reader"]
    return [*site_fields(), *where]


_DRAW_CIRCUMSTANCES = (
    "timing",
    "days_since_testosterone",
    "days_since_anastrozole",
    "fasting",
)

PATIENTS = Sheet(
    "Patients", DetailsRow, (*DetailsForm.CONTENT, CHECKED), ("record_number",), "born_on"
)
ANASTROZOLE = Sheet(
    "Anastrozole",
    AnastrozoleRow,
    (
        *WHO,
        "occurred_on",
        "step",
        "dose_mg",
        "schedule",
        "reason_code",
        *names_of([AnastrozoleForm.START_FIELDS]),
        "note",
        CHECKED,
    ),
    ("drug", "step", "occurred_on"),
    "occurred_on",
)
OTHER_DRUGS = Sheet(
    "Other drugs",
    TherapyRow,
    (*WHO, *TherapyForm.CONTENT, CHECKED),
    ("drug", "step", "occurred_on"),
    "occurred_on",
)
DRAWS = Sheet(
    "Draws",
    DrawRow,
    (
        *WHO,
        "collected_on",
        "laboratory",
        *_draw_names(),
        "awaiting_results",
        "collected_at",
        *_DRAW_CIRCUMSTANCES,
        "note",
        SEEN,
        CHECKED,
    ),
    ("collected_on",),
    "collected_on",
)
SCANS = Sheet(
    "DEXA",
    DexaRow,
    (*WHO, "scanned_on", "manufacturer", "device", *_scan_names(), "note", CHECKED),
    ("scanned_on", "device"),
    "scanned_on",
)
SYMPTOMS = Sheet(
    "Symptoms",
    SymptomRow,
    (*WHO, "reported_on", "none_today", *(each.value for each in Symptom), "note", CHECKED),
    ("reported_on",),
    "reported_on",
)

SHEETS = (PATIENTS, ANASTROZOLE, OTHER_DRUGS, DRAWS, SCANS, SYMPTOMS)
EXPLANATIONS, LISTS = "Explanations", "Lists"
NOT_READ = {folded(EXPLANATIONS), folded(LISTS)}
BY_NAME = {folded(sheet.name): sheet for sheet in SHEETS}
