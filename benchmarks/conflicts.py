"""Three hundred pairs of people at each form at the same moment, over HTTP, on PostgreSQL.

    python -m benchmarks.conflicts [PAIRS]

The same tests as the suite's, more often: two people amend one record at once, and forms of one
man's page are sent to another man's. Prints how often, and exits with 1 where a fault was found.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.servers import postgresql

ROOT = Path(__file__).resolve().parent.parent
USUAL = 300
SENDINGS = 30
"""Of each form to the wrong man, and again; with seventeen forms over five hundred."""
TRIED = [
    "tests/walls/test_at_once.py",
    "tests/walls/test_forms.py",
    "tests/facts/test_races.py",
]


def main(pairs: int) -> int:
    """Run the tests with that many pairs; their exit code."""
    began = time.monotonic()
    with postgresql() as address:
        given = {"DATABASE_URL": address, "INRANGE_PAIRS": str(pairs)}
        words = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:randomly", *TRIED]
        code = subprocess.run(
            words, cwd=ROOT, env=os.environ | given | {"INRANGE_TIMES": str(SENDINGS)}, check=False
        ).returncode
    outcome = "faults, see above" if code else "0 lost, 0 stored for another man"
    took = time.monotonic() - began
    print(f"{pairs} pairs and {SENDINGS} wrong sendings a form: {outcome}, {took:.0f} s")
    return code


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else USUAL))
