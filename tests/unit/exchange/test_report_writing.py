"""The report that is written entry by entry says what the whole one says, in the same order."""

from __future__ import annotations

import io
import json
from datetime import UTC

import pytest

from exchange.intake.report import NEW, OpenedFile, Report
from exchange.intake.report_writing import write_report
from exchange.rows.cells import Rejection
from exchange.rows.fields import HL7_FIELDS
from exchange.rows.of_results import Reading, SentRow
from exchange.rows.sent_rows import Heard
from exchange.sent.result import NOBODY, Code, Fault, SentResult

ESTRADIOL = Code("2243-4", "LN", "E2")


def told(row: int) -> Heard:
    """A result that can be read, a withdrawal, or what is no result."""
    if row % 3 == 0:
        return Fault(row, f"row {row}", "malformed", "No.")
    sent = SentResult(
        row, f"row {row}", "M1", "Quay", NOBODY, "F-1", "", "F-1", (ESTRADIOL,), '31 "ß"', "",
        "pg/mL", "", "F" if row % 2 else "W", "20261116", "",
    )  # fmt: skip
    return SentRow(sent, Reading(UTC, HL7_FIELDS))


def report(results: int, rejected: int) -> Report:
    made = Report("north", "valid-rows", dry_run=False, keeps_rows=False)
    for name, messages in (("b.hl7", 2), ("a.csv", None), ("c.hl7", 0)):
        made.files.append(OpenedFile(name, "f" * 64, "hl7", "utf-8", "", ("x",), messages))
    heard: dict[int, Heard] = {}
    made.heard["b.hl7"] = heard
    for row in reversed(range(results)):
        heard[row] = told(row)
        made.tell("b.hl7", row, NEW)
    made.reject("b.hl7", [Rejection(900 + row, "OBX-5", "No.") for row in range(rejected)])
    made.reject("a.csv", [Rejection(2, "e2", "No.")])
    made.put_in_order()
    return made


@pytest.mark.parametrize(("results", "rejected"), [(0, 0), (1, 0), (0, 2), (12, 3)])
def test_written_entry_by_entry_it_is_the_same(results: int, rejected: int) -> None:
    made, out = report(results, rejected), io.StringIO()
    write_report(made, out)
    written, whole = json.loads(out.getvalue()), made.by_file()
    assert written == json.loads(json.dumps(whole))
    assert [each["row"] for each in written["results"]] == list(range(results))
    assert [len(each.get("results", ())) for each in written["files"]] == [results, 0, 0]


def test_what_is_kept_leaves_the_results_out() -> None:
    made = report(3, 1)
    assert made.as_json() == made.as_kept() | {"results": made.results}
    assert "results" not in made.as_kept()
    assert made.outcomes == {}, "nobody looks at the rows of a command"
