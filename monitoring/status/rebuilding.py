"""Judging all men of a clinic anew, or checking them: block by block, by several processes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_all_start_methods, get_context
from typing import NamedTuple

from django.db import connection

from accounts.forking import leave_nothing_open
from accounts.models import Clinic
from monitoring.judgement import Refused
from monitoring.status.collector import collector_at_rest
from monitoring.status.comparing import differences
from monitoring.status.nightly import judge_all_or_each
from patients.models import Patient, PatientDetails

BLOCK = 400
"""Men judged in one transaction: half a second's work, for which a visit's entry may wait."""

QUEUED_FOR_EACH = 2
"""Blocks handed to a process beforehand, so that it need not wait for the next one."""


class Block(NamedTuple):
    """Some men of a clinic, in the order of their keys, and the clinic's day."""

    clinic: Clinic
    keys: list[int]
    day: date


Task = Callable[[Block], Counter[str]]
Run = Callable[[Task, Iterable[Block]], Iterable[Counter[str]]]


def blocks_of(clinic: Clinic, day: date) -> Iterator[Block]:
    """Every man on record at a clinic once."""
    last = 0
    standing = PatientDetails.objects.current().filter(patient__clinic=clinic)
    keys = standing.order_by("patient_id").values_list("patient_id", flat=True)
    while block := list(keys.filter(patient_id__gt=last)[:BLOCK]):
        yield Block(clinic, block, day)
        last = block[-1]


def rebuild(block: Block) -> Counter[str]:
    """Judge these men anew: `judged`, and `failed` for whom that was not possible."""
    return Counter(men=len(block.keys)) + judge_all_or_each(*block)


def check(block: Block) -> Counter[str]:
    """Count what is written otherwise than the facts say; nothing is changed."""
    standing = PatientDetails.objects.current().filter(patient__among=block.keys)
    details = standing.select_related("patient").order_by("patient_id")
    with collector_at_rest():
        counts = _checked(block, [each.with_man() for each in details])
    return Counter(men=len(block.keys)) + counts


def _checked(block: Block, men: list[Patient]) -> Counter[str]:
    """Check men together; where one can't be judged, each for himself."""
    try:
        found = differences(block.clinic, men, block.day)
    except Refused:
        if len(men) == 1:
            return Counter(failed=1)
        return sum((_checked(block, [man]) for man in men), Counter[str]())
    found["differ"] = found.pop("men")
    return found


@contextmanager
def hands(processes: int) -> Iterator[Run]:
    """What works through blocks: this process, or on PostgreSQL so many, each with a connection.

    Every block is a transaction of its own with its own men locked, so that no process waits for
    another. Inside somebody's transaction the others would not see its men: there it is this one.
    """
    if processes == 1 or not _may_divide():
        _prepare()
        yield map
        return
    leave_nothing_open()
    own = ProcessPoolExecutor(processes, mp_context=get_context("fork"), initializer=_prepare)
    with own as pool:
        pool.submit(os.getpid).result()  # all begin before this process connects again
        yield lambda task, blocks: _divided(pool, task, blocks, processes * QUEUED_FOR_EACH)


def _may_divide() -> bool:
    is_shared = connection.vendor == "postgresql" and not connection.in_atomic_block
    return is_shared and "fork" in get_all_start_methods()


def _prepare() -> None:
    """Tell the server not to compile the queries of blocks: each is planned and run once."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit TO off")


def _divided(
    pool: ProcessPoolExecutor, task: Task, blocks: Iterable[Block], most: int
) -> Iterator[Counter[str]]:
    """The answers as they come; at most so many blocks wait, however many men there are."""
    waiting: set[Future[Counter[str]]] = set()
    for block in blocks:
        waiting.add(pool.submit(task, block))
        if len(waiting) == most:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (each.result() for each in done)
    yield from (each.result() for each in wait(waiting).done)
