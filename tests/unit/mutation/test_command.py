"""The command counts what tests notice: nothing where nothing is asserted, all where all is.

It forks, which a test's own process should not: each test runs it in a process of its own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.structure.source import ROOT

ONE_FILE = ["--only", "monitoring/judgement/due/dates.py", "--sample", "6"]
TOY = "def is_low(value):\n    return value < 20\n\n\ndef is_over():\n    return True\n"
TRIED = """
import json, sys
from benchmarks.mutation.children import Limits, try_mutants, unchanged
from benchmarks.mutation.mutants import mutants_of
from benchmarks.mutation.trials import Stage

def asked():
    from toy import is_low, is_over
    while not is_over():
        pass
    return [is_low(value) for value in (19, 20)] == [True, False]

stages = [Stage("asked", asked)]
text = open("toy.py").read()
mutants = mutants_of("toy.py", text)
limits = Limits((1,), 60)
sys.path.insert(0, ".")
fates = {
    f"{each.mutant.original} -> {each.mutant.mutated}": each.killed_by
    for each in try_mutants(mutants, {"toy.py": text}, stages, limits, 2)
}
print(json.dumps([unchanged(stages)[0], fates]))
"""
BROKEN = """
import sys
from benchmarks.mutation.__main__ import main
from benchmarks.mutation.trials import Stage
sys.exit(main(sys.argv[1:], [Stage("broken tests", lambda: False)]))
"""


def run(folder: Path, data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    surroundings = os.environ | {"PYTHONPATH": str(ROOT), "INRANGE_DATA": str(data)}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True)


def test_tests_notice_what_they_ask_about(tmp_path: Path) -> None:
    (tmp_path / "toy.py").write_text(TOY, encoding="utf-8")
    before, fates = json.loads(run(tmp_path, tmp_path, "-c", TRIED).stdout)
    assert before == "survived"
    assert fates == {
        "value < 20 -> value <= 20": "asked",
        "20 -> 19": "asked",
        "20 -> 21": "asked",
        "True -> False": "out of time",
    }


def test_tests_that_assert_nothing_leave_every_mutant_alive(tmp_path: Path) -> None:
    answer = run(ROOT, tmp_path, "-m", "benchmarks.mutation", "--control", *ONE_FILE)
    assert "Score 0.0%: 0 of 6 killed" in answer.stdout
    assert answer.returncode == 1


def test_it_refuses_where_the_unchanged_tests_fail(tmp_path: Path) -> None:
    answer = run(ROOT, tmp_path, "-c", BROKEN, *ONE_FILE)
    assert "The tests fail without any mutant (broken tests)" in answer.stdout
    assert "Score" not in answer.stdout
    assert answer.returncode == 2


def test_a_run_goes_on_where_it_stood(tmp_path: Path) -> None:
    """Every verdict stands in the journal; a second run of the same sources tries none again."""
    again = BROKEN.replace("lambda: False", "lambda: True")
    answers = [run(ROOT, tmp_path, "-c", again, *ONE_FILE).stdout for _ in range(2)]
    assert ["6/6" in answer for answer in answers] == [True, False]
    assert all("0 of 6 killed" in answer for answer in answers)
