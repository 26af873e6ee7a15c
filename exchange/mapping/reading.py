"""Reading a mapping from its JSON text; whatever is wrong with it is said at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from exchange.files.csv_reading import Unusable, shortened
from exchange.mapping.declared import (
    Censoring,
    DateColumn,
    DateFormat,
    LongForm,
    Mapping,
    ResultColumn,
    Text,
)
from labs.catalogue import Words
from labs.models import Method
from labs.results import UNACCEPTED, Implausible, read_result
from labs.units import UnknownUnit, unit_of
from protocols.targets.analytes import BY_SLUG

_WRITTEN_OUT = (("YYYY", "%Y"), ("MMM", "%b"), ("MM", "%m"), ("DD", "%d"))
_DIRECTIVES = {"%Y", "%m", "%b", "%B", "%d", "%H", "%I", "%M", "%S", "%p"}
_MONTHS = {"%m", "%b", "%B"}
_HOW_TO_FORMAT = "Write it as YYYY-MM-DD or as %Y-%m-%d, with a four-digit year, month and day."

WHOLE = {
    "record_number",
    "collected_on",
    "birth_date",
    "family_name",
    "given_name",
    "laboratory",
    "results",
    "long",
}
SPELT = ("analyte", "unit", "method")
"""What of a result column a laboratory may call by a word of its own."""

RESULT = {"column", "analyte", "unit", "method", "censored", "reference_range"}


class _Part:
    """One JSON object of the mapping: its place, and the list that all complaints go to."""

    def __init__(
        self, members: dict[str, Any], place: str, complaints: list[str], known: Collection[str]
    ) -> None:
        self.members, self.place, self.complaints = members, place, complaints
        for key in members:
            if key not in known:
                self.complain(key, f"is not known. Known here: {', '.join(sorted(known))}.")

    def complain(self, key: str, what: str) -> None:
        """Note what is wrong with one member."""
        self.complaints.append(f"{self.place}{shortened(key)} {what}")

    def text(self, key: str, *, required: bool = False) -> str:
        """A member that is a text; empty where it is missing or wrong."""
        value = self.members.get(key)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.complain(key, "is missing or is not a text.")
            return ""
        return value.strip()

    def part(self, key: str, known: Collection[str], *, required: bool = False) -> _Part | None:
        """A member that is an object."""
        value = self.members.get(key)
        if value is None and not required:
            return None
        if not isinstance(value, dict):
            self.complain(key, f"must be an object with {' or '.join(sorted(known))}.")
            return None
        return _Part(value, f"{self.place}{key}.", self.complaints, known)


def read_mapping(text: str, words_of: Callable[[str], Words] = lambda _: {}) -> Mapping:
    """Read and check a mapping; raises Unusable with everything that is wrong.

    `words_of` tells what the words of a laboratory mean, for a mapping that names one for all rows.
    """
    complaints: list[str] = []
    whole = _Part(_in_our_words(_json_object(text), words_of), "", complaints, WHOLE)
    collected_on = _collected_on(whole)
    birth_date, age_column = _birth(whole)
    mapping = Mapping(
        record_number=whole.text("record_number", required=True),
        collected_on=collected_on or date.min,
        results=() if "long" in whole.members else tuple(_results(whole)),
        long=_long(whole),
        birth_date=birth_date,
        age_column=age_column,
        family_name=whole.text("family_name"),
        given_name=whole.text("given_name"),
        laboratory=_text_source(whole, "laboratory"),
    )
    if complaints:
        raise Unusable(*(f"Mapping: {complaint}" for complaint in complaints))
    return mapping


def read_mapping_of(declared: dict[str, Any]) -> Mapping:
    """A mapping that is kept as it was declared; raises Unusable."""
    return read_mapping(json.dumps(declared))


def _json_object(text: str) -> dict[str, Any]:
    try:
        whole = json.loads(text, object_pairs_hook=_members)
    except (ValueError, RecursionError) as reason:
        raise Unusable(f"The mapping is not valid JSON: {reason}.") from None
    if not isinstance(whole, dict):
        raise Unusable("The mapping must be one JSON object.")
    return whole


def _in_our_words(whole: dict[str, Any], words_of: Callable[[str], Words]) -> dict[str, Any]:
    """The same declaration, with the words of its laboratory in place of which ours are known."""
    place, listed = whole.get("laboratory"), whole.get("results")
    named = place.get("fixed") if isinstance(place, dict) else None
    if not isinstance(named, str) or not isinstance(listed, list):
        return whole
    words = words_of(" ".join(named.split()))
    return whole | {"results": [_translated(each, words) for each in listed]}


def _translated(column: Any, words: Words) -> Any:
    if not isinstance(column, dict):
        return column
    said = {key: column[key] for key in SPELT if isinstance(column.get(key), str)}
    return column | {
        key: words.get((key, " ".join(text.split())), text) for key, text in said.items()
    }


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return members


def _collected_on(whole: _Part) -> DateColumn | date | None:
    part = whole.part("collected_on", {"fixed", "column", "format"}, required=True)
    if part is None:
        return None
    if "fixed" not in part.members:
        return _date_column(part)
    if len(part.members) > 1:
        part.complain("fixed", "cannot stand beside column or format. Keep one of the two.")
    try:
        return date.fromisoformat(part.text("fixed", required=True))
    except ValueError:
        part.complain("fixed", "is not a date like 2014-01-31.")
    return None


def _birth(whole: _Part) -> tuple[DateColumn | None, str]:
    part = whole.part("birth_date", {"column", "format", "age_column"}, required=True)
    if part is None:
        return None, ""
    if "age_column" not in part.members:
        return _date_column(part), ""
    if len(part.members) > 1:
        part.complain("age_column", "cannot stand beside column or format. Keep one of the two.")
    return None, part.text("age_column", required=True)


def _date_column(part: _Part) -> DateColumn | None:
    column = part.text("column", required=True)
    written = part.text("format", required=True)
    if not (column and written):
        return None
    pattern = _pattern(written)
    if pattern is None:
        part.complain("format", f"“{shortened(written)}” is not understood. {_HOW_TO_FORMAT}")
        return None
    return DateColumn(column, DateFormat(pattern))


def _pattern(written: str) -> str | None:
    """The format in strptime's directives, if it names year, month and day and nothing unknown."""
    pattern = written
    if "%" not in written:
        for letters, directive in _WRITTEN_OUT:
            pattern = pattern.replace(letters, directive)
    directives = re.findall("%.?", pattern)
    between = re.sub("%.?", "", pattern)
    names_day = {"%Y", "%d"} <= set(directives) and bool(_MONTHS & set(directives))
    is_known = set(directives) <= _DIRECTIVES and len(set(directives)) == len(directives)
    if not names_day or not is_known or re.search("[A-SU-Za-z0-9]", between):
        return None
    return pattern


