"""Runs the tests on PostgreSQL, then the marked ones on SQLite: one closing line, one exit code."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.servers import postgresql

OUTCOMES = ("failed", "error", "passed", "skipped", "deselected", "xfailed", "xpassed")
BAD = ("failed", "error")
QUIET = ["-qq", "-n", "4", "--dist", "worksteal"]
"""Twice the cores of a small machine: what takes things away mostly waits."""


def run(arguments: list[str], database: str) -> tuple[int, Counter[str]]:
    """One run of pytest on one database: its exit code and how many tests ended how."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "counts"
        surroundings = os.environ | {"INRANGE_TEST_COUNTS": str(target), "DATABASE_URL": database}
        command = [sys.executable, "-m", "pytest", *QUIET, *arguments]
        code = subprocess.run(command, env=surroundings, check=False).returncode
        return code, Counter(json.loads(target.read_text())) if target.exists() else Counter()


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
    with postgresql() as address:
        print("On PostgreSQL:", flush=True)
        first, counts = run(arguments, address)
    print("The marked part on SQLite:", flush=True)
    second, more = run([*arguments, "--only-both-databases"], "")
    more.pop("deselected", None)
    counts += more
    complaints = _end_of(checks) if checks else 0
    code = worst([first, second], counts) or complaints
    print(closing_line(counts, time.monotonic() - began), flush=True)
    return code


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
