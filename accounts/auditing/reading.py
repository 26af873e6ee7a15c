"""Reading the audit: what was asked for, and the rows that answer it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from accounts.auditing.acts import Group, of_group
from accounts.auditing.records import AuditRow
from accounts.models import Clinic, User

SYSTEM = "system"
LONGEST_KEY = 18
"""Digits that every key has at most; more would not fit into the database's number."""
NOT_A_DAY = "Enter a day, such as 2026-11-22."


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"


class TrailForm(forms.Form):
    """By whom, about whom, what and when; anything may be left open."""

    person = forms.ChoiceField(label="Who", required=False)
    act = forms.ChoiceField(
        label="What", required=False, choices=[("", "Everything"), *Group.choices]
    )
    first = forms.DateField(
        label="From", required=False, widget=DayInput, error_messages={"invalid": NOT_A_DAY}
    )
    last = forms.DateField(
        label="Until", required=False, widget=DayInput, error_messages={"invalid": NOT_A_DAY}
    )
    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, clinic: Clinic, **kwargs: Any) -> None:
        self.clinic = clinic
        super().__init__(*args, **kwargs)
        people = User.objects.filter(memberships__clinic=clinic).order_by("name", "pk")
        chosen = [(str(each.pk), each.name) for each in people]
        self.names = dict(chosen)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", "Everybody"),
            *chosen,
            (SYSTEM, "The system"),
        ]

    def clean(self) -> dict[str, Any]:
        """A range that ends before it begins finds nothing: say so."""
        given = super().clean() or {}
        first, last = given.get("first"), given.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day lies before the first. Change one of them.")
        return given

    def asked(self) -> dict[str, str]:
        """What was asked for, as it goes into an address and into the audit."""
        return {name: str(value) for name, value in self.cleaned_data.items() if value}

    def rows(self) -> QuerySet[AuditRow]:
        """The clinic's rows that answer, newest first."""
        rows = self.clinic.audit_rows.select_related("by").order_by("-at", "-pk")
        return rows.filter(self._wanted()) if self.is_valid() else rows.none()

    def _wanted(self) -> Q:
        given, wanted = self.cleaned_data, Q()
        if given["person"]:
            wanted &= Q(by=None if given["person"] == SYSTEM else int(given["person"]))
        if given["act"]:
            wanted &= of_group(Group(given["act"]))
        if given["patient"]:
            wanted &= Q(patient=given["patient"])
        if given["first"]:
            wanted &= Q(at__gte=self.clinic.day_begins(given["first"]))
        if given["last"]:
            wanted &= Q(at__lt=self.clinic.day_begins(given["last"] + timedelta(days=1)))
        return wanted


def behind(rows: QuerySet[AuditRow], key: str) -> QuerySet[AuditRow]:
    """The rows that come after the one with that key; all of them where it names none of them."""
    is_key = key.isascii() and key.isdecimal() and len(key) <= LONGEST_KEY
    last = rows.filter(pk=int(key)).first() if is_key else None
    return rows.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk)) if last else rows
