"""Measures of scans and courses of drugs that were sent, as rows of the intake.

Who the man is and whether the day can be right is asked by the code that asks it of a result.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from exchange.files.csv_reading import shortened
from exchange.mapping.declared import DateColumn, Mapping
from exchange.rows import courses, scans
from exchange.rows.cells import Rejection, RowRefused
from exchange.rows.fields import DAY, Fields
from exchange.rows.identity import stated_birth
from exchange.rows.kinds import Kind
from exchange.rows.meaning import numbers_of, person_refusals, record_number_of
from exchange.rows.plausible_facts import NotTaken
from exchange.rows.read import LabRow, read_row
from exchange.rows.scans import Measured
from exchange.sent.facts import SentCourse, SentMeasure
from exchange.sent.moments import read_moment
from protocols.models import TherapyEvent

SCANNED, TAKEN = "effective", "period"


@dataclass(frozen=True, slots=True)
class FactRow:
    """What a row says of a man: one measure of a scan, or the events of a course.

    `about` is who and when, as a row without results; `at_fault` is the field named in a conflict.
    """

    about: LabRow
    authority: str
    at_fault: str
    measured: Measured | None = None
    scanner: dict[str, str] = field(default_factory=dict)
    events: tuple[TherapyEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadFact:
    """A measure or a course as sent, before it is known whether it can be taken."""

    sent: SentMeasure | SentCourse
    fields: Fields

    @property
    def record_number(self) -> str:
        """The number by which what is said of one man is brought together."""
        return record_number_of(self.sent)

    def read(self, mapping: Mapping, today: date) -> FactRow:
        """The row; raises RowRefused with everything that is wrong."""
        line = self.sent.line
        try:
            row = _measure(self.sent) if isinstance(self.sent, SentMeasure) else _course(self.sent)
        except NotTaken as why:
            raise RowRefused(Rejection(line, why.field, why.reason, why.kind)) from None
        if found := [Rejection(line, *each) for each in person_refusals(self.sent, self.fields)]:
            raise RowRefused(*found)
        for day in (event.occurred_on for event in row.events):
            self._dated(day, mapping, today)
        about = self._dated(row.about.collected_on, mapping, today)
        authority = numbers_of(self.sent)[0].authority.casefold()
        return replace(row, about=about, authority=authority)

    def _dated(self, day: date, mapping: Mapping, today: date) -> LabRow:
        """Who he is, on a day that cannot lie ahead or before his birth."""
        fields, born = self.fields, read_moment(self.sent.person.born)
        dated = replace(mapping, results=(), collected_on=DateColumn(fields.collected, DAY))
        cells = {
            fields.number: self.record_number,
            fields.born: born.on.isoformat() if born else "",
            fields.family_name: self.sent.person.family_name,
            fields.given_name: self.sent.person.given_name,
            fields.laboratory: "",
            fields.collected: day.isoformat(),
        }
        return read_row(self.sent.line, cells, dated, today)

    def told(self) -> dict[str, Any]:
        """The row for the report."""
        sent = self.sent
        own = _heard_measure(sent) if isinstance(sent, SentMeasure) else _heard_course(sent)
        empty = dict.fromkeys(("analyte", "comparator", "value", "unit", "placer", "filler"), "")
        return {
            "place": sent.place,
            "message": sent.message,
            "record_number": shortened(self.record_number),
            "status": shortened(sent.status),
            **empty,
            **{name: shortened(text) for name, text in own.items()},
        }


def _heard_measure(sent: SentMeasure) -> dict[str, str]:
    return {
        "code": sent.code.code,
        "code_text": sent.code.text,
        "value": sent.typed or "",
        "unit": next(iter(sent.units), ""),
        "collected": sent.scanned,
    }


def _heard_course(sent: SentCourse) -> dict[str, str]:
    return {
        "code": next((each.code for each in sent.codes), ""),
        "code_text": sent.drug,
        "collected": next((each.since for each in sent.dosages if each.since), sent.since),
    }


def _measure(sent: SentMeasure) -> FactRow:
    scanned = read_moment(sent.scanned)
    if scanned is None:
        raise NotTaken(SCANNED, "It is not said to the day when he was scanned.", Kind.MALFORMED)
    measured = scans.meant(sent)
    about = _undated(sent, scanned.on)
    scanner = scans.scanner(sent)
    return FactRow(about, "", scans.VALUE, measured=measured, scanner=scanner)


def _course(sent: SentCourse) -> FactRow:
    events = courses.meant(sent)
    about = _undated(sent, events[0].occurred_on)
    return FactRow(about, "", courses.DRUG, events=tuple(events))


def _undated(sent: SentMeasure | SentCourse, day: date) -> LabRow:
    """A row of nobody yet; `read` fills in who he is."""
    return LabRow(sent.line, "", stated_birth(day), day)
