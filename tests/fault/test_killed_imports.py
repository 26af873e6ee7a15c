"""An import whose process is killed leaves nothing of its file, or all of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fault.import_program import BY_CHANCE, MOMENTS, RESULTS
from tests.fault.scene import TEMPLATE, Bench

pytestmark = pytest.mark.fault

EMPTY = {"AuditRow": 1}
"""A clinic that was made and nothing else: the row of the audit that says so."""


def killed(kind: str, weakness: str, around: dict[str, str]) -> list[dict[str, Any]]:
    """What stood after the import that was left alone, and after each that was killed."""
    words = [sys.executable, "-m", "tests.fault.import_program", kind, weakness]
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        words, check=True, stdout=subprocess.PIPE, text=True, env=kept | around, timeout=240
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def half_taken(told: list[dict[str, Any]]) -> list[str]:
    """The moments after which something stands, but not everything."""
    whole, *after_kills = told
    assert len(after_kills) == len(MOMENTS) + BY_CHANCE
    assert whole["state"]["Result"] == RESULTS
    possible = (EMPTY, whole["state"])
    return [each["moment"] for each in after_kills if each["state"] not in possible]


def test_a_killed_import_leaves_nothing_or_everything(bench: Bench) -> None:
    bench.admin(f"CREATE DATABASE killed TEMPLATE {TEMPLATE}")
    told = killed("fhir", "", {"DATABASE_URL": bench.server.address("killed")})
    assert half_taken(told) == []
    exact = told[1 : 1 + len(MOMENTS)]
    assert [each["moment"] for each in exact if each["state"] != EMPTY] == []


def test_control_an_import_in_pieces_is_found(bench: Bench) -> None:
    bench.admin(f"CREATE DATABASE killed_weak TEMPLATE {TEMPLATE}")
    around = {"DATABASE_URL": bench.server.address("killed_weak")}
    assert half_taken(killed("csv", "commits_each_batch", around))


def test_a_killed_import_into_one_file(tmp_path: Path) -> None:
    assert half_taken(killed("hl7", "", {"INRANGE_DATA": str(tmp_path)})) == []
