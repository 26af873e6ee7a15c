"""Starts the programs of the fault tests: one process that has loaded everything, and forks.

A worker that is killed every few hundred milliseconds could not be started anew from nothing.
Run as a program; orders and answers are one line of JSON each. Every program it started ends
with it.
"""

import ctypes
import gc
import importlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

import django

DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of Linux: no program outlives the tests, however they end."""

WORK = "tests.fault.programs"

running: set[int] = set()


def main() -> None:
    """Load the product, then do as told until nobody is there to tell."""
    django.setup()
    importlib.import_module(WORK)
    answer({"ready": True})
    for line in sys.stdin:
        order = json.loads(line)
        match order.pop("verb"):
            case "start":
                answer({"pid": start(**order)})
            case "warm":
                answer({"warm": warm(**order)})
            case "look":
                answer({"status": look(order["pid"])})
            case "signal":
                answer({"sent": send_signal(order["pid"], order["number"])})
    for pid in running:
        os.kill(pid, signal.SIGKILL)


def answer(words: dict[str, Any]) -> None:
    print(json.dumps(words), flush=True)


def start(post: dict[str, Any], work: str, given: dict[str, Any], folder: str, name: str) -> int:
    """Fork a program; what it returns is written to `name` in the folder when it ends."""
    pid = os.fork()
    if pid:
        running.add(pid)
        return pid
    try:
        _become_program(Path(folder))
        _run(post, work, given, Path(folder) / name)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def warm(post: dict[str, Any]) -> bool:
    """Do here once what every program would otherwise load for itself after it was forked."""
    programs = importlib.import_module(WORK)
    programs.warm_up(post["database"])
    gc.collect()
    gc.freeze()
    return True


def look(pid: int) -> int | None:
    """The exit status of a program, or nothing while it runs."""
    if pid not in running:
        return 0
    found, status = os.waitpid(pid, os.WNOHANG)
    if not found:
        return None
    running.discard(pid)
    return os.waitstatus_to_exitcode(status)


def send_signal(pid: int, number: int) -> bool:
    """Whether the program was still there; nobody else's is ever met, as it is not yet reaped."""
    if pid in running:
        os.kill(pid, number)
    return pid in running


def _become_program(folder: Path) -> None:
    _die_with_parent()
    # What a program starts itself, such as a schedule beside a worker, does not outlive it either.
    os.register_at_fork(after_in_child=_die_with_parent)
    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)


def _run(post: dict[str, Any], work: str, given: dict[str, Any], target: Path) -> None:
    programs = importlib.import_module(WORK)
    programs.take_post(post)
    returned = getattr(programs, work)(**given)
    fresh = target.with_suffix(".fresh")
    fresh.write_text(json.dumps(returned, default=str), encoding="utf-8")
    fresh.replace(target)


if __name__ == "__main__":
    main()
