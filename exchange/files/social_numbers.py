"""Social security numbers are written over wherever they stand, once one was found. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

MASK = "*"
TYPES = frozenset({"SS", "SSN"})
"""How HL7 types such a number among the identifiers of a person."""

_SHORTEST = 7
_WORD = re.compile(r"[0-9A-Za-z-]{7,}")
_DIGITS = re.compile(r"(?:[0-9][^0-9]*){7}")


def spellings(number: str) -> Iterator[str]:
    """A number as written, with and without the hyphens; too short a one could be anything."""
    digits = re.sub(r"\D", "", number)
    if len(digits) >= _SHORTEST:
        yield number
        yield digits
        yield f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


def writing_over(found: Collection[str]) -> Callable[[str], str]:
    """What writes over every number found in a text, in the same length."""
    unusual = sorted(each for each in found if not _WORD.fullmatch(each))

    def written_over(text: str) -> str:
        if unusual and _DIGITS.search(text):
            for each in unusual:
                text = text.replace(each, _mask(each))
        return _WORD.sub(lambda word: _mask(word[0]) if word[0] in found else word[0], text)

    return written_over


def _mask(number: str) -> str:
    return MASK * len(number)
