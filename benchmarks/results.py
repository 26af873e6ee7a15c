"""Taking times and keeping them: what was measured, when, and on what kind of machine."""

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

FOLDER = Path(__file__).parent / "results"
REPEATS = 5


type Work = tuple[Callable[[Any], object], Sequence[Any]]
"""Something to do, and what to do it with."""


def best_rates(works: Mapping[str, Work]) -> dict[str, int]:
    """How often each work is done in a second of processor time, at best; nothing is kept of it.

    They take turns, so that a busy moment of the machine does not fall to one of them alone.
    """
    rounds = [{name: _seconds(*work) for name, work in works.items()} for _ in range(REPEATS)]
    return {
        name: round(len(on) / min(seconds[name] for seconds in rounds))
        for name, (_, on) in works.items()
    }


def _seconds[T](work: Callable[[T], object], on: Sequence[T]) -> float:
    begun = process_time()
    for each in on:
        work(each)
    return process_time() - begun


def record(name: str, measured: dict[str, Any]) -> None:
    """Print a result, and keep it under its name and day."""
    now = datetime.now(UTC)
    text = json.dumps(
        {"measured_at": f"{now:%Y-%m-%d}", "machine": machine(), **measured}, indent=2
    )
    print(text)
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{name}-{now:%Y-%m-%d}.json").write_text(f"{text}\n", encoding="utf-8")


def machine() -> dict[str, str]:
    """The kind of machine, without its name or any path."""
    return {
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    names = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")
