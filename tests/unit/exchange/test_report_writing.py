"""The report that is written entry by entry says what the whole one says, in the same order."""

from __future__ import annotations

import io
import json
from functools import partial

import pytest

from exchange.intake.report import NEW, Heard, OpenedFile, Report
from exchange.intake.report_writing import write_report
from exchange.rows.cells import Rejection
from labs.units import measure


def report(results: int, rejected: int) -> Report:
    made = Report("north", "valid-rows", dry_run=False, keeps_rows=False)
    for name, messages in (("b.hl7", 2), ("a.csv", None), ("c.hl7", 0)):
        made.files.append(OpenedFile(name, "f" * 64, "hl7", "utf-8", "", ("x",), messages))
    for row in reversed(range(results)):
        heard = Heard(partial(dict, place=f"row {row}", value='31 "ß"'))
        heard.means = measure("TT", "17.3", "nmol/L") if row % 2 else None
        made.hear("b.hl7", row, heard)
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
