"""Three hundred pairs of people at each form at the same moment, over HTTP, on PostgreSQL.

    python -m benchmarks.conflicts [PAIRS]

The same tests as the suite's, more often, on two cores: two people amend one record at once, and
forms of one man's page are sent to another man's. Who saved second goes on from the page that told
him so, as a person does. Prints how often, keeps that with its day, and exits with 1 where a fault
was found.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.results import record
from tests.servers import postgresql

ROOT = Path(__file__).resolve().parent.parent
USUAL = 300
SENDINGS = 30
"""Of each form to the wrong man, and again; with seventeen forms over five hundred."""
WORKERS = 2
"""Each with a database of its own: a pair meets in one process, whatever the others do."""
TRIED = [
    "tests/walls/test_at_once.py",
    "tests/walls/test_forms.py",
    "tests/facts/test_races.py",
]


def main(pairs: int) -> int:
    """Run the tests with that many pairs, and keep what came of it; their exit code."""
    began = time.monotonic()
    with postgresql() as address, tempfile.TemporaryDirectory() as folder:
        counts = Path(folder) / "counts"
        given = {"DATABASE_URL": address, "INRANGE_TEST_COUNTS": str(counts)}
        often = {"INRANGE_PAIRS": str(pairs), "INRANGE_TIMES": str(SENDINGS)}
        options = ["-q", "-p", "no:cacheprovider", "-n", str(WORKERS), "--dist", "worksteal"]
        words = [sys.executable, "-m", "pytest", *options, *TRIED]
        run = subprocess.run(words, cwd=ROOT, env=os.environ | given | often, check=False)
        told = json.loads(counts.read_text(encoding="ascii"))["counts"] if counts.exists() else {}
    outcome = {
        "pairs_of_people_a_form": pairs,
        "wrong_and_second_sendings_a_form": SENDINGS,
        "found": "faults" if run.returncode else "0 lost, 0 stored for another man",
        "tests": {name: told[name] for name in sorted(told)},
        "seconds": round(time.monotonic() - began),
    }
    record("conflicts", outcome)
    return run.returncode


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else USUAL))
