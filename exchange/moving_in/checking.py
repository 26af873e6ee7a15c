"""Checking a whole file against the clinic's records: every fault of it, and nothing written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.models import Clinic, User
from exchange.moving_in.faults import Fault
from exchange.moving_in.men import Man, read_man
from exchange.moving_in.on_record import men_on_record
from exchange.moving_in.reading import Contents
from exchange.moving_in.row_forms import CHECK_IT, Desk
from labs.catalogue import usual_methods
from patients.likeness import candidates
from patients.similar import identity_of


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
        return sorted({*self.contents.of_file, *self.contents.of_cells, *of_men})

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
    by_number = {man.number: man for man in men}
    for number, fault in _alike(by_number):
        by_number[number].faults.append(fault)
    return Check(contents, men, desk)


def _alike(men: Mapping[str, Man]) -> Iterator[tuple[str, Fault]]:
    """New men of the file who could be one: a person must say that they are two."""
    new = ((n, identity_of(man.details)) for n, man in men.items() if man.details)
    for one, other, reasons in candidates(new):
        for number, beside in ((one, other), (other, one)):
            row, its = men[number].named_by, men[beside].named_by
            if row and its and not row.is_checked:
                what = (
                    f"Row {its.number} could be the same man, record {beside}: "
                    f"{'; '.join(reasons).lower()}. If he is, give all his rows one record number. "
                    f"If they are two men: {CHECK_IT[0].lower()}{CHECK_IT[1:]}"
                )
                yield number, row.fault("checked", what)
