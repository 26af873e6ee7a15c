"""Imports that are killed half-way, each in a clinic of its own, and what they leave behind.

Run as a program, with the database of its surroundings; prints one line of JSON for each import.
`python -m tests.fault.import_program KIND WEAKNESS` takes files of that kind; the weakness
`commits_each_batch` is the negative control.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import django

TODAY = date(2026, 11, 22)
RESULTS = 60
MEN_AT_A_TIME = 2
SEED = 20261123
BY_CHANCE = 4

MOMENTS = (
    ("patients.recording", "append_values", 1),
    ("patients.recording", "write_audit", 2),
    ("patients.recording", "rewrite_rows", 1),
    ("monitoring.status.judging", "write_obligations", 2),
    ("monitoring.status.judging", "_write_status", 3),
    ("exchange.intake.batches", "write_received", 2),
    ("exchange.intake.importing", "write_audit", 1),
)
"""Where a process dies on its n-th arrival: between any two things that belong together."""


def main() -> None:
    """Kill imports at exact moments and by chance, and tell what stands after each."""
    kind, weakness = sys.argv[1], sys.argv[2]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    prepare()
    chance = random.Random(SEED)
    whole, seconds = run(f"{kind}-whole", kind, weakness, lambda: None)
    tell("whole", whole)
    for place, moment in enumerate(MOMENTS):
        state, _ = run(f"{kind}-{place}", kind, weakness, lambda m=moment: die_at(*m))
        tell(".".join(map(str, moment)), state)
    for place in range(BY_CHANCE):
        after = seconds * chance.random()
        state, _ = run(f"{kind}-chance-{place}", kind, weakness, lambda: None, after)
        tell("by chance", state)


def tell(moment: str, state: dict[str, int]) -> None:
    print(json.dumps({"moment": moment, "state": state}), flush=True)


def prepare() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def run(
    slug: str, kind: str, weakness: str, arm: Callable[[], None], after: float | None = None
) -> tuple[dict[str, int], float]:
    """One import in a process of its own; what stands when it is gone, and how long it lived."""
    from django.db import connections

    from accounts.actions import create_clinic
    from accounts.models import Clinic

    create_clinic(slug, slug, time_zone="UTC")
    connections.close_all()
    begun = time.monotonic()
    pid = os.fork()
    if not pid:
        arm()
        take(Clinic.objects.get(slug=slug), kind, weakness)
        os._exit(0)
    if after is not None:
        time.sleep(after)
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return state_of(Clinic.objects.get(slug=slug)), time.monotonic() - begun


def die_at(module: str, name: str, arrival: int) -> None:
    """Kill this process when it comes to a function for the n-th time."""
    found = importlib.import_module(module)
    real, left = getattr(found, name), [arrival]

    def dying(*given: Any, **named: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    setattr(found, name, dying)


def take(clinic: Any, kind: str, weakness: str) -> None:
    from benchmarks.intake.files import MAPPING, as_csv, as_fhir, as_hl7
    from exchange.intake import importing as intake
    from exchange.mapping.reading import read_mapping

    intake.MEN_PER_BATCH = MEN_AT_A_TIME
    if weakness == "commits_each_batch":
        intake.transaction = Weak()  # type: ignore[assignment]
    content = {"csv": as_csv, "hl7": as_hl7, "fhir": as_fhir}[kind](RESULTS)
    mapping = read_mapping(json.dumps(MAPPING)) if kind == "csv" else None
    order = intake.Order(clinic, TODAY, mapping, create_patients=True)
    intake.import_files([intake.ReceivedFile(f"lab.{kind}", content)], order)


class Weak:
    """Stands for the transaction around an import, and holds nothing together."""

    @contextmanager
    def atomic(self) -> Iterator[None]:
        yield


def state_of(clinic: Any) -> dict[str, int]:
    """How many rows of each kind the clinic has that an import writes."""
    from exchange.exports.belonging import own_models, rows_of_clinic

    found = {
        model.__name__: rows.count()
        for model in own_models()
        if (rows := rows_of_clinic(model, clinic)) is not None
    }
    return {name: number for name, number in found.items() if name not in {"Clinic"} and number}


if __name__ == "__main__":
    main()
