"""Workers and answers that outlast a lease: a copy only where nobody can know better."""

import signal
import time

import pytest

from tests.fault.clock import LEASE
from tests.fault.judging import Verdict
from tests.fault.mail_server import Plan, Trouble
from tests.fault.scene import Bench, Scene

pytestmark = pytest.mark.fault

SEED = 7
NUMBER = 20
FAST = 60.0
"""A lease lasts five seconds, a delivery one."""

OUTLASTS_A_LEASE = Plan(percent=((Trouble.DRIPPING, 100),), at_most=2, drip_takes=8.0)
PUTS_ONE_OFF = Plan(percent=((Trouble.CONTENT_PUT_OFF, 100),), at_most=1)


def sleep_through_the_lease(scene: Scene, *weaknesses: str) -> Verdict:
    """A worker stops before its first delivery, another sends all, then the first fails at it."""
    scene.due(NUMBER)
    scene.work(1, *weaknesses, failpoint="sleep,")
    [sleeper] = scene.workers
    scene.until_asleep(sleeper)
    scene.clock.step(LEASE)
    scene.work(1)
    scene.until(NUMBER, seconds=30)
    assert scene.settle().waiting == 0
    scene.mail.plan = PUTS_ONE_OFF
    sleeper.signal(signal.SIGCONT)
    scene.until_trouble(1)
    time.sleep(0.5)
    return scene.settle()


def test_a_sleeper_that_fails_late_changes_nothing(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        verdict = sleep_through_the_lease(scene)
        assert verdict.faults() == []
    assert verdict.accepted == NUMBER


def test_control_a_late_writer_who_is_believed_causes_a_copy(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        verdict = sleep_through_the_lease(scene, "late_writer_is_believed")
        assert "more copies than faults explain" in verdict.faults()


def send_to_a_slow_server(scene: Scene, *weaknesses: str) -> Verdict:
    scene.due(NUMBER)
    scene.hurry(FAST)
    scene.work(3, *weaknesses)
    scene.until(NUMBER, seconds=30)
    time.sleep(OUTLASTS_A_LEASE.drip_takes)
    return scene.settle()


def test_a_slow_server_is_given_up_before_the_lease_ends(bench: Bench) -> None:
    with bench.scene(SEED, OUTLASTS_A_LEASE) as scene:
        assert send_to_a_slow_server(scene).faults(ambiguous=scene.mail.in_doubt) == []
        assert scene.mail.happened[Trouble.DRIPPING] == 2


def test_control_without_a_deadline_a_slow_server_gets_copies(bench: Bench) -> None:
    with bench.scene(SEED, OUTLASTS_A_LEASE) as scene:
        verdict = send_to_a_slow_server(scene, "has_no_deadline")
        assert "more copies than faults explain" in verdict.faults(scene.mail.in_doubt)