def _text_source(owner: _Part, key: str) -> Text | None:
    part = owner.part(key, {"fixed", "column"})
    if part is None:
        return None
    if len(part.members) != 1:
        part.complaints.append(f"{owner.place}{key} needs either fixed or column.")
        return None
    if "fixed" in part.members:
        return Text(fixed=part.text("fixed", required=True))
    return Text(column=part.text("column", required=True))


def _results(whole: _Part) -> list[ResultColumn]:
    listed = whole.members.get("results")
    if not isinstance(listed, list) or not listed:
        whole.complain("results", "must be a list with at least one result column.")
        return []
    parts = [_result_part(whole, number, each) for number, each in enumerate(listed)]
    columns = [_result(part) for part in parts if part is not None]
    _refuse_twice(whole, columns)
    return columns


def _long(whole: _Part) -> LongForm | None:
    """One result a row, named by the row itself; instead of a list of results."""
    part = whole.part("long", {"analyte", "value", "unit"})
    if part is None:
        return None
    if "results" in whole.members:
        whole.complain("long", "cannot stand beside results. Keep one of the two.")
    analyte, value, unit = (part.text(key, required=True) for key in ("analyte", "value", "unit"))
    return LongForm(analyte, value, unit)


def _result_part(whole: _Part, number: int, listed: Any) -> _Part | None:
    place = f"results[{number}]"
    if not isinstance(listed, dict):
        whole.complain(place, "must be an object with column, analyte and unit.")
        return None
    return _Part(listed, f"{place}.", whole.complaints, RESULT)


def _refuse_twice(whole: _Part, columns: list[ResultColumn]) -> None:
    """An analyte has one column for each unit and method; a row that fills two is refused."""
    kinds = [(each.analyte, each.unit, each.method) for each in columns if each.analyte]
    for analyte in sorted({kind[0] for kind in kinds if kinds.count(kind) > 1}):
        whole.complain("results", f"name {analyte} more than once. Keep one column for it.")


def _result(part: _Part) -> ResultColumn:
    analyte = _analyte(part)
    unit = part.text("unit", required=True)
    if analyte and unit:
        unit = _unit(part, analyte, unit)
    return ResultColumn(
        column=part.text("column", required=True),
        analyte=analyte,
        unit=unit,
        method=_method(part),
        censored=_censored(part, analyte, unit),
        reference_range=_text_source(part, "reference_range"),
    )


def _analyte(part: _Part) -> str:
    slug = part.text("analyte", required=True)
    if not slug or slug in BY_SLUG:
        return slug
    known = ", ".join(sorted(BY_SLUG))
    part.complain("analyte", f"“{shortened(slug)}” is not recorded here. Recorded: {known}.")
    return ""


def _unit(part: _Part, analyte: str, unit: str) -> str:
    try:
        return unit_of(BY_SLUG[analyte], unit).code
    except UnknownUnit as reason:
        part.complain("unit", f"is not accepted: {reason}")
        return ""


def _method(part: _Part) -> str:
    method = part.text("method")
    if method and method not in Method.values:
        known = ", ".join(Method.values)
        part.complain("method", f"“{shortened(method)}” is not known. Known: {known}.")
    return method


def _censored(part: _Part, analyte: str, unit: str) -> Censoring | None:
    inner = part.part("censored", {"column", "equals", "as"})
    if inner is None:
        return None
    column, equals, typed = (inner.text(key, required=True) for key in ("column", "equals", "as"))
    if typed[:1] not in ("<", ">") and typed:
        inner.complain("as", "must begin with < or >, for example <5.")
    elif typed and analyte and unit:
        _try_censored(inner, analyte, typed, unit)
    return Censoring(column, equals, typed)


def _try_censored(inner: _Part, analyte: str, typed: str, unit: str) -> None:
    try:
        read_result(analyte, typed, unit)
    except (*UNACCEPTED, Implausible) as reason:
        inner.complain("as", f"is not a result: {reason}")
