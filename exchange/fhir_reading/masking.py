"""Social security numbers leave a file of resources before anything else reads it. Pure.

They are identifiers by their system or type. Where one was found, the same number is taken out
wherever else it stands, in narratives as well. A document attached in base64 is not opened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence

from exchange.fhir_reading.json_text import Document, read_documents
from exchange.fhir_reading.tree import Node, codings, every_node, part, text
from exchange.files.social_numbers import MASK, TYPES, spellings, writing_over

_SYSTEMS = ("us-ssn", "2.16.840.1.113883.4.1")
_IN_A_SEARCH = re.compile(r"us-ssn(?:\||%7C)([0-9-]{9,11})", re.IGNORECASE)
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9][0-9.eE+-]*', re.DOTALL)
_NINE_DIGITS = re.compile(r"(?<!\d)(?:\d{9}|\d{3}-\d{2}-\d{4})(?!\d)")


_SIGNS = ("ssn", _SYSTEMS[1], "social")
_TYPE = re.compile(r'ss(?<!\wss)\W*"')
"""One of these stands, folded, in every text that names such a number, unless it is in escapes."""


def without_social_numbers(written: str) -> str:
    """The same text with every social security number written over; raises Unusable."""
    return hidden_in(written, read_documents(written))


def hidden_in(written: str, documents: Sequence[Document]) -> str:
    """The same text, read into these documents, with every such number written over.

    In a line that cannot be read, whatever looks like one is.
    """
    if not _may_name(written) and not any(each.flaw for each in documents):
        return written
    found = frozenset(number for each in documents for number in _numbers(each.tree))
    write_over = writing_over(found) if found else _as_it_is
    hidden = {each.written: _without(each, write_over) for each in documents}
    if written in hidden:
        return hidden[written]
    return "\n".join(hidden.get(line, line) for line in written.split("\n"))


def _may_name(written: str) -> bool:
    if "\\" in written:
        return True
    folded = written.casefold()
    return any(sign in folded for sign in _SIGNS) or _TYPE.search(folded) is not None


def _as_it_is(told: str) -> str:
    return told


def _without(document: Document, write_over: Callable[[str], str]) -> str:
    if document.flaw:
        return _NINE_DIGITS.sub(lambda digits: MASK * len(digits[0]), write_over(document.written))
    if write_over is _as_it_is:
        return document.written
    return _TOKEN.sub(lambda token: _hidden(token[0], write_over), document.written)


def _numbers(tree: object) -> Iterator[str]:
    for each in every_node(tree):
        value = each.get("value")
        if isinstance(value, str) and _is_social(each):
            yield from spellings(value)
        for other in each.values():
            if isinstance(other, str) and "us-ssn" in other:
                for number in _IN_A_SEARCH.findall(other):
                    yield from spellings(number)


def _is_social(identifier: Node) -> bool:
    system, kind = text(identifier, "system").casefold(), part(identifier, "type")
    named = [text(kind, "text"), *(text(each, "display") for each in codings(kind))]
    return (
        system.rstrip("/").endswith(_SYSTEMS)
        or any(text(each, "code").upper() in TYPES for each in codings(kind))
        or any("social security" in name.casefold() for name in named)
    )


def _hidden(token: str, write_over: Callable[[str], str]) -> str:
    """A text or a number of the JSON, written over where it holds such a number."""
    if not token.startswith('"'):
        hidden = write_over(token) if token.isdigit() else token
        return token if hidden == token else json.dumps(hidden)
    told = json.loads(token) if "\\" in token else token[1:-1]
    hidden = write_over(told)
    return token if hidden == told else json.dumps(hidden, ensure_ascii=False)
