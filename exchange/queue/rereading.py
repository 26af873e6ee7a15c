"""A row of the queue read again: as it was sent, by what a person has said of it since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from exchange.codes.aliases import Aliases
from exchange.files.formats import CSV, HL7
from exchange.mapping.declared import Mapping as Columns
from exchange.mapping.reading import read_mapping_of
from exchange.models import WaitingRow
from exchange.rows.fields import FHIR_FIELDS, HL7_FIELDS
from exchange.rows.grouping import UnreadRow
from exchange.rows.identity import normal_number, stated_birth
from exchange.rows.kept import mapped_row, of_man, sent_row
from exchange.rows.of_results import SentRow
from exchange.rows.read import LabRow
from labs.catalogue import UsualMethods
from patients.models import PatientDetails


@dataclass(frozen=True)
class Claimed:
    """A row of a table for the man whom a person recognised, whatever number stands in it."""

    row: UnreadRow
    man: PatientDetails

    @property
    def number(self) -> int:
        """Its place in the file."""
        return self.row.number

    def read(self, mapping: Columns, today: date, usual: UsualMethods) -> LabRow:
        """The row as the man's; raises RowRefused where it cannot be read."""
        read = self.row.read(mapping, today, usual)
        stated = stated_birth(self.man.born_on)
        birth = stated._replace(is_estimated=self.man.born_on_is_estimated)
        return read._replace(
            record_number=self.man.record_number, birth=birth, family_name="", given_name=""
        )


def columns_of(row: WaitingRow) -> Columns:
    """What the columns or fields of a row mean, as its import was told."""
    if row.format == CSV:
        return read_mapping_of(row.run.mapping)
    return (HL7_FIELDS if row.format == HL7 else FHIR_FIELDS).mapping


def row_again(
    waiting: WaitingRow,
    mapping: Columns,
    aliases: Aliases,
    man: PatientDetails | None,
    unit: str,
) -> UnreadRow:
    """A row as it was sent, with what a person said of it since."""
    if waiting.format == CSV:
        plain = mapped_row(waiting.row, waiting.sent, mapping)
        return Claimed(plain, man) if man else plain
    row = sent_row(waiting.sent, waiting.format, ZoneInfo(waiting.clinic.time_zone), aliases)
    sent = row.sent
    if man:
        person = of_man(sent.person, man.record_number, f"{man.born_on}")
        sent = sent._replace(person=person)
    if said := unit or waiting.unit:
        sent = sent._replace(unit=said)
    return replace(row, sent=sent)


def number_in(row: UnreadRow, waiting: WaitingRow, mapping: Columns) -> str:
    """The record number that stands in a row."""
    if isinstance(row, SentRow):
        return row.record_number
    return normal_number(waiting.sent["cells"][mapping.record_number])
