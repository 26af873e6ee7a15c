"""The deployment drill: every service is killed again and again while men are registered.

    python -m benchmarks.deployment.drill [--writes N] [--kills N] [--seed N]

The services are started from docker-compose.yml as the tests start them. Afterwards the database is
asked for every man whom a page acknowledged. The figures are written to a dated file, with the
processor time that each service took to be back: where the machine does other things as well, it
tells more than the seconds. The exit status is 1 where an acknowledged man is missing, or a service
took longer than it may to be back.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.results import record
from tests.fault.mail_server import mail_server
from tests.processes.stack import RUNNING, stack
from tests.processes.visitor import Load, Visitor, found_clinic, lost

SERVICES = (*RUNNING, "db", "redis")
MAY_TAKE = 5.0
"""Seconds from the kill of a service until it does its work again."""


def main() -> int:
    """Run it; 1 where something was lost or late."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="inrange-drill-") as name:
        folder = Path(name)
        with mail_server(folder / "mail") as mail, stack(folder, mail.port) as running:
            found_clinic(running)
            visitor, began = Visitor(running), time.monotonic()
            visitor.sign_in()
            back: dict[str, list[float]] = {}
            spent: dict[str, list[float]] = {}
            order = in_turn(options.kills, random.Random(options.seed))
            with Load(visitor, options.writes, at_once=4) as load:
                for n, service in enumerate(order, start=1):
                    load.until(options.writes * n // (options.kills + 1), seconds=900)
                    back.setdefault(service, []).append(running.lose(service))
                    if service in running.processes:
                        spent.setdefault(service, []).append(running.spent(service))
            for service in RUNNING:
                running.until_it_works(service)
            missing = lost(running, load.acknowledged)
            told = _told(options, load, missing, back, time.monotonic() - began)
            told["processor_seconds_to_be_back"] = {
                service: round(median(times), 2) for service, times in sorted(spent.items())
            }
            told["load_of_the_machine"] = [round(each, 1) for each in os.getloadavg()]
    record(f"deployment-drill-{options.writes}", told)
    return int(bool(missing) or told["late"] > 0)


def in_turn(kills: int, chance: random.Random) -> list[str]:
    """Every service once before any is killed again, each time in another order."""
    rounds = -(-kills // len(SERVICES))
    return [name for _ in range(rounds) for name in chance.sample(SERVICES, len(SERVICES))][:kills]


def _told(
    options: argparse.Namespace,
    load: Load,
    missing: list[str],
    back: dict[str, list[float]],
    seconds: float,
) -> dict[str, Any]:
    return {
        "seed": options.seed,
        "seconds": round(seconds),
        "acknowledged": len(load.acknowledged),
        "lost": len(missing),
        "refused_and_tried_again": load.failed,
        "kills": sum(map(len, back.values())),
        "late": sum(each > MAY_TAKE for times in back.values() for each in times),
        "seconds_to_be_back": {
            service: {"median": round(median(times), 2), "longest": round(max(times), 2)}
            for service, times in sorted(back.items())
        },
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Kill every service while men are registered.")
    parser.add_argument("--writes", type=int, default=5000, help="acknowledged in all")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20261123)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
