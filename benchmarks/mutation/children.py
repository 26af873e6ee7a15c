"""Tries mutants in child processes, and says what became of each.

A child is a fork of a parent that has imported the tools and none of the judgement, so that it
starts at once and imports the changed source. It gives up memory and time beyond its limits: what
runs on for ever was noticed as well.
"""

import gc
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple, NoReturn

from benchmarks.mutation.mutants import Mutant
from benchmarks.mutation.served import serve
from benchmarks.mutation.trials import Stage

SURVIVED, OUT_OF_TIME = "survived", "out of time"
MEMORY_BYTES = 2 * 2**30
NICENESS = 10


class Limits(NamedTuple):
    """Seconds of processor time for each stage, and on the clock for all of them."""

    stages: tuple[int, ...]
    clock: int

    @classmethod
    def around(cls, seconds: Sequence[float]) -> "Limits":
        """Generous limits around what the stages need without any mutant."""
        return cls(tuple(int(3 * each) + 3 for each in seconds), int(12 * sum(seconds)) + 30)


class Verdict(NamedTuple):
    """What became of a mutant: the stage that killed it, SURVIVED or OUT_OF_TIME."""

    mutant: Mutant
    killed_by: str
    seconds: float
    """Of the child's processor time."""


def try_mutants(
    mutants: Sequence[Mutant],
    texts: dict[str, str],
    stages: Sequence[Stage],
    limits: Limits,
    at_once: int,
) -> Iterator[Verdict]:
    """Try each mutant, a few at once, and yield the verdicts as they come.

    What killed the last mutant of a file is asked right after the first stage: often it kills
    the next one as well. Whether a mutant survives does not depend on the order.
    """
    waiting, running = list(reversed(mutants)), dict[int, Mutant]()
    killers: dict[str, str] = {}
    while waiting or running:
        while waiting and len(running) < at_once:
            mutant = waiting.pop()
            changed = mutant.applied_to(texts[mutant.path])
            order = _order(stages, killers.get(mutant.path, ""))
            running[_fork(mutant.path, changed, stages, order, limits)] = mutant
        pid, status, used = os.wait4(-1, 0)
        mutant, killed_by = running.pop(pid), _verdict(status, stages)
        if killed_by not in {SURVIVED, OUT_OF_TIME, stages[0].name}:
            killers[mutant.path] = killed_by
        yield Verdict(mutant, killed_by, used.ru_utime + used.ru_stime)


def _order(stages: Sequence[Stage], early: str) -> list[int]:
    """The places of the stages in the order in which they are asked."""
    later = [place for place, stage in enumerate(stages) if place > 0]
    return [0, *sorted(later, key=lambda place: stages[place].name != early)]


def unchanged(stages: Sequence[Stage]) -> tuple[str, list[float]]:
    """Try the stages without a mutant: the verdict, and the processor seconds of each stage."""
    ends, begins = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ends)
        _silence()
        code, seconds = 0, list[float]()
        for place, stage in enumerate(stages, start=1):
            begun = time.process_time()
            if not _passes(stage):
                code = place
                break
            seconds.append(time.process_time() - begun)
        os.write(begins, " ".join(map(str, seconds)).encode())
        os._exit(code)
    os.close(begins)
    _, status = os.waitpid(pid, 0)
    with os.fdopen(ends) as pipe:
        taken = [float(each) for each in pipe.read().split()]
    return _verdict(status, stages), taken


def _fork(
    path: str, changed: str, stages: Sequence[Stage], order: Sequence[int], limits: Limits
) -> int:
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        _trial(path, changed, stages, order, limits)
    return pid


def _trial(
    path: str, changed: str, stages: Sequence[Stage], order: Sequence[int], limits: Limits
) -> NoReturn:
    """Ends the child with 0 if every stage passed, else with the number of the one that failed."""
    _silence()
    signal.alarm(limits.clock)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    serve(path, changed)
    gc.disable()  # it ends before it could run out of memory
    for place in order:
        until = int(time.process_time()) + limits.stages[place]
        resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
        if not _passes(stages[place]):
            os._exit(place + 1)
    os._exit(0)


def _silence() -> None:
    """Nobody reads what a child prints; and it leaves no core behind."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS - os.nice(0))


def _passes(stage: Stage) -> bool:
    try:
        return stage.passes()
    except BaseException:
        return False


def _verdict(status: int, stages: Sequence[Stage]) -> str:
    if os.WIFSIGNALED(status):
        return OUT_OF_TIME
    code = os.waitstatus_to_exitcode(status)
    return stages[code - 1].name if code else SURVIVED
