"""A row of a file as the queue keeps it, and the same row made of it again."""

from __future__ import annotations

import json
from collections.abc import Mapping as ByName
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from exchange.codes.aliases import Aliases
from exchange.files.formats import HL7
from exchange.mapping.declared import Mapping
from exchange.rows.fields import FHIR_FIELDS, HL7_FIELDS
from exchange.rows.grouping import MappedRow, UnreadRow
from exchange.rows.of_results import Reading, SentRow
from exchange.rows.read import LabRow
from exchange.sent.result import Code, Person, RecordNumber, SentResult

ZERO_BYTE = (r"\u0000", r"\u2400")

OF_ITS_PLACE = ("line", "place", "message")
"""What of a result changes when the same is sent again in another file."""


def kept_row(row: UnreadRow, mapping: Mapping) -> dict[str, Any]:
    """A row as JSON; a zero byte, which no database keeps in a text, by the sign for it."""
    kept: dict[str, Any] = json.loads(json.dumps(_as_json(row, mapping)).replace(*ZERO_BYTE))
    return kept


def _as_json(row: UnreadRow, mapping: Mapping) -> dict[str, Any]:
    if isinstance(row, SentRow):
        return {name: _plain(value) for name, value in row.sent._asdict().items()}
    if isinstance(row, MappedRow):
        return {"cells": dict(zip(mapping.columns, row.cells, strict=True))}
    raise TypeError(type(row).__name__)


def _plain(value: object) -> object:
    """A person, his numbers and the codes by the names of their parts."""
    if isinstance(value, Person | RecordNumber | Code):
        return {name: _plain(part) for name, part in value._asdict().items()}
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def fingerprint(sent: ByName[str, Any], *also: object) -> str:
    """What tells one row from all others, wherever it stands."""
    told = {name: value for name, value in sent.items() if name not in OF_ITS_PLACE}
    return sha256(json.dumps([told, *map(str, also)], sort_keys=True).encode()).hexdigest()


def sent_result(kept: ByName[str, Any]) -> SentResult:
    """The result that a message held."""
    person = kept["person"]
    numbers = tuple(RecordNumber(**each) for each in person["numbers"])
    whole = {
        **kept,
        "person": Person(**{**person, "numbers": numbers}),
        "codes": tuple(Code(**each) for each in kept["codes"]),
    }
    return SentResult(**whole)


def sent_row(kept: ByName[str, Any], format_: str, zone: ZoneInfo, aliases: Aliases) -> SentRow:
    """The result of a message, to be read again by what is noted about its laboratory now."""
    fields = HL7_FIELDS if format_ == HL7 else FHIR_FIELDS
    return SentRow(sent_result(kept), Reading(zone, fields, aliases))


def mapped_row(number: int, kept: ByName[str, Any], mapping: Mapping) -> MappedRow:
    """The row of a table."""
    return MappedRow(number, tuple(kept["cells"][name] for name in mapping.columns))


def of_man(person: Person, number: str, born: str) -> Person:
    """A sender's person as the man whom somebody here recognised in him."""
    return person._replace(
        numbers=(RecordNumber(number, ""),),
        born=born,
        family_name="",
        given_name="",
        sex="",
    )


def is_announced(row: LabRow | UnreadRow | None, announced: frozenset[str]) -> bool:
    """Whether a result is only announced: it holds nothing yet that could be lost."""
    return isinstance(row, SentRow) and row.sent.status in announced
