"""One man of a file: his rows become facts, or all of them are told what keeps him out.

A man's facts belong together: where one row of his is at fault he stays out whole, because a
history with a gap is judged wrongly.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from exchange.moving_in.comparing import differences, parts_of
from exchange.moving_in.faults import Fault
from exchange.moving_in.on_record import OnRecord, Place, place_of
from exchange.moving_in.previous import PreviousResults
from exchange.moving_in.reading import NUMBER, Row
from exchange.moving_in.row_forms import About, Desk, filled_in
from exchange.moving_in.sheets import (
    ANASTROZOLE,
    CHECKED,
    DRAWS,
    OTHER_DRUGS,
    PATIENTS,
    SCANS,
    SHEETS,
    SYMPTOMS,
)
from exchange.moving_in.stated import Stated, conflict
from exchange.moving_in.treatment_order import order_faults
from exchange.moving_in.who import birth_faults, details_differences
from patients.forms.fact_form import FactForm
from patients.models import PatientDetails

_SAME = {
    ANASTROZOLE.name: "this step on this day",
    OTHER_DRUGS.name: "this step of this drug on this day",
    DRAWS.name: "the draw of this day",
    SCANS.name: "the scan of this day on this device",
    SYMPTOMS.name: "the symptoms of this day",
}
"""What a man has only once."""


@dataclass
class Man:
    """What a file says of one man, and what becomes of it.

    `new` are facts that are not on record yet; `unchanged` counts rows that are. `named_by` is
    his row in the sheet Patients, `details` what it says where he is not registered.
    """

    number: str
    known: OnRecord | None
    named_by: Row | None = None
    details: PatientDetails | None = None
    new: list[Stated] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        """Whether he is registered with this file."""
        return self.known is None


def read_man(number: str, rows: Sequence[Row], known: OnRecord | None, desk: Desk) -> Man:
    """Read the rows of one man; the answer names every fault and states every sound fact."""
    man = Man(number, known)
    ordered = sorted(rows, key=_order)
    _read_details(man, [row for row in ordered if row.sheet is PATIENTS], desk)
    about = man.details or (known.details if known else None)
    man.faults += birth_faults(number, ordered, about, is_known=known is not None)
    places: dict[Place, Row] = {}
    previous = PreviousResults(known)
    for row in ordered:
        if row.sheet is not PATIENTS:
            stated = _stated(man, row, desk, About(about, previous=previous.before(row)))
            if stated and _is_first(man, stated, places):
                previous.note(stated)
                _compare(man, stated)
    man.faults += order_faults(known, man.new)
    return man


def _order(row: Row) -> tuple[int, str, int]:
    """Sheet by sheet, by day, then as written: the order in which facts are recorded."""
    return SHEETS.index(row.sheet), row.typed.get(row.sheet.day, ""), row.number


def _read_details(man: Man, rows: Sequence[Row], desk: Desk) -> None:
    for again in rows[1:]:
        what = f"Record number {man.number} stands in row {rows[0].number} too. Keep one row a man."
        man.faults.append(again.fault(NUMBER, what))
    if not rows:
        return
    man.named_by = rows[0]
    patient = man.known.patient if man.known else None
    stated = _stated(man, rows[0], desk, About(patient=patient))
    if stated is None or not isinstance(stated.fact, PatientDetails):
        return
    if man.known is None:
        man.details = stated.fact
    else:
        held = man.known.details
        faults = [conflict(stated.row, each) for each in details_differences(stated.fact, held)]
        man.faults += faults
        man.unchanged += not faults


def _stated(man: Man, row: Row, desk: Desk, about: About) -> Stated | None:
    """The fact of a row; None where the form refuses it, with every reason told."""
    form = filled_in(row.sheet.form, row.typed, desk, about, is_checked=row.is_checked)
    if form.is_valid() and not row.refused:
        fact, parts = form.build()
        return Stated(row, fact, parts)
    man.faults += _form_faults(form, row)
    return None


def _form_faults(form: FactForm, row: Row) -> Iterator[Fault]:
    """What the form says, once for a cell that could not be read.

    Of a row with such cells, what the form misses elsewhere may follow from them: that is told
    only of columns that every row fills in.
    """
    for name, messages in form.errors.items():
        column = CHECKED if name == "confirmed" else "" if name == "__all__" else name
        is_own = column == CHECKED or name in row.typed or name in row.sheet.needed
        if name not in row.refused and (is_own or not row.refused):
            yield from (row.fault(column, str(message)) for message in messages)


def _is_first(man: Man, stated: Stated, places: dict[Place, Row]) -> bool:
    """Whether no other row speaks of the same fact; if one does, both are told."""
    first = places.setdefault(place_of(stated.fact), stated.row)
    if first is stated.row:
        return True
    what = (
        f"Row {first.number} speaks of {_SAME[stated.row.sheet.name]} too. "
        "Put together what belongs together, and keep one row."
    )
    man.faults.append(stated.row.fault(stated.row.sheet.day, what))
    return False


def _compare(man: Man, stated: Stated) -> None:
    """Hold a fact against what is on record in its place: of several the most similar one."""
    held = man.known.facts.get(place_of(stated.fact), []) if man.known else []
    if not held:
        man.new.append(stated)
        return
    found = [list(differences(stated.fact, stated.parts, each, parts_of(each))) for each in held]
    nearest = min(found, key=len)
    man.faults += [conflict(stated.row, each) for each in nearest]
    man.unchanged += not nearest
