"""How fast files are taken in, beside a plain SQL merge and beside hl7apy's parsing alone.

    python -m benchmarks.intake.measure [--results N ...] [--only csv hl7 fhir] [--hl7apy PYTHON]

Each format brings the same results about the same treated men into a PostgreSQL database of its own
that has the men and no results: read, validated, matched, written, judged and audited, then the
same file a second time. The plain merge runs before and after each. Two sizes show whether memory
grows with the file. `--hl7apy` names a Python that has hl7apy; it parses a sample of the messages.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from os import getloadavg
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from benchmarks.intake.files import as_csv, as_fhir, as_hl7
from benchmarks.intake.floor import merged_per_second
from benchmarks.results import record
from tests.servers import postgresql

WRITERS: Mapping[str, Callable[[int], bytes]] = {"csv": as_csv, "hl7": as_hl7, "fhir": as_fhir}
SUFFIXES = {"csv": ".csv", "hl7": ".hl7", "fhir": ".json"}
LEAST_OF_MERGE = {"csv": 0.15, "fhir": 0.1}
LEAST_TIMES_HL7APY = 10
MOST_OF_FIRST = 0.6
PARSED_BY_HL7APY = 250
"""Messages: it takes some two seconds for a thousand results."""

HL7APY = """
import sys, time
from hl7apy.parser import parse_message
written = open(sys.argv[1], newline="").read().split("MSH|")[1:int(sys.argv[2]) + 1]
begun = time.perf_counter()
for each in written:
    parse_message("MSH|" + each, find_groups=False)
print(time.perf_counter() - begun)
"""


def main() -> None:
    """Measure, print, and write the dated result."""
    parser = argparse.ArgumentParser(description="Measure the intake.")
    parser.add_argument("--results", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--only", nargs="+", choices=[*WRITERS], default=[*WRITERS])
    parser.add_argument("--hl7apy", metavar="PYTHON", help="a Python in which hl7apy is installed")
    options = parser.parse_args()
    with postgresql() as address, tempfile.TemporaryDirectory(prefix="inrange-") as folder:
        measured = [
            measure(address, Path(folder), results, options.only, options.hl7apy)
            for results in options.results
        ]
    record("intake", {"wanted": _wanted(), "measured": measured})


def _wanted() -> dict[str, Any]:
    return {
        "share_of_merge_at_least": LEAST_OF_MERGE,
        "times_hl7apy_at_least": LEAST_TIMES_HL7APY,
        "second_time_share_at_most": MOST_OF_FIRST,
    }


def measure(
    address: str, folder: Path, results: int, formats: list[str], hl7apy: str | None
) -> dict[str, Any]:
    """Every format in one size."""
    told: dict[str, Any] = {"results": results, "load_of_the_machine": round(getloadavg()[0], 1)}
    ready = _database(address, "bench_ready")
    _program(ready, "register", "-", results)
    for kind in formats:
        file = folder / f"{results}{SUFFIXES[kind]}"
        file.write_bytes(WRITERS[kind](results))
        told[kind] = _format(address, file, results)
        if kind == "hl7" and hl7apy:
            told[kind] |= _beside_hl7apy(hl7apy, file, told[kind]["per_second"])
    return told


def _format(address: str, file: Path, results: int) -> dict[str, Any]:
    """One file twice, between two plain merges."""
    own = _database(address, "bench_taking", template="bench_ready")
    before = merged_per_second(own, results)
    first, again = (_program(own, "take", str(file), results) for _ in range(2))
    after = merged_per_second(own, results)
    if (first["results"], again["results"], first["rejected"]) != (results, 0, 0):
        raise RuntimeError(f"Not everything was taken once: {first}, {again}.")
    merges, rate = (before + after) / 2, results / first["seconds"]
    return {
        "per_second": round(rate),
        "processor_seconds": round(first["processor_seconds"], 1),
        "merges_per_second": [round(before), round(after)],
        "share_of_merge": round(rate / merges, 3),
        "second_time_share": round(again["seconds"] / first["seconds"], 2),
        "megabytes_of_the_file": round(file.stat().st_size / 1e6, 1),
        "megabytes_before": first["megabytes_before"],
        "megabytes_at_most": first["megabytes_at_most"],
    }


def _beside_hl7apy(python: str, file: Path, rate: float) -> dict[str, Any]:
    words = [python, "-c", HL7APY, str(file), str(PARSED_BY_HL7APY)]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    parsed = PARSED_BY_HL7APY * 4 / float(done.stdout)
    return {"hl7apy_parses_per_second": round(parsed), "times_hl7apy": round(rate / parsed, 1)}


def _database(address: str, name: str, template: str = "template1") -> str:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    return urlsplit(address)._replace(path=f"/{name}").geturl()


def _program(address: str, work: str, file: str, results: int) -> dict[str, Any]:
    words = [sys.executable, "-m", "benchmarks.intake.taking", work, file, str(results)]
    around = os.environ | {"DATABASE_URL": address}
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=around)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


if __name__ == "__main__":
    main()
