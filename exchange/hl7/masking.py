"""Social security numbers leave a file before anything else reads it. Pure.

They stand in fields of their own and, typed as such, among the identifiers. Where one was found,
the same number is taken out wherever else it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from exchange.files.social_numbers import TYPES, spellings, writing_over
from exchange.hl7.marks import BadHeader, Marks, read_marks
from exchange.hl7.segments import begins_message

_TYPE = min(TYPES, key=len)  # it stands in each of the others
_OWN_FIELDS = {"PID": (19,), "NK1": (33, 37), "GT1": (19,), "IN1": (49,), "IN2": (2, 31)}
_LINE = re.compile(r"[^\r\n\x0b\x1c]+")
_OWN_LINE = re.compile(rf"\s*(?:{'|'.join(_OWN_FIELDS)})", re.IGNORECASE)
_NINE_DIGITS = re.compile(r"(?<!\d)(?:\d{9}|\d{3}-\d{2}-\d{4})(?!\d)")
_BESIDE = range(16, 22)
"""Fields of PID around the number, where a field too many or too few may have moved it."""


def without_social_numbers(text: str) -> str:
    """The same text with every social security number written over, in the same length."""
    found = set(_numbers(text))
    return writing_over(found)(text) if found else text


def _numbers(text: str) -> Iterator[str]:
    marks: Marks | None = None
    for line in _LINE.finditer(text):
        written = line[0].lstrip("\ufeff \t")
        if begins_message(written):
            marks = _marks(written)
        elif marks and _may_tell(written):
            yield from _of_segment(written, marks)


def _marks(header: str) -> Marks | None:
    try:
        return read_marks(header)
    except BadHeader:
        return Marks("|", "^", "~", "\\", "&")


def _of_segment(line: str, marks: Marks) -> Iterator[str]:
    fields = line.split(marks.field)
    name = fields[0].strip().upper()
    for number, written in enumerate(fields):
        if number in _OWN_FIELDS.get(name, ()):
            yield from spellings(re.split(f"[{re.escape(marks.component)}]", written)[0])
        if name == "PID" and number in _BESIDE:
            for digits in _NINE_DIGITS.findall(written):
                yield from spellings(digits)
        if marks.component in written:
            yield from _typed(written, marks)


def _may_tell(line: str) -> bool:
    """Whether a line has a field for such numbers, or whether their type can stand in it."""
    return _OWN_LINE.match(line) is not None or _TYPE in line.upper()


def _typed(written: str, marks: Marks) -> Iterator[str]:
    """Identifiers whose type says that they are such numbers."""
    for repetition in written.split(marks.repetition):
        components = repetition.split(marks.component)
        if any(each.partition(marks.part)[0].upper() in TYPES for each in components[1:]):
            yield from spellings(components[0])
