"""How fast all men are judged anew, and how long the hourly passes take.

    python -m benchmarks.reevaluation.measure [--sizes S T M L] [--processes N]

Each size is a PostgreSQL database of its own, filled by `seed_population` and judged by the
product's own command: men without a judgement, the same again with nothing to change, and all of
them after a change of the rule book. Then the passes, when nobody's day has come and when that of
some hundred men has. At the end every size must pass `reevaluate --check`, the large ones for one
of their clinics. The rate is by the command's own clock, which its start does not burden. Processor
time is that of the command with its processes, less that of one that does nothing; the server's is
told beside it.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from os import getloadavg
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from typing import Any
from urllib.parse import urlsplit

import psycopg

from benchmarks.reevaluation.nights import passes
from benchmarks.results import record
from tests.servers import postgresql

LEAST_MEN_A_SECOND = 2_000
MOST_SECONDS_OF_A_PASS = 1.0
MOST_TIMES_AS_LONG = 1.5
MEN_OF_A_CLINIC, MOST_CLINICS = 500, 20
CHECKED_WHOLE = 10_000
"""With more men one clinic is checked for all of them: the check takes as long as the judging."""


@dataclass(frozen=True)
class Size:
    """How many men, with how many draws each on average."""

    men: int
    draws_per_man: float


SIZES: Mapping[str, Size] = {
    "S": Size(1_000, 25),
    "T": Size(10_000, 25),
    "M": Size(100_000, 25),
    "L": Size(1_000_000, 2.5),
}


def main() -> None:
    """Measure, print, and write the dated result."""
    parser = argparse.ArgumentParser(description="Measure judging anew.")
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=["S"])
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with postgresql() as address:
        measured = {
            name: measured_size(address, SIZES[name], options.processes) for name in options.sizes
        }
    told = {"wanted": _wanted(), "processes": options.processes, "measured": measured}
    record("reevaluation", told | _compared(measured))


def _wanted() -> dict[str, Any]:
    return {
        "men_per_second_at_least": LEAST_MEN_A_SECOND,
        "seconds_of_a_pass_at_most": MOST_SECONDS_OF_A_PASS,
        "times_as_long_at_most": MOST_TIMES_AS_LONG,
    }


def _compared(measured: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """How many times as long the passes take in the last size as in the one before."""
    if len(measured) == 1:
        return {}
    *_, fewer, more = (each["passes"] for each in measured.values())
    return {"times_as_long": {name: round(more[name] / fewer[name], 2) for name in more}}


def measured_size(address: str, size: Size, processes: int) -> dict[str, Any]:
    """Everything about one size."""
    own = Database(address, f"bench_{size.men}")
    seeding = own.seconds_of("migrate", "--verbosity", "0")
    seeding += own.seconds_of(
        "seed_population",
        f"--patients={size.men}",
        f"--draws-per-patient={size.draws_per_man}",
        f"--clinics={min(MOST_CLINICS, size.men // MEN_OF_A_CLINIC)}",
    )
    own.execute("VACUUM ANALYZE")  # as a server does by itself within minutes
    told: dict[str, Any] = {
        "men": size.men,
        "draws_per_man": size.draws_per_man,
        "load_of_the_machine": round(getloadavg()[0], 1),
        "seconds_of_seeding": round(seeding, 1),
        "without_a_judgement": own.judged(size.men, processes),
        "nothing_to_change": own.judged(size.men, processes),
    }
    own.execute("UPDATE monitoring_status SET rules_version = 'before'")
    told["another_rule_book"] = own.judged(size.men, processes)
    told["passes"] = passes(own.address, size.men)
    sample = [] if size.men <= CHECKED_WHOLE else ["--clinic", "population-1"]
    own.seconds_of("reevaluate", "--check", *sample)  # fails where anything differs
    return told | {"checked": sample[-1] if sample else "everybody", "differing": 0}


class Database:
    """A database of its own, worked on by the product's own commands."""

    def __init__(self, address: str, name: str) -> None:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name}")
            (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        self.address = urlsplit(address)._replace(path=f"/{name}").geturl()
        self._server = int((Path(folder) / "postmaster.pid").read_text().split()[0])

    def execute(self, statement: str) -> None:
        """Run one statement of our own."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement.encode())

    def run(self, *words: str) -> str:
        """Run a program; what it printed."""
        around = os.environ | {"DATABASE_URL": self.address}
        done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, env=around)
        return done.stdout

    def seconds_of(self, *words: str) -> float:
        """Seconds of a management command; fails where the command does."""
        began = time.monotonic()
        self.run(sys.executable, "manage.py", *words)
        return time.monotonic() - began

    def judged(self, men: int, processes: int) -> dict[str, Any]:
        """Everybody judged anew: men a second, and milliseconds of processor time for each."""
        idle = self._start_of_a_command()
        before, server = _seconds_of_children(), self._seconds_of_server()
        told = self.run(sys.executable, "manage.py", "reevaluate", f"--processes={processes}")
        seconds = float(told.split()[-2])  # "..., 12.3 s"
        programs = _seconds_of_children() - before - idle
        return {
            "men_per_second": round(men / seconds),
            "milliseconds_of_processor": round(programs / men * 1000, 3),
            "milliseconds_of_server": round((self._seconds_of_server() - server) / men * 1000, 3),
        }

    def _start_of_a_command(self) -> float:
        """Processor time of a command that does nothing: every command begins with it."""
        before = _seconds_of_children()
        self.seconds_of("version")
        return _seconds_of_children() - before

    def _seconds_of_server(self) -> float:
        """Processor time of the server and of all its processes that ended."""
        stat = Path(f"/proc/{self._server}/stat").read_text().rsplit(")", 1)[1].split()
        return sum(map(int, stat[11:15])) / os.sysconf("SC_CLK_TCK")


def _seconds_of_children() -> float:
    """Processor time of all programs that were run and ended, with their own processes."""
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
