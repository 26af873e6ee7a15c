"""Results that were sent, as rows of the intake: which analyte, which man, which statement.

Everything a row of a spreadsheet has to satisfy is asked of a result of a message or a resource by
the same code: its fields stand for the columns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any

from exchange.codes.aliases import NO_ALIASES, Aliases
from exchange.codes.lookup import unit_of_sender
from exchange.codes.tables import LabCode
from exchange.files.csv_reading import shortened
from exchange.mapping.declared import DateColumn, Mapping, ResultColumn, Text
from exchange.rows.fields import DAY, MOMENT, Fields
from exchange.rows.identity import normal_number
from exchange.rows.meaning import code_of, numbers_of, refusals, status_of
from exchange.rows.read import LabRow, Rejection, RowRefused, read_row
from exchange.sent.moments import Moment, read_moment
from exchange.sent.result import SentResult
from exchange.sent.statements import Key, Statement, Status
from labs.catalogue import UsualMethods
from labs.models import Method, Result

_LONGEST_RANGE = Result._meta.get_field("reference_range").max_length or 0
_SIGNED = re.compile(r"\s*(?P<comparator>[<>]=?|)(?P<value>.*)", re.DOTALL)
_METHODS = {
    word.casefold(): method.value for method in Method for word in (method.value, method.label)
}
"""The words in which the product itself tells a method; of a sender's others none is understood."""


@dataclass(slots=True)
class SentRow:
    """A result as sent, before it is known whether it can be taken.

    `zone` is the clinic's; `fields` are those of the format. `code` is what was measured, if that
    is known here.
    """

    sent: SentResult
    zone: tzinfo
    fields: Fields
    aliases: Aliases = NO_ALIASES
    code: LabCode | None = field(init=False)

    def __post_init__(self) -> None:
        """Understand the code, which is asked for again and again."""
        self.code = code_of(self.sent, self.aliases)

    @property
    def number(self) -> int:
        """Its line within the file."""
        return self.sent.line

    @property
    def record_number(self) -> str:
        """The number by which results of one man are brought together."""
        numbers = numbers_of(self.sent)
        return normal_number(numbers[0].number) if len(numbers) == 1 else ""

    def read(self, mapping: Mapping, today: date, usual: UsualMethods) -> LabRow:
        """The result as a row; raises RowRefused with everything that is wrong."""
        faults = refusals(self.sent, self.fields, self.code, self.aliases)
        if found := [Rejection(self.sent.line, *each) for each in faults]:
            raise RowRefused(*found)
        collected, said = read_moment(self.sent.collected), self._statement()
        dated = DateColumn(self.fields.collected, MOMENT if collected and collected.at else DAY)
        fields = mapping.of_one(dated, self._column())
        row = read_row(self.sent.line, self._cells(collected), fields, today, usual, said=said)
        for each in row.results:
            each.entry.is_preliminary = said.status is Status.PRELIMINARY
        return row

    def _column(self) -> tuple[ResultColumn, ...]:
        code = self.code
        if code is None or status_of(self.sent) is Status.WITHDRAWN:
            return ()
        is_kept = len(self.sent.reference_range) <= _LONGEST_RANGE
        printed = Text(fixed=self.sent.reference_range) if is_kept else None
        unit = unit_of_sender(self.sent.unit) or self.aliases.unit(
            self.sent.laboratory, self.sent.unit
        )
        method, value = _method(code, self.sent), self.fields.value
        return (ResultColumn(value, code.analyte, unit, method, reference_range=printed),)

    def _cells(self, collected: Moment | None) -> dict[str, str]:
        sent, fields, born = self.sent, self.fields, read_moment(self.sent.person.born)
        return {
            fields.number: self.record_number,
            fields.born: born.on.isoformat() if born else "",
            fields.family_name: sent.person.family_name,
            fields.given_name: sent.person.given_name,
            fields.laboratory: sent.laboratory,
            fields.collected: _written(collected),
            fields.value: sent.typed or "",
        }

    def _statement(self) -> Statement:
        sent, code, status = self.sent, self.code, status_of(self.sent)
        reported = read_moment(sent.reported)
        return Statement(
            key=Key(sent.order, code.analyte if code else ""),
            status=status or Status.PRELIMINARY,
            at=reported.instant(self.zone) if reported else None,
            placer=sent.placer,
            filler=sent.filler,
            code=code.code if code else "",
            authority=numbers_of(sent)[0].authority,
            message=sent.message,
            source=self.fields.source(sent.message),
            field=self.fields.value,
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
