"""The forms of the pages, filled in by rows of a spreadsheet instead of a browser.

What a page asks, refuses and warns about is asked here by the same code. Left out is only what
speaks of a page: its seal, and questions that a whole history would raise in every line.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ClassVar

from django import forms
from django.utils.datastructures import MultiValueDict

from accounts.models import Clinic, User
from labs.catalogue import UsualMethods
from labs.forms.dexa import DexaForm
from labs.forms.draw import DrawForm
from labs.forms.values import TYPED, value_fields
from labs.models import Laboratory, Result
from patients.facts import Fact
from patients.forms.base import DayField, prepare_field
from patients.forms.details import DetailsForm
from patients.forms.fact_form import FactForm
from patients.forms.symptoms import SymptomForm
from patients.models import MailConsent, Patient, PatientDetails
from protocols.forms import AnastrozoleForm, TherapyForm

CHECK_IT = "If it is right, write yes in the column Checked of this row."


@dataclass
class Desk:
    """What every row is read against: whose clinic, who answers for it, and on which day.

    `laboratories` are the clinic's by folded name; one that the file names first is noted there
    and stored only when a man with it is taken over.
    """

    clinic: Clinic
    user: User
    today: date
    usual: UsualMethods
    people: Mapping[str, str]
    laboratories: dict[str, Laboratory] = field(default_factory=dict)

    def laboratory(self, named: str) -> Laboratory:
        """The laboratory of that name, whatever its case."""
        new = Laboratory(clinic=self.clinic, name=named)
        return self.laboratories.setdefault(named.casefold(), new)


class RowForm(FactForm):
    """A form whose row says in a column of its own that somebody checked what is unlikely.

    Thousands of rows are read at once, so that a field is given its words once for all of them,
    and fields of `SPARED` are made only where the row fills them in.
    """

    SPARED: ClassVar[frozenset[str]] = frozenset()
    is_checked = False

    def __init__(self, typed: MultiValueDict[str, str], **kwargs: Any) -> None:
        spared = self.SPARED.difference(typed)
        worded = _worded(type(self)).items()
        fields = {name: each for name, each in worded if name not in spared}
        self.base_fields = fields  # type: ignore[misc]  # copied by Django for this form alone
        super().__init__(typed, **kwargs)

    def prepare_fields(self) -> None:
        """Tell the fields the day; nobody looks at them."""
        for each in self.fields.values():
            if isinstance(each, DayField):
                each.today = self.today

    def _sealed(self, current: Fact | None) -> str:
        """No page was opened, so that there is nothing to seal."""
        return ""

    def _open_seal(self) -> None:
        """No page was opened, so that there is no seal to break."""

    def _post_clean(self) -> None:
        """What is possible but unlikely needs somebody's word."""
        if self.warnings and not self.is_checked:
            self.add_error("confirmed", " ".join([*self.warnings, CHECK_IT]))


@cache
def _worded(form: type[RowForm]) -> dict[str, forms.Field]:
    """Copies of a form's fields, with the words in which they refuse."""
    fields = deepcopy(form.base_fields)
    for each in fields.values():
        prepare_field(each, None)
    return fields


class DetailsRow(RowForm, DetailsForm):
    """Who he is. Men who are alike are looked for among all of a file together."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mail_consent"].required = False

    def clean_mail_consent(self) -> str:
        """An empty cell says that nobody asked him."""
        return self.cleaned_data["mail_consent"] or MailConsent.UNKNOWN

    def clean(self) -> dict[str, Any]:
        """Leave out the search that a page makes for one man."""
        return super(DetailsForm, self).clean()


class TherapyRow(RowForm, TherapyForm):
    """One step of any drug but anastrozole."""


class AnastrozoleRow(RowForm, AnastrozoleForm):
    """One step of anastrozole; a start of former days may come without its checklist."""

    @property
    def _asks_checklist(self) -> bool:
        return False


class DexaRow(RowForm, DexaForm):
    """One scan."""


class SymptomRow(RowForm, SymptomForm):
    """One report."""


class DrawRow(RowForm, DrawForm):
    """One draw. That its day lies far back is no question here: a history does."""

    SPARED = frozenset(name for slug in TYPED for name in value_fields(slug))

    def __init__(self, typed: MultiValueDict[str, str], *, desk: Desk, **kwargs: Any) -> None:
        self.desk = desk
        super().__init__(typed, clinic=desk.clinic, **kwargs)
        self.usual = desk.usual

    def _laboratory(self, named: str) -> Laboratory:
        return self.desk.laboratory(named)

    def _refuse_second_of_the_day(self, day: date | None) -> None:
        """Told by what is on record and in the file, for all draws of a man together."""


@dataclass(frozen=True)
class About:
    """The man whom a row speaks of: his details, his record if he is known, his last results."""

    details: PatientDetails | None = None
    patient: Patient | None = None
    previous: Mapping[str, Result] = field(default_factory=dict)


def filled_in(
    form: type[RowForm], typed: Mapping[str, str], desk: Desk, about: About, *, is_checked: bool
) -> RowForm:
    """The form of a sheet with what a row types into it."""
    sent = MultiValueDict({name: [text] for name, text in typed.items()})
    more: dict[str, Any] = {"user": desk.user, "today": desk.today, "details": about.details}
    more["patient"] = about.patient if form is DetailsRow else None
    if form is DetailsRow:
        more["clinic"] = desk.clinic
    if form is DrawRow:
        more |= {"desk": desk, "previous": about.previous}
    filled = form(sent, **more)
    filled.is_checked = is_checked
    return filled
