"""Checking a whole file against the clinic's records: every fault of it, and nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.models import Clinic, User
from exchange.moving_in.faults import Fault
from exchange.moving_in.men import Man, read_man
from exchange.moving_in.on_record import men_on_record
from exchange.moving_in.reading import Contents
from exchange.moving_in.row_forms import Desk
from exchange.moving_in.sheets import CHECKED, SHEETS
from labs.catalogue import usual_methods
from patients.likeness import candidates
from patients.similar import identity_of

_PLACES = {sheet.name: place for place, sheet in enumerate(SHEETS)}


@dataclass(frozen=True)
class Check:
    """What a file would bring. Its men in the order in which the file names them."""

    contents: Contents
    men: list[Man]
    desk: Desk

    @cached_property
    def faults(self) -> list[Fault]:
        """Every fault, sheet by sheet and row by row."""
        of_men = [fault for man in self.men for fault in man.faults]
        found = {*self.contents.of_file, *self.contents.of_cells, *of_men}
        return sorted(found, key=lambda fault: (_PLACES.get(fault.sheet, -1), fault))

    @property
    def is_blocked(self) -> bool:
        """Whether the file as a whole is at fault, so that nothing of it can be taken."""
        return bool(self.contents.of_file)

    def is_out(self, man: Man) -> bool:
        """Whether a man stays out, with everything that the file says of him."""
        return self.is_blocked or bool(man.faults) or man.number in self.contents.refused

    @cached_property
    def sound(self) -> list[Man]:
        """The men of whom everything can be taken."""
        return [man for man in self.men if not self.is_out(man)]

    @cached_property
    def left_out(self) -> list[Man]:
        """The men who stay out."""
        return [man for man in self.men if self.is_out(man)]


def desk_of(clinic: Clinic, user: User, today: date) -> Desk:
    """What the rows of a clinic are read against; `user` answers for what is confirmed in them."""
    people = {each.email.casefold(): str(each.pk) for each in clinic.treating_staff()}
    known = {each.name.casefold(): each for each in clinic.laboratories.all()}
    return Desk(clinic, user, today, usual_methods(clinic), people, known)


def check_contents(contents: Contents, desk: Desk) -> Check:
    """Read every row by its form and compare it with the records."""
    known = men_on_record(desk.clinic, contents.rows)
    men = [read_man(each, rows, known.get(each), desk) for each, rows in contents.rows.items()]
    _ask_about_alike(desk.clinic, men)
    return Check(contents, men, desk)


def _ask_about_alike(clinic: Clinic, men: list[Man]) -> None:
    """New men who could be one, or one on record: a person must say that they are two."""
    new = {man.number: man for man in men if man.details}
    beside = {
        each.record_number: each
        for each in clinic.patient_details.current()
        if new and each.record_number not in new
    }
    known = [(number, identity_of(man.details)) for number, man in new.items() if man.details]
    known += [(number, identity_of(each)) for number, each in beside.items()]
    for one, other, reasons in candidates(known):
        for number, its in ((one, other), (other, one)):
            if man := new.get(number):
                man.faults += _question(man, its, new.get(its), "; ".join(reasons).lower())


def _question(man: Man, number: str, other: Man | None, why: str) -> Iterator[Fault]:
    row, beside = man.named_by, other.named_by if other else None
    if row and not row.is_checked:
        where = f"the man of row {beside.number}" if beside else "a man on record"
        what = (
            f"He could be {where}, record {number}: {why}. If he is, give all rows of this man "
            "that record number. If they are two men, write yes in the column Checked of this row."
        )
        yield row.fault(CHECKED, what)
