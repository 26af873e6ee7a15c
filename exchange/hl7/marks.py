"""The signs that a message is written with, and the escapes that stand for them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

NULL = '""'
_WITHOUT_TRUNCATION, _WITH_TRUNCATION = 4, 5
_REMEMBERED = 4096
_LONGEST_DECLARATION = 32
_SPACE = {"H": "", "N": "", ".br": " ", ".sp": " ", ".fi": "", ".nf": "", ".ce": " "}


class BadHeader(ValueError):
    """The first segment of a message does not say how the rest is written."""


@dataclass(frozen=True)
class Marks:
    """The signs between fields, components, repetitions and parts of components, and the escape."""

    field: str
    component: str
    repetition: str
    escape: str
    part: str

    @cached_property
    def _escapes(self) -> re.Pattern[str]:
        sign = re.escape(self.escape)
        return re.compile(f"{sign}([^{sign}]*){sign}")

    @cached_property
    def _meanings(self) -> dict[str, str]:
        signs = {
            "F": self.field,
            "S": self.component,
            "T": self.part,
            "R": self.repetition,
            "E": self.escape,
        }
        return signs | _SPACE

    def first(self, field: str) -> tuple[str, ...]:
        """The components of a field's first repetition; none where the field is empty or null.

        Codes, units and states are the same in thousands of segments: each is read once.
        """
        read = self._read.get(field)
        if read is None:
            is_told = field not in {"", NULL}
            read = self.components(field.partition(self.repetition)[0]) if is_told else ()
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            self._read[field] = read
        return read

    def components(self, repetition: str) -> tuple[str, ...]:
        """The components of a repetition, their escapes read; a null is no value."""
        parts = repetition.split(self.component)
        return tuple(["" if each == NULL else self.plain(each) for each in parts])

    @cached_property
    def _read(self) -> dict[str, tuple[str, ...]]:
        return {}

    def plain(self, written: str) -> str:
        """A text without its escapes; those that nobody knows stay as they are written."""
        if self.escape in written:
            written = self._escapes.sub(self._meaning, written)
        if not written.isprintable():
            written = "".join(each if each.isprintable() else " " for each in written)
        return written.strip()

    def _meaning(self, found: re.Match[str]) -> str:
        body = found[1]
        if body.startswith("X"):
            return _from_hex(body[1:]) or found[0]
        return self._meanings.get(body, found[0])


def _from_hex(digits: str) -> str:
    try:
        content = bytes.fromhex(digits)
    except ValueError:
        return ""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def read_marks(header: str) -> Marks:
    """The signs that an MSH, BHS or FHS segment declares; raises BadHeader."""
    return _declared(header[:_LONGEST_DECLARATION])


@lru_cache(maxsize=16)  # a file declares them in each message, nearly always the same
def _declared(header: str) -> Marks:
    field = header[3:4]
    signs = header[4:].partition(field)[0] if field else ""
    if len(signs) not in {_WITHOUT_TRUNCATION, _WITH_TRUNCATION}:
        raise BadHeader("it does not name its four separators")
    every = field + signs
    if len(set(every)) < len(every) or not all(map(_can_separate, every)):
        raise BadHeader("its separators cannot be told apart")
    component, repetition, escape, part = list(signs[:_WITHOUT_TRUNCATION])
    return Marks(field, component, repetition, escape, part)


def _can_separate(sign: str) -> bool:
    return sign.isascii() and sign.isprintable() and not sign.isalnum() and sign not in ' "'
