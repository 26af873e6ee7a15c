"""JSON as a sender wrote it: numbers keep their digits, and nothing stands in two ways. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NoReturn

from exchange.files.csv_reading import Unusable, shortened


class Number(str):
    """A number as it was written, 5.0 apart from 5; no text that looks like one."""

    __slots__ = ()


class BadJson(ValueError):
    """The text is no JSON, or says one thing twice."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text of JSON: the whole file, or a line of it. `flaw` says why a line cannot be read."""

    place: str
    written: str
    tree: object = None
    flaw: str = ""


def read_documents(text: str) -> list[Document]:
    """The file as one document, else each of its lines as one (NDJSON); raises Unusable."""
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise Unusable("FHIR is read as JSON only, and this file is XML. Export it as JSON.")
    try:
        return [Document("", text, _read(text))]
    except BadJson as bad:
        lines = list(_lines(text))
        if len(lines) < 2 or lines[0].flaw:  # noqa: PLR2004 - several lines, the first one whole
            raise Unusable(f"The file cannot be read: {bad}. Export it again.") from None
        return lines


def _lines(text: str) -> Iterator[Document]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _line(f"line {number}", line)


def _line(place: str, line: str) -> Document:
    try:
        return Document(place, line, _read(line))
    except BadJson as bad:
        return Document(place, line, flaw=str(bad))


def _read(text: str) -> object:
    try:
        return json.loads(
            text.strip("\ufeff \t\r\n"),
            parse_float=Number,
            parse_int=Number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_members,
        )
    except json.JSONDecodeError as wrong:
        reason = f"it is no JSON, or cut off, at line {wrong.lineno}, sign {wrong.colno}"
        raise BadJson(reason) from None
    except RecursionError:
        raise BadJson("it is nested far too deeply") from None


def _refuse_constant(written: str) -> NoReturn:
    raise BadJson(f"{shortened(written)} is no number")


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise BadJson(f"one object has two members “{shortened(twice)}”")
    return members
