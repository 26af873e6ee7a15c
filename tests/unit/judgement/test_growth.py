"""A long course takes as much longer to judge as it has more draws: no work goes over all pairs.

Counted in the steps that Python carries out, which are the same on every machine; time is not.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from benchmarks.invented import AS_OF, men
from monitoring.judgement import Snapshot, evaluate, validate
from monitoring.judgement.day import days
from monitoring.judgement.snapshot import HOLD, RESUME, AnastrozoleEvent

SOME, MANY = 100, 400
MOST = MANY / SOME * 1.1
MEN = 5


def steps_of(work: Callable[[], object]) -> int:
    """How many instructions of Python a piece of work takes."""
    watch, counted = sys.monitoring, 0

    def count(*_: object) -> None:
        nonlocal counted
        counted += 1

    tool = next(number for number in range(6) if watch.get_tool(number) is None)
    watch.use_tool_id(tool, "steps")
    watch.register_callback(tool, watch.events.INSTRUCTION, count)
    try:
        watch.set_events(tool, watch.events.INSTRUCTION)
        work()
    finally:
        watch.set_events(tool, watch.events.NO_EVENTS)
        watch.register_callback(tool, watch.events.INSTRUCTION, None)
        watch.free_tool_id(tool)
    return counted


def as_invented(man: Snapshot) -> Snapshot:
    return man


def often_held(man: Snapshot) -> Snapshot:
    """The same draws, with the drug off for a day before every fourth."""
    start = man.anastrozole[0]
    on = [draw.on for draw in man.draws[::4] if draw.on > start.on + days(1)]
    away = [
        event
        for day in on
        for event in (AnastrozoleEvent(day - days(1), HOLD), AnastrozoleEvent(day, RESUME))
    ]
    return replace(man, anastrozole=(start, *away))


def steps_to_judge(draws_each: int, course: Callable[[Snapshot], Snapshot]) -> int:
    some = [course(man) for man in men(Random(1), MEN, draws_each)]
    for man in some:
        validate(man)
    return steps_of(lambda: [evaluate(man, AS_OF) for man in some])


@pytest.mark.parametrize("course", [as_invented, often_held])
def test_judging_grows_with_the_draws(course: Callable[[Snapshot], Snapshot]) -> None:
    assert steps_to_judge(MANY, course) < MOST * steps_to_judge(SOME, course)


def test_work_over_all_pairs_would_be_noticed() -> None:
    def pairs(count: int) -> int:
        return steps_of(lambda: [1 for _ in range(count) for _ in range(count)])

    assert pairs(MANY) > 2 * MOST * pairs(SOME)
