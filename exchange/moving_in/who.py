"""Whether the rows of a record number are about one man, and about the man on record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from exchange.moving_in.comparing import Difference, differences
from exchange.moving_in.faults import Fault
from exchange.moving_in.reading import BORN, NUMBER, Row
from exchange.moving_in.sheets import PATIENTS
from exchange.rows.identity import recorded_birth, stated_birth
from patients.facts import Fact
from patients.forms.days import format_day
from patients.models import PatientDetails


def birth_faults(
    number: str, rows: Sequence[Row], about: PatientDetails | None, *, is_known: bool
) -> Iterator[Fault]:
    """Rows whose birth date is not the man's: they may be about another one.

    `about` is None where neither the record nor the sheet Patients says who he is.
    """
    if about is None:
        yield from _nobody(number, rows)
        return
    born = recorded_birth(about.born_on, is_estimated=about.born_on_is_estimated)
    where = "on record" if is_known else "in the sheet Patients"
    for row in rows:
        if row.born_on and not born.agrees(stated_birth(row.born_on)):
            yield row.fault(BORN, _another(number, row.born_on, about.born_on, where))


def _nobody(number: str, rows: Sequence[Row]) -> Iterator[Fault]:
    if not any(row.sheet is PATIENTS for row in rows):
        what = (
            f"No man of this clinic has record number {number}, and the sheet Patients does not "
            "name him. Correct the number, or add him there."
        )
        yield rows[0].fault(NUMBER, what)


def _another(number: str, stated: date, born_on: date, where: str) -> str:
    return (
        f"Record number {number} belongs to a man born {format_day(born_on)} {where}, this row "
        f"says {format_day(stated)}. It may be about another man: check number and birth date, and "
        "correct the one that is wrong."
    )


def details_differences(stated: Fact, held: PatientDetails) -> Iterator[Difference]:
    """What the sheet Patients says otherwise of a man on record.

    A birth date that cannot be his is told by `birth_faults`; an estimate agrees with it.
    """
    for found in differences(stated, (), held, ()):
        if found.column not in {"clinic", BORN}:
            yield found
