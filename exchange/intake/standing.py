"""One man while an import goes over his rows: who he is, and his draws as they stand.

A draw on record and one that an earlier row of the same import planned are treated alike, so
that a row never depends on whether its neighbours came in the same file or last week.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import NamedTuple
from uuid import UUID

from exchange.mapping.declared import Mapping
from exchange.rows.cells import Rejection
from exchange.rows.identity import Birth, names_agree, recorded_birth
from exchange.rows.kinds import Kind
from exchange.rows.read import Found, LabRow
from exchange.sent.statements import Key, Said
from labs.models import DexaScan, DexaSite, Method
from labs.results import Entry
from labs.units import Measurement
from patients.forms.days import format_day
from patients.models import PatientDetails
from protocols.models import TherapyEvent


class Held(NamedTuple):
    """A result that a draw holds."""

    measurement: Measurement
    method: str
    is_preliminary: bool = False
    is_unconfirmed: bool = False

    @property
    def words(self) -> str:
        """The result as a message says it."""
        return self.measurement.as_typed


@dataclass(slots=True)
class HeldDraw:
    """A draw on record or planned, with what this import changes in it.

    `current` is the key of the version on record, `document` the draw itself, once there is one.
    `dropped` are analytes whose result in the current version is replaced or withdrawn.
    """

    collected_on: date
    collected_at: time | None
    laboratory: str
    current: int | None = None
    document: UUID | None = None
    held: dict[str, Held] = field(default_factory=dict)
    added: list[Entry] = field(default_factory=list)
    dropped: set[str] = field(default_factory=set)
    rows: list[int] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def add(self, row: int, found: Iterable[Found]) -> None:
        """Plan to write results of a row."""
        self.rows.append(row)
        for each in found:
            entry = each.entry
            self.held[each.analyte] = Held(
                entry.measurement, entry.method, entry.is_preliminary, entry.is_unconfirmed
            )
            self.added.append(entry)

    def drop(self, row: int, analyte: str) -> None:
        """Plan to leave out a result that stands in the current version."""
        self.rows.append(row)
        self.dropped.add(analyte)
        self.held.pop(analyte)

    @property
    def is_changed(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.added or self.dropped)


class Told(NamedTuple):
    """The last word of a laboratory on a result, and the draw that holds it, if one still does."""

    said: Said
    draw: HeldDraw | None


@dataclass
class Planned:
    """A scan or a step of a drug that is to be written: with its parts, and the rows it is from."""

    fact: DexaScan | TherapyEvent
    parts: list[DexaSite]
    rows: list[int]


@dataclass
class Standing:
    """What is known about the man of one record number.

    `told` is the last word of laboratories on each result, `authorities` who gave his record
    number, both as messages had it; `news` is what this import adds to them, and
    `recorded_authorities` are those that were known before it. `scans` and `events` are those on
    record, in their order; `planned` is what this import adds to those.
    """

    details: PatientDetails | None
    is_new: bool = False
    draws: list[HeldDraw] = field(default_factory=list)
    told: dict[Key, Told] = field(default_factory=dict)
    authorities: set[str] = field(default_factory=set)
    recorded_authorities: frozenset[str] = frozenset()
    news: list[tuple[LabRow, HeldDraw | None]] = field(default_factory=list)
    scans: list[DexaScan] = field(default_factory=list)
    events: list[TherapyEvent] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)

    def draw_for(self, row: LabRow) -> HeldDraw | None:
        """His latest draw of that day from that laboratory, else from an unnamed one."""
        same_day = [draw for draw in self.draws if draw.collected_on == row.collected_on]
        exact = [draw for draw in same_day if _same(draw.laboratory, row.laboratory)]
        open_to = [draw for draw in same_day if not draw.laboratory or not row.laboratory]
        return next(reversed(exact or open_to), None)

    def plan_draw(self, row: LabRow) -> HeldDraw:
        """A draw that is not on record yet."""
        planned = HeldDraw(row.collected_on, row.collected_at, row.laboratory)
        self.draws.append(planned)
        return planned


def _same(laboratory: str, other: str) -> bool:
    return laboratory.casefold() == other.casefold()


def identity_mismatches(details: PatientDetails, row: LabRow, mapping: Mapping) -> list[Rejection]:
    """Why a row cannot be about the man who carries its record number."""
    rejections = []
    known = recorded_birth(details.born_on, is_estimated=details.born_on_is_estimated)
    if not known.agrees(row.birth):
        reason = (
            f"Record number {row.record_number} belongs to a man born "
            f"{_born(known)}, the file says {_born(row.birth)}. This may be another man: "
            "check number and birth date, and correct the one that is wrong."
        )
        rejections.append(Rejection(row.number, mapping.birth_column, reason, Kind.UNKNOWN_PATIENT))
    if not names_agree(details.family_name, row.family_name):
        reason = (
            f"Record number {row.record_number} belongs to a man of another family name. This "
            "may be another man: check number and name, and correct the one that is wrong."
        )
        rejections.append(Rejection(row.number, mapping.family_name, reason, Kind.UNKNOWN_PATIENT))
    return rejections


def _born(birth: Birth) -> str:
    about = "about " if birth.is_estimated else ""
    return f"{about}{format_day(birth.on)}"


def conflicts(draw: HeldDraw, row: LabRow) -> list[Rejection]:
    """Results of a row that contradict what the draw already holds."""
    return [
        conflict(draw, row, found)
        for found in row.results
        if (held := draw.held.get(found.analyte)) is not None and differs(held, found)
    ]


def conflict(draw: HeldDraw, row: LabRow, found: Found) -> Rejection:
    """A result of a row that contradicts what the draw holds."""
    reason = _conflict(draw.held[found.analyte], found, row.collected_on)
    return Rejection(row.number, found.column, reason, Kind.CONFLICT)


def firms(held: Held, found: Found) -> bool:
    """Whether a result on record is preliminary and the same one is so no longer."""
    return held.is_preliminary and not found.entry.is_preliminary


def differs(held: Held, found: Found) -> bool:
    """Another value, or the same from another assay, which is not the same result either."""
    methods = {held.method, found.entry.method} - {Method.UNKNOWN.value}
    another_value = held.measurement.quantity != found.entry.measurement.quantity
    return another_value or len(methods) > 1


def _conflict(held: Held, found: Found, day: date) -> str:
    stands, says = (
        _described(held.method, held.words),
        _described(found.entry.method, found.entry.measurement.as_typed),
    )
    return (
        f"The draw of {format_day(day)} already holds {held.measurement.analyte.name} {stands}, "
        f"the file says {says}. If the file is right, amend the draw on his page; "
        "if not, correct the file."
    )


def _described(method: str, words: str) -> str:
    return words if method == Method.UNKNOWN else f"{words} ({method})"


def contradictions(rows: Sequence[LabRow], mapping: Mapping) -> list[Rejection]:
    """Rows of one record number that contradict one another; all of them are kept out.

    Which of them is right cannot be known here, so none is preferred.
    """
    return [*birth_contradictions(rows, mapping), *_value_contradictions(rows)]


def birth_contradictions(rows: Sequence[LabRow], mapping: Mapping) -> list[Rejection]:
    """Rows of one record number with birth dates that cannot be one man's."""
    if all(row.birth.agrees(rows[0].birth) for row in rows):
        return []
    reason = (
        f"{_places(rows)} have the same record number with different birth dates. Correct the file."
    )
    kind = Kind.UNKNOWN_PATIENT
    return [Rejection(row.number, mapping.birth_column, reason, kind) for row in rows]


def _value_contradictions(rows: Sequence[LabRow]) -> list[Rejection]:
    seen: dict[tuple[date, str, str], list[tuple[LabRow, Found]]] = {}
    for row in rows:
        for found in row.results:
            place = (row.collected_on, row.laboratory.casefold(), found.analyte)
            seen.setdefault(place, []).append((row, found))
    return [
        rejection
        for pairs in seen.values()
        if len({found.entry.measurement.quantity for _, found in pairs}) > 1
        for rejection in disagreeing(pairs)
    ]


def disagreeing(pairs: Sequence[tuple[LabRow, Found]]) -> list[Rejection]:
    """Rows that name different values for one result; which is right cannot be known here."""
    values = ", ".join(dict.fromkeys(found.entry.measurement.as_typed for _, found in pairs))
    reason = (
        f"{_places([row for row, _ in pairs])} name the same man and day with different values: "
        f"{values}. Keep the right one in the file."
    )
    return [Rejection(row.number, found.column, reason, Kind.CONFLICT) for row, found in pairs]


def _places(rows: Sequence[LabRow]) -> str:
    return f"Rows {', '.join(str(row.number) for row in rows)}"
