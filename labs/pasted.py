"""Read a laboratory report that somebody pasted: its lines become typed values, or stay unread.

A closed list of names, never a guess: a line is read where it begins with a known name and a number
follows. What is read is only filled into the form, beside the number of its line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from labs.pasted_identity import Said, read_identity
from labs.unit_spellings import unit_code
from protocols.targets.analytes import BY_SLUG

MOST_LINES = 400
LONGEST_NAME = 6
"""Words of the longest known name."""

_ALSO = {
    "estradiol": (
        "oestradiol",
        "e2",
        "estradiol sensitive",
        "estradiol ultrasensitive",
        "estradiol lc ms ms",
        "estradiol serum",
        "serum estradiol",
        "17 beta estradiol",
    ),
    "testosterone_total": (
        "testosterone",
        "testosterone total",
        "testosterone serum",
        "serum testosterone",
        "testosterone total serum",
        "testosterone total ms",
        "testosterone total lc ms ms",
    ),
    "hematocrit": ("haematocrit", "hct", "pcv", "packed cell volume"),
    "hemoglobin": ("haemoglobin", "hgb", "hb"),
    "shbg": ("shbg", "sex horm binding glob serum"),
    "psa": ("psa", "psa total", "prostate specific ag", "prostate specific ag serum"),
    "lh": ("lh", "lh serum"),
    "fsh": ("fsh", "fsh serum"),
    "alt": ("alt", "alt sgpt", "alanine aminotransferase alt"),
}
_VALUE = re.compile(r"[<>]?[0-9]+(?:[.,][0-9]+)?")
_WORD = re.compile(r"[a-z0-9]+")


def _plain(text: str) -> str:
    """A name in small letters, its words apart, without what stands between them."""
    return " ".join(_WORD.findall(text.lower()))


NAMES: Mapping[str, str] = MappingProxyType(
    {_plain(analyte.name): slug for slug, analyte in BY_SLUG.items() if not analyte.is_calculated}
    | {name: slug for slug, names in _ALSO.items() if slug in BY_SLUG for name in names}
)
"""Which analyte a written name stands for."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One value of a report: the line it stands on, and its digits and unit as they are printed.

    `unit` is a code, or empty where the line names none or more than one: then it is asked for.
    """

    number: int
    slug: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class Report:
    """What was read of a pasted report, and the lines that were not."""

    read: tuple[ReadLine, ...]
    unread: tuple[tuple[int, str], ...]
    said: tuple[Said, ...] = ()
    """What it says of itself: whose it is, and of which day."""


def read_report(text: str) -> Report:
    """Read a pasted report; an analyte that stands on two lines is read from neither."""
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines()[:MOST_LINES], start=1)]
    found = {n: read for n, line in lines if (read := _read(n, line))}
    times = Counter(each.slug for each in found.values())
    once = {n: each for n, each in found.items() if times[each.slug] == 1}
    said = read_identity([line for _, line in lines])
    told = {*once, *(each.line for each in said)}
    unread = tuple((n, line) for n, line in lines if line and n not in told)
    return Report(tuple(once.values()), unread, said)


def _read(number: int, line: str) -> ReadLine | None:
    words = _joined(line).split()
    for length in range(min(LONGEST_NAME, len(words) - 1), 0, -1):
        slug = NAMES.get(_plain(" ".join(words[:length])))
        value = words[length].strip(":=")
        if slug and _VALUE.fullmatch(value) and not _has_number(words[length + 1 :]):
            return ReadLine(number, slug, value, _unit(words[length + 1 :], slug))
    return None


def _joined(line: str) -> str:
    """The line with each sign at its number and each range in one word."""
    line = re.sub(r"[<>]\s*or\s*=\s*[0-9.]+", " ", line.replace("|", " "), flags=re.IGNORECASE)
    line = re.sub(r"(?<=[0-9])\s*[-–]\s*(?=[0-9])", "-", line)
    return re.sub(r"([<>])\s+(?=[0-9])", r"\1", line)


def _has_number(words: list[str]) -> bool:
    """Whether another bare number follows: an earlier result perhaps, and nobody knows which."""
    return any(re.fullmatch(r"[0-9]+(?:[.,][0-9]+)?", word) for word in map(_bare, words))


def _bare(word: str) -> str:
    """A word without the brackets and commas about it."""
    return word.strip("()[],;")


def _unit(words: list[str], slug: str) -> str:
    """The one unit that a line names; none where it names several, or one of another analyte."""
    codes = set(_codes(words))
    accepted = {unit.code for unit in BY_SLUG[slug].units}
    return codes.pop() if len(codes) == 1 and codes <= accepted else ""


def _codes(words: list[str]) -> Iterator[str]:
    for word in words:
        if code := unit_code(_bare(word)) or unit_code(word):
            yield code
