"""The command that judges the cases of a file."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

BARE = {"id": "B", "as_of": "2026-01-01", "patient": {"birth_date": "1980-01-01"}}


def answered(path: Path) -> dict[str, object]:
    printed = StringIO()
    call_command("evaluate_case", str(path), stdout=printed)
    answers: dict[str, object] = json.loads(printed.getvalue())
    return answers


def written_file(folder: Path, text: str) -> Path:
    path = folder / "cases.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_worked_cases_are_answered_as_expected() -> None:
    path = Path(__file__).parents[2] / "cases" / "clinical_examples.json"
    answers, document = answered(path), json.loads(path.read_text("utf-8"))
    for case in document["vignettes"]:
        given = answers[case["id"]]
        assert given == case["expected"] | {"changes_on": given["changes_on"]}  # type: ignore[index]
    assert answers["vermeulen"] == document["vermeulen"]


def test_a_refused_case_is_printed_and_ends_the_command_with_status_2(tmp_path: Path) -> None:
    printed = StringIO()
    path = written_file(tmp_path, json.dumps({"vignettes": [BARE, {**BARE, "id": "C", "x": 1}]}))
    with pytest.raises(SystemExit) as ended:
        call_command("evaluate_case", str(path), stdout=printed)
    answers = json.loads(printed.getvalue())
    assert ended.value.code == 2
    assert answers["C"] == {"refused": answers["C"]["refused"]}
    assert answers["B"]["flags"] == []
