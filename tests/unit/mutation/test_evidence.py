"""A verdict counts for as long as what it rests on stands unchanged, and no longer."""

from pathlib import Path

import pytest

from benchmarks.mutation.children import OUT_OF_TIME, SURVIVED, Verdict
from benchmarks.mutation.journal import Journal
from benchmarks.mutation.mutants import mutants_of
from benchmarks.mutation.targets import Evidence
from benchmarks.mutation.trials import WORKED_CASES

RULES, DUE = "tests/unit/judgement/test_rules.py", "tests/unit/judgement/test_due.py"
FILES = (
    "monitoring/judgement/rules/dose.py",
    "protocols/targets/goals.py",
    "labs/units.py",
    "tests/cases/examples.json",
    "tests/unit/judgement/men.py",
    RULES,
    DUE,
    "benchmarks/mutation/trials.py",
    "monitoring/pages/patient.py",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("as it was", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("changed", "keep"),
    [
        pytest.param("monitoring/judgement/rules/dose.py", set(), id="a rule"),
        pytest.param("protocols/targets/goals.py", set(), id="a target"),
        pytest.param("labs/units.py", set(), id="a unit"),
        pytest.param("tests/cases/examples.json", set(), id="a worked case"),
        pytest.param("tests/unit/judgement/men.py", set(), id="the cast of the tests"),
        pytest.param(RULES, {WORKED_CASES, DUE}, id="its tests"),
        pytest.param(
            "tests/unit/judgement/test_new.py", {WORKED_CASES, DUE, RULES}, id="tests added"
        ),
        pytest.param(
            "monitoring/pages/patient.py",
            {WORKED_CASES, DUE, RULES, SURVIVED, OUT_OF_TIME},
            id="a page",
        ),
    ],
)
def test_a_verdict_falls_with_what_it_rests_on(project: Path, changed: str, keep: set[str]) -> None:
    fates = (WORKED_CASES, RULES, DUE, SURVIVED, OUT_OF_TIME)
    before = {fate: Evidence(project).of(fate) for fate in fates}
    (project / changed).write_text("otherwise", encoding="utf-8")
    after = {fate: Evidence(project).of(fate) for fate in fates}
    assert {fate for fate in fates if before[fate] == after[fate]} == keep


def test_a_journal_is_read_again_without_the_verdicts_that_fell(project: Path) -> None:
    killed, alive = mutants_of("toy.py", "a < b\nc < d\n")
    path = project / "journal.jsonl"
    journal = Journal(path, Evidence(project))
    journal.keep(Verdict(killed, RULES, 0.5))
    journal.keep(Verdict(alive, SURVIVED, 2.0))
    assert Journal(path, Evidence(project)).of(killed) == Verdict(killed, RULES, 0.5)
    (project / DUE).write_text("one more test", encoding="utf-8")
    assert set(Journal(path, Evidence(project)).verdicts) == {killed.key}
    assert Journal(path, Evidence(project), afresh=True).verdicts == {}
