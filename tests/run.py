"""Runs the tests on PostgreSQL, beside it the marked ones on SQLite: one closing line and code."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import IO, NamedTuple, Self

import pytest

from tests.hazards import HAZARDS, hazards_without
from tests.servers import postgresql

OUTCOMES = ("failed", "error", "passed", "skipped", "deselected", "xfailed", "xpassed")
BAD = ("failed", "error")
QUIET = ["-qq", "--dist", "worksteal"]
WORKERS, WORKERS_BESIDE = 3, 1
"""Together twice the cores of a small machine: what takes things away mostly waits."""


class Run(NamedTuple):
    """What became of one run of pytest on one database."""

    code: int
    counts: Counter[str]
    passed: frozenset[str]


class Running:
    """Pytest on one database; what it says is kept for its turn, where it is not the first."""

    def __init__(
        self, arguments: list[str], database: str, workers: int, heard: IO[bytes] | None = None
    ) -> None:
        self._folder, self._heard = tempfile.TemporaryDirectory(), heard
        self._target = Path(self._folder.name) / "counts"
        surroundings = os.environ | {
            "INRANGE_TEST_COUNTS": str(self._target),
            "DATABASE_URL": database,
        }
        command = [sys.executable, "-m", "pytest", *QUIET, "-n", str(workers), *arguments]
        self._process = subprocess.Popen(command, env=surroundings, stdout=heard, stderr=heard)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def end(self) -> Run:
        """Wait for it: its exit code, how many tests ended how, and which passed."""
        code = self._process.wait()
        if self._heard:
            self._heard.seek(0)
            print(self._heard.read().decode(errors="replace"), end="", flush=True)
        told = json.loads(self._target.read_text()) if self._target.exists() else {}
        return Run(code, Counter(told.get("counts")), frozenset(told.get("passed", ())))


def closing_line(counts: Counter[str], seconds: float) -> str:
    """The sums in pytest's own words."""
    words = [f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome]]
    return f"{', '.join(words) or 'no tests ran'} in {seconds:.2f}s".join(
        ["=" * 20 + " ", " " + "=" * 20]
    )


def worst(codes: list[int], counts: Counter[str]) -> int:
    """One exit code; a run that found no test is a failure only when no run found any."""
    bad = [
        code
        for code in codes
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    ]
    if bad or any(counts[outcome] for outcome in BAD):
        return int(max(bad, default=pytest.ExitCode.TESTS_FAILED))
    return int(min(codes))


def main(arguments: list[str]) -> int:
    began = time.monotonic()
    checks = _begin_checks() if "--all" in arguments else None
    first, second = _run_on_both(arguments)
    second.counts.pop("deselected", None)
    counts = first.counts + second.counts
    complaints = _end_of(checks) if checks else 0
    if arguments == ["--all"]:
        complaints = _unproven(first.passed | second.passed) or complaints
    code = worst([first.code, second.code], counts) or complaints
    print(closing_line(counts, time.monotonic() - began), flush=True)
    return code


def _run_on_both(arguments: list[str]) -> tuple[Run, Run]:
    """On PostgreSQL, and the marked tests on SQLite: neither waits for the end of the other."""
    marked = [*arguments, "--only-both-databases"]
    with (
        tempfile.TemporaryFile() as heard,
        postgresql() as address,
        Running(arguments, address, WORKERS) as on_postgresql,
        Running(marked, "", WORKERS_BESIDE, heard) as on_sqlite,
    ):
        print("On PostgreSQL:", flush=True)
        first = on_postgresql.end()
        print("The marked part on SQLite:", flush=True)
        return first, on_sqlite.end()


def _unproven(passed: frozenset[str]) -> int:
    """Name the hazards of which a test did not pass in any run; 1 where there are some."""
    names = hazards_without(passed, HAZARDS.read_text(encoding="utf-8"))
    if names:
        print(f"Hazards with a test that did not pass: {', '.join(names)}", flush=True)
    return int(bool(names))


def _begin_checks() -> subprocess.Popen[str]:
    """Style, types and imports; they run beside the tests, on what those leave of the machine."""
    command = [sys.executable, "-m", "tests.checks"]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )


def _end_of(checks: subprocess.Popen[str]) -> int:
    said, _ = checks.communicate()
    print(said, end="", flush=True)
    return checks.returncode


if __name__ == "__main__":
    # Ended from outside, the run still takes its server away.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))
    sys.exit(main(sys.argv[1:]))
