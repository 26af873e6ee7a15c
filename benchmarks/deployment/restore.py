"""How long a backup and its restore take: 10,000 men with twenty draws of three results each.

    python -m benchmarks.deployment.restore [--men N]

The men are copies that the database makes of one, so that filling it takes a minute. Restoring
counts from the command to its last word: proving the file, filling an empty database, taking every
table's figures again, verifying the audit.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.results import record
from config.backups.keys import new_key
from tests.fault.scene import Bench, bench

DRAWS_OF_A_MAN, RESULTS_OF_A_DRAW = 20, 3
MAY_TAKE = 60.0
"""Seconds for restoring 200,000 draws."""


def main() -> int:
    """Measure; 1 where restoring takes too long."""
    men = _options().men
    with tempfile.TemporaryDirectory(prefix="inrange-restore-") as folder, bench(Path(folder)) as b:
        told = measured(b, Path(folder), men)
    record("restore", told)
    return int(told["restore_seconds"] > MAY_TAKE)


def measured(own: Bench, folder: Path, men: int) -> dict[str, Any]:
    """Fill, back up and restore once each."""
    with own.scene(seed=1) as scene:
        anchor, key = str(folder / "anchor"), new_key()
        scene.call("fill", anchor=anchor)
        _multiply(own.server.address(scene.post.database), men)
        began = time.monotonic()
        words = ["backup", "--folder", str(folder)]
        done, said = scene.call("command", words=words, anchor=anchor, key=key)
        backup_seconds = time.monotonic() - began
        assert done, said
    [file] = folder.glob("inrange-*.backup")
    own.admin("CREATE DATABASE fresh")
    post = scene.post.__class__("fresh", scene.post.clock)
    began = time.monotonic()
    given = {"words": ["restore", str(file)], "anchor": anchor, "key": key}
    done, said = own.yard.call(post, "command", **given)
    assert done, said
    return {
        "men": men,
        "draws": men * DRAWS_OF_A_MAN,
        "results": men * DRAWS_OF_A_MAN * RESULTS_OF_A_DRAW,
        "backup_megabytes": round(file.stat().st_size / 1e6, 1),
        "backup_seconds": round(backup_seconds, 1),
        "restore_seconds": round(time.monotonic() - began, 1),
        "said": said.splitlines()[0],
    }


def _multiply(address: str, men: int) -> None:
    """Copies of the man who has a draw, with draws that hold three results each."""
    with psycopg.connect(address) as connection:
        first = connection.execute("SELECT patient_id, id FROM labs_draw LIMIT 1").fetchone()
        man, draw = first or (0, 0)
        last = _greatest(connection, "patients_patient")
        _copy(connection, "patients_patient", f"generate_series(1, {men}) n", {}, man)
        every = f"(SELECT id FROM patients_patient WHERE id > {last}) n"
        number = {"patient_id": "n.id"}
        details = f"(SELECT min(id) FROM patients_patientdetails WHERE patient_id = {man})"
        named = number | {"record_number": "'P-' || n.id"}
        _copy(connection, "patients_patientdetails", every, named, details)
        before = _greatest(connection, "labs_draw")
        twenty = f"{every}, generate_series(1, {DRAWS_OF_A_MAN}) day"
        day = number | {"collected_on": "DATE '2024-01-01' + day * 30"}
        _copy(connection, "labs_draw", twenty, day, draw)
        new = f"(SELECT id FROM labs_draw WHERE id > {before}) n"
        three = f"{new}, (VALUES ('estradiol'), ('hematocrit'), ('shbg')) what(name)"
        result = f"(SELECT min(id) FROM labs_result WHERE draw_id = {draw})"
        named = {"draw_id": "n.id", "analyte": "what.name"}
        _copy(connection, "labs_result", three, named, result)
        connection.execute("ANALYZE")


def _greatest(connection: psycopg.Connection, table: str) -> int:
    found = connection.execute(f"SELECT max(id) FROM {table}").fetchone()
    return int(found[0]) if found else 0


def _copy(
    connection: psycopg.Connection, table: str, beside: str, given: dict[str, str], row: object
) -> None:
    """Copies of one row; ids that have to differ are made anew."""
    rows = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s",
        [table],
    ).fetchall()
    unique = {name: "gen_random_uuid()" for name, kind in rows if kind == "uuid"}
    columns = [name for name, _ in rows if name != "id"]
    values = ", ".join((unique | given).get(name, f'source."{name}"') for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    connection.execute(
        f"INSERT INTO {table} ({named}) SELECT {values} "
        f"FROM {beside}, {table} source WHERE source.id = {row}"
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure backing up and restoring.")
    parser.add_argument("--men", type=int, default=10_000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
