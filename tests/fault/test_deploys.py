"""Workers are asked to end in the middle of a pass, as by a new release; nothing stays held."""

import signal
from typing import Any

import pytest

from tests.fault.mail_server import Plan
from tests.fault.scene import Bench, Scene
from tests.servers import Redis

pytestmark = pytest.mark.fault

SEED = 75
NUMBER, DEPLOYS = 60, 3
SLOW_ENOUGH_TO_BE_IN_A_PASS = Plan(answer_takes=0.05)
SECONDS_TO_END = 20


def deploy(scene: Scene, at: int, *weaknesses: str) -> dict[str, Any]:
    """Begin to work, ask to end after so many mails, and say how things stand then."""
    scene.work_by_the_queue(1, *weaknesses)
    scene.until(at, seconds=60)
    [worker] = scene.workers
    worker.signal(signal.SIGTERM)
    assert worker.wait(SECONDS_TO_END) == 0
    scene.workers.clear()
    return scene.outcome()


def test_a_worker_that_is_asked_to_end_gives_back_what_it_holds(bench: Bench, queue: Redis) -> None:
    with bench.scene(SEED, SLOW_ENOUGH_TO_BE_IN_A_PASS, broker=queue.address) as scene:
        scene.due(NUMBER)
        for n in range(DEPLOYS):
            left = deploy(scene, NUMBER * (n + 1) // (DEPLOYS + 2))
            assert (left["leased"], left["waiting"] > 0) == (0, True)
        scene.work(1)
        verdict = scene.settle()
        assert verdict.faults() == []
    assert verdict.accepted == NUMBER


def test_control_a_worker_that_leaves_at_once_keeps_messages_from_others(
    bench: Bench, queue: Redis
) -> None:
    with bench.scene(SEED, SLOW_ENOUGH_TO_BE_IN_A_PASS, broker=queue.address) as scene:
        scene.due(NUMBER)
        assert deploy(scene, NUMBER // 4, "leaves_at_once")["leased"] > 0
