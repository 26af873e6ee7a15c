"""Results that were sent, as rows of the intake: which analyte, which man, which statement.

Everything a row of a spreadsheet has to satisfy is asked of a result of a message or a resource by
the same code: its fields stand for the columns.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo
from typing import Any

from exchange.codes.aliases import NO_ALIASES, Aliases
from exchange.codes.lookup import unit_of_sender
from exchange.codes.tables import LabCode
from exchange.files.csv_reading import shortened
from exchange.mapping.declared import DateColumn, Mapping
from exchange.rows.about import About, read_about
from exchange.rows.cells import Attempts, CellRefused, Rejection, RowRefused, longest
from exchange.rows.fields import DAY, MOMENT, Fields
from exchange.rows.meaning import code_of, numbers_of, record_number_of, refusals, status_of
from exchange.rows.read import Found, LabRow, found_in
from exchange.sent.moments import Moment, read_instant, read_moment
from exchange.sent.result import Person, SentResult
from exchange.sent.statements import Key, Statement, Status
from labs.catalogue import UsualMethods
from labs.models import Method, Result
from labs.units import Measurement

_DRAWS_REMEMBERED = 1000
_SIGNED = re.compile(r"\s*(?P<comparator>[<>]=?|)(?P<value>.*)", re.DOTALL)
_METHODS = {
    word.casefold(): method.value for method in Method for word in (method.value, method.label)
}
"""The words in which the product itself tells a method; of a sender's others none is understood."""

Whose = tuple[Person, str, str, date]
"""What the results of one draw share: the man and the moment as sent, the laboratory, today."""


@dataclass(slots=True)
class Reading:
    """How the results of one file are read, and whose they are, which is read once for each draw.

    Times without an offset are those of `zone`; `fields` are those of the format. What is
    remembered of men ends with the file.
    """

    zone: tzinfo
    fields: Fields
    aliases: Aliases = NO_ALIASES
    _abouts: dict[Whose, About] = field(default_factory=dict)

    def known(self, whose: Whose) -> About | None:
        """Whose an earlier result of the same draw was, if it could be read."""
        return self._abouts.get(whose)

    def remember(self, whose: Whose, about: About) -> None:
        """Note it for the other results of the draw, which stand close by."""
        if len(self._abouts) >= _DRAWS_REMEMBERED:
            self._abouts.clear()
        self._abouts[whose] = about


@dataclass(slots=True)
class SentRow:
    """A result as sent, before it is known whether it can be taken.

    `code` is what was measured, if that is known here.
    """

    sent: SentResult
    reading: Reading
    code: LabCode | None = field(init=False)

    def __post_init__(self) -> None:
        """Understand the code, which is asked for again and again."""
        self.code = code_of(self.sent, self.reading.aliases)

    @property
    def number(self) -> int:
        """Its line within the file."""
        return self.sent.line

    @property
    def record_number(self) -> str:
        """The number by which results of one man are brought together."""
        return record_number_of(self.sent)

    def read(self, mapping: Mapping, today: date, usual: UsualMethods) -> LabRow:
        """The result as a row; raises RowRefused with everything that is wrong.

        How it was measured is said by itself or not known: what is `usual` is not asked.
        """
        sent, reading, tries = self.sent, self.reading, Attempts(self.sent.line)
        whose = (sent.person, sent.collected, sent.laboratory, today)
        about = reading.known(whose)
        faults = refusals(sent, reading.fields, self.code, reading.aliases, is_his=bool(about))
        if found := [Rejection(sent.line, *each) for each in faults]:
            raise RowRefused(*found)
        about = about or self._about(tries, mapping, today)
        results = tries.attempt(self._results)
        if about is None or results is None:
            raise tries.refusal()
        reading.remember(whose, about)
        return LabRow(sent.line, *about, results, self._statement())

    @property
    def means(self) -> Measurement | None:
        """Its value in the analyte's own unit as well, if it can be read."""
        with suppress(CellRefused):
            for found in self._results():
                return found.entry.measurement
        return None

    def _about(self, tries: Attempts, mapping: Mapping, today: date) -> About | None:
        collected, fields = read_moment(self.sent.collected), self.reading.fields
        dated = DateColumn(fields.collected, MOMENT if collected and collected.at else DAY)
        cells = self._cells(fields, collected)
        about = read_about(tries, cells, replace(mapping, collected_on=dated), today)
        return None if tries.rejections else about

    def _cells(self, fields: Fields, collected: Moment | None) -> dict[str, str]:
        sent, born = self.sent, read_moment(self.sent.person.born)
        return {
            fields.number: self.record_number,
            fields.born: born.on.isoformat() if born else "",
            fields.family_name: sent.person.family_name,
            fields.given_name: sent.person.given_name,
            fields.laboratory: sent.laboratory,
            fields.collected: _written(collected),
        }

    def _results(self) -> tuple[Found, ...]:
        """Its value; a withdrawal has none. Raises CellRefused."""
        sent, code = self.sent, self.code
        status = status_of(sent)
        if code is None or not sent.typed or status is Status.WITHDRAWN:
            return ()
        unit = unit_of_sender(sent.unit) or self.reading.aliases.unit(sent.laboratory, sent.unit)
        is_kept = len(sent.reference_range) <= longest(Result, "reference_range")
        printed = " ".join(sent.reference_range.split()) if is_kept else ""
        result, method = (code.analyte, sent.typed, unit), _method(code, sent)
        found = found_in(self.reading.fields.value, result, method, printed)
        found.entry.is_preliminary = status is Status.PRELIMINARY
        return (found,)

    def _statement(self) -> Statement:
        sent, code, status = self.sent, self.code, status_of(self.sent)
        fields = self.reading.fields
        return Statement(
            key=Key(sent.order, code.analyte if code else ""),
            status=status or Status.PRELIMINARY,
            at=read_instant(sent.reported, self.reading.zone),
            placer=sent.placer,
            filler=sent.filler,
            code=code.code if code else "",
            authority=numbers_of(sent)[0].authority,
            message=sent.message,
            source=fields.source(sent.message),
            field=fields.value,
        )

    def told(self) -> dict[str, Any]:
        """The result for the report."""
        sent, code, status = self.sent, self.code, status_of(self.sent)
        analyte, collected = code.analyte if code else "", read_moment(sent.collected)
        signed = _SIGNED.fullmatch(sent.typed or "")
        first = sent.codes[0] if sent.codes else None
        return {
            "place": sent.place,
            "message": sent.message,
            "record_number": shortened(self.record_number),
            "analyte": analyte,
            "code": shortened(first.code) if first else "",
            "code_text": shortened(sent.name),
            "comparator": signed["comparator"] if signed else "",
            "value": shortened(signed["value"]) if signed else "",
            "unit": shortened(sent.unit),
            "status": str(status) if status else shortened(sent.status),
            "placer": _first(sent.placer),
            "filler": _first(sent.filler),
            "collected": collected.words if collected else shortened(sent.collected),
        }


def _first(number: str) -> str:
    """An order number without the name of who gave it."""
    return shortened(number.partition("^")[0])


def _written(moment: Moment | None) -> str:
    if moment is None:
        return ""
    return (
        f"{moment.on.isoformat()} {moment.at.isoformat()}" if moment.at else moment.on.isoformat()
    )


def _method(code: LabCode, sent: SentResult) -> str:
    """An assay that the code or the sender names; any other is not known."""
    if code.name.endswith("by Immunoassay"):
        return Method.IMMUNOASSAY.value
    return _METHODS.get(sent.method.casefold(), Method.UNKNOWN.value)
