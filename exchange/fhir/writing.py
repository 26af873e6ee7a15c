"""JSON in which a decimal keeps its digits, written piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

type Value = str | bool | int | Decimal | Mapping[str, Value] | list[Value]
"""What FHIR's JSON is made of. There are no floats: 5.0 is not 5, and 0.1 is one tenth."""


def as_json(value: Value) -> str:
    """One value as JSON, without spaces, its decimals with the digits that they have."""
    if isinstance(value, Mapping):
        return f"{{{','.join(f'{_text(name)}:{as_json(each)}' for name, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{','.join(map(as_json, value))}]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return _text(value)


def _text(value: str | bool | int) -> str:
    return json.dumps(value, ensure_ascii=False)


def filled(**fields: Value | None) -> dict[str, Value]:
    """The fields that say something: FHIR has no empty text, list or object."""
    told = {name: _tidy(value) for name, value in fields.items() if value is not None}
    return {name: value for name, value in told.items() if value not in ("", [], {})}


def _tidy(value: Value) -> Value:
    """Text with single spaces, as FHIR allows no other ones; anything else as it is."""
    return " ".join(value.split()) if isinstance(value, str) else value


def streamed(head: Mapping[str, Value], entries: Iterable[Mapping[str, Value]]) -> Iterator[str]:
    """A bundle, entry by entry; without any entry there is no list of them."""
    yield as_json(head)[:-1]
    before = ',"entry":['
    for entry in entries:
        yield before + as_json(entry)
        before = ",\n"
    yield "}\n" if before.startswith(',"') else "]}\n"
