"""One line of a message: its name and its fields, counted as the standard counts them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from exchange.hl7.marks import NULL, Marks

HEADERS = ("MSH", "BHS", "FHS")
_FIRST = HEADERS[0].lower()

# The segments that may stand in a message of results, and their neighbours in what clinics send.
# A name that is none of them may be a damaged PID or OBR: what follows would be another man's.
_NAMES = (
    "MSH SFT UAC EVN PID PD1 NK1 ARV PV1 PV2 PRT DB1 AL1 DG1 DRG PR1 ROL GT1 IN1 IN2 IN3 ACC PDA "
    "MRG NTE ORC OBR TQ1 TQ2 CTD OBX FT1 CTI SPM SAC DSC BLG MSA ERR TCD NDS"
)
_KNOWN = frozenset(_NAMES.split())
_LOCAL = re.compile(r"Z[A-Z0-9]{2}")


class Segment(NamedTuple):
    """A segment with the line of the file on which it stands."""

    line: int
    name: str
    fields: tuple[str, ...]
    marks: Marks

    def raw(self, number: int) -> str:
        """A field as written; a null is no value."""
        written = self.fields[number] if number < len(self.fields) else ""
        return "" if written == NULL else written

    def repetitions(self, number: int) -> list[str]:
        """The repetitions of a field that hold anything."""
        return [each for each in self.raw(number).split(self.marks.repetition) if each]

    def components(self, number: int) -> tuple[str, ...]:
        """The components of a field's first repetition; none where the field is empty."""
        return self.marks.first(self.fields[number]) if number < len(self.fields) else ()

    def text(self, number: int, component: int = 1) -> str:
        """A component of a field's first repetition."""
        components = self.components(number)
        return components[component - 1] if len(components) >= component else ""

    def whole(self, number: int) -> str:
        """All components of a field's first repetition in one line, for what only identifies."""
        return "^".join(self.components(number)).rstrip("^")


def begins_message(line: str) -> bool:
    """Whether a line is, or is meant to be, the header of a message."""
    return line[: len(_FIRST)].lower() == _FIRST


def nth(components: Sequence[str], number: int) -> str:
    """A component by its number from 1; empty where it is not there."""
    return components[number - 1] if len(components) >= number else ""


def read_segment(line: int, written: str, marks: Marks) -> Segment | None:
    """A line as a segment; None where it is none that a message of results can hold."""
    fields = written.split(marks.field)
    name = fields[0].rstrip()
    if name not in _KNOWN and not _LOCAL.fullmatch(name):
        return None
    if name in HEADERS:
        fields.insert(1, marks.field)
    return Segment(line, name, tuple(fields), marks)
