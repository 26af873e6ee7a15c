"""Taking times and keeping them: what was measured, when, and on what kind of machine."""

import json
import platform
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from typing import Any

FOLDER = Path(__file__).parent / "results"
REPEATS = 5


def best_rate[T](work: Callable[[T], object], on: Sequence[T]) -> int:
    """How often the work is done in a second of processor time, at best; nothing is kept of it."""
    return round(len(on) / min(_seconds(work, on) for _ in range(REPEATS)))


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
