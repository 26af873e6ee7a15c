"""The report as a file, written entry by entry: it may list a hundred thousand results."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from exchange.intake.report import Report


def write_report(report: Report, to: TextIO) -> None:
    """Write the whole report as JSON, what files of messages brought beside each of them too."""
    to.writelines(_object(_members(report)))
    to.write("\n")


Member = tuple[str, Iterable[str]]


def _members(report: Report) -> Iterator[Member]:
    whole = report.as_kept()
    for name, value in whole.items():
        if name == "files":
            yield name, _array(_file(report, whole, opened) for opened in value)
        elif name == "rejected":
            yield "results", _entries(report.each_result())
            yield name, _entries(value)
        else:
            yield name, [json.dumps(value)]


def _file(report: Report, whole: dict[str, Any], opened: dict[str, Any]) -> Iterator[str]:
    """How a file was read and, where it holds messages or resources, what it brought."""
    members: list[Member] = [(name, [json.dumps(value)]) for name, value in opened.items()]
    if opened["messages"] is not None:
        rejected = (each for each in whole["rejected"] if each["file"] == opened["file"])
        members.append(("results", _entries(report.each_result(opened["file"]))))
        members.append(("rejected", _entries(rejected)))
    return _object(members)


def _entries(values: Iterable[Any]) -> Iterator[str]:
    return _array([json.dumps(value)] for value in values)


def _object(members: Iterable[Member]) -> Iterator[str]:
    before = "{\n"
    for name, value in members:
        yield f"{before}{json.dumps(name)}: "
        yield from value
        before = ",\n"
    yield "}"


def _array(entries: Iterable[Iterable[str]]) -> Iterator[str]:
    before = "[\n"
    for entry in entries:
        yield before
        yield from entry
        before = ",\n"
    yield "[]" if before == "[\n" else "]"
