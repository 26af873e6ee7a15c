"""A night over a judged database: passes when nobody's day has come, and when some have."""

import json
import os
import subprocess
import sys

import psycopg

NEWLY_DUE = 581
"""Men whose day comes in one night among a million of whom each comes four times a year."""


def passes(address: str, men: int) -> dict[str, float]:
    """Seconds of each pass: with nobody due, and with some."""
    _execute(address, "UPDATE monitoring_obligation SET next_notice_on = NULL")
    _execute(address, "VACUUM ANALYZE")
    nobody = _timed(address, "nobody_due")
    every = max(1, men // NEWLY_DUE)
    some = f"patient_id % {every} = 0"
    today = "(now() AT TIME ZONE 'UTC')::date"
    _execute(address, f"UPDATE monitoring_status SET changes_on = {today} WHERE {some}")
    _execute(address, f"UPDATE monitoring_obligation SET next_notice_on = {today} WHERE {some}")
    return nobody | _timed(address, "some_due")


def _execute(address: str, statement: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


def _timed(address: str, when: str) -> dict[str, float]:
    words = [sys.executable, "-m", "benchmarks.reevaluation.passes"]
    around = os.environ | {"DATABASE_URL": address}
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=around)
    return {
        f"{name}_{when}": round(seconds, 3) for name, seconds in json.loads(done.stdout).items()
    }
