"""What a pasted report says about itself: whose it is, and when the blood was drawn.

A closed list of labels, as for its values: what stands behind no known label is not read. Nothing
is compared here, and nothing of it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

LONGEST_SAID, LONGEST_LINE = 80, 400


class About(StrEnum):
    """What a report can say about itself."""

    NAME = "name"
    BORN = "birth date"
    RECORD = "record number"
    DRAWN = "day of the draw"


@dataclass(frozen=True, slots=True)
class Said:
    """One such statement: the line on which it stands, and its words as printed."""

    line: int
    about: About
    text: str


_LABELS = {
    About.NAME: ("patient name", "name of patient", "pt name", "patient", "name"),
    About.BORN: ("date of birth", "birth date", "birthdate", "d.o.b.", "dob", "born"),
    About.RECORD: (
        "medical record number",
        "medical record no.",
        "medical record no",
        "medical record",
        "record number",
        "record no.",
        "record no",
        "chart number",
        "chart no.",
        "chart no",
        "hospital number",
        "hospital no",
        "patient number",
        "patient no",
        "patient id",
        "mrn",
    ),
    About.DRAWN: (
        "date/time collected",
        "collection date/time",
        "date and time collected",
        "date of collection",
        "collection date",
        "date collected",
        "specimen collected",
        "specimen date",
        "collected on",
        "collected",
        "date drawn",
        "draw date",
        "drawn on",
        "drawn",
        "sample date",
        "sampled on",
        "sampled",
    ),
}
_ABOUT = {label: about for about, labels in _LABELS.items() for label in labels}


def _any_of(*kinds: About) -> str:
    labels = sorted((each for kind in kinds for each in _LABELS[kind]), key=len, reverse=True)
    return "|".join(re.escape(label) for label in labels)


_BEHIND = r"\s*[:#=]+\s*|\t+|\s\s+"
# A test and a physician have a name as well: that word counts only where a line or column begins.
_NAMED = rf"(?:^\s*|(?<=\s\s)|(?<=[\t|;,])\s*)(?P<name>{_any_of(About.NAME)})(?:{_BEHIND})"
_ALSO = _any_of(About.BORN, About.RECORD, About.DRAWN)
_OTHERS = rf"(?<![A-Za-z])(?P<other>{_ALSO})(?:{_BEHIND}|\s(?=[0-9]))"
_LABEL = re.compile(f"{_NAMED}|{_OTHERS}", re.IGNORECASE)
_ALONE = re.compile(rf"\s*(?P<label>{_any_of(*About)})\s*:?\s*", re.IGNORECASE)
_END = re.compile(r"\s\s+|[\t|;]|\s+[A-Za-z][A-Za-z.]*\s*:(?!\d)")


def read_identity(lines: list[str]) -> tuple[Said, ...]:
    """What the lines of a report say about it, in their order."""
    return tuple(_said(lines))


def _said(lines: list[str]) -> Iterator[Said]:
    for number, whole in enumerate(lines, start=1):
        line = whole[:LONGEST_LINE]
        if alone := _ALONE.fullmatch(line):
            text = next((each.strip() for each in lines[number:] if each.strip()), "")
            yield from _statement(number, alone["label"], text)
        found = list(_LABEL.finditer(line))
        ends = [*(each.start() for each in found[1:]), len(line)]
        for each, end in zip(found, ends, strict=False):
            label = each["name"] or each["other"]
            yield from _statement(number, label, line[each.end() : end])


def _statement(number: int, label: str, text: str) -> Iterator[Said]:
    words = _END.split(text.strip(), maxsplit=1)[0].strip(" ,;|")[:LONGEST_SAID]
    if words and words.lower() not in _ABOUT:
        yield Said(number, _ABOUT[label.lower()], words)
