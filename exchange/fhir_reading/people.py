"""Whom a resource speaks of: record numbers with their authority, birth date, name. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from exchange.fhir_reading.tree import Node, codings, first, part, parts, text, texts
from exchange.sent.result import NOBODY, RECORD_NUMBER_TYPES, Identifier, Person, record_numbers

_NAMES_IN_USE = ("official", "usual", "")
_PAST = {"old"}
_IN_WORDS = {"MEDICAL RECORD NUMBER": "MR"}


def read_patient(patient: Node, authorities: Collection[str] = ()) -> Person:
    """Read a Patient; with `authorities` only record numbers that they gave count."""
    numbers = record_numbers(map(_identifier, _current(patient)), authorities)
    born, sex = text(patient, "birthDate"), text(patient, "gender")
    return Person(numbers, born, *_name(patient), sex)


def only_named(subject: Node, authorities: Collection[str] = ()) -> Person:
    """Somebody of whom a reference gives the number and nothing else."""
    identifier = part(subject, "identifier")
    if not identifier:
        return NOBODY
    return Person(record_numbers([_identifier(identifier)], authorities), "", "", "")


def _current(patient: Node) -> Iterator[Node]:
    return (each for each in parts(patient, "identifier") if text(each, "use") not in _PAST)


def _identifier(identifier: Node) -> Identifier:
    assigner = part(identifier, "assigner")
    authorities = (text(assigner, "display"), text(identifier, "system"))
    return Identifier(_kind(part(identifier, "type")), text(identifier, "value"), authorities)


def _kind(typed: Node) -> str:
    """The type of an identifier by HL7's table; one that only has other codes is another."""
    codes = [text(each, "code").upper() for each in codings(typed)]
    named = text(typed, "text").upper()
    known = (code for code in [*codes, _IN_WORDS.get(named, named)] if code in RECORD_NUMBER_TYPES)
    return first(known) or first(codes) or named


def _name(patient: Node) -> tuple[str, str]:
    """The family name and the first given name that he uses now."""
    for use in _NAMES_IN_USE:
        for name in parts(patient, "name"):
            if text(name, "use") == use:
                return text(name, "family"), _given(name)
    return "", ""


def _given(name: Node) -> str:
    return first(texts(name, "given"))
