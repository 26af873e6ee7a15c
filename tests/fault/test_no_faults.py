"""Nothing is taken away: every reminder goes out exactly once, whoever is in a hurry."""

import time

import pytest

from tests.fault.judging import Verdict
from tests.fault.scene import Bench, Scene

pytestmark = pytest.mark.fault

SEED = 1
PEOPLE, DUTIES_OF_EACH = 50, 200
SCANS_AT_ONCE = 100


def test_ten_thousand_duties_are_told_once(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        scene.call("seed_due", number=PEOPLE)
        scene.call("seed_more", each=DUTIES_OF_EACH - 1)
        scan_at_once(scene, 2)
        scene.work(2)
        verdict = scene.settle()
        assert verdict.faults() == []
    assert (verdict.duties, verdict.accepted) == (PEOPLE * DUTIES_OF_EACH, PEOPLE)


def test_control_workers_that_keep_nobody_off_send_copies(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        scene.due(600)
        scene.work(2, "claim_keeps_nobody_off")
        assert "more copies than faults explain" in scene.settle().faults()


def scan_at_once(scene: Scene, number: int, *weaknesses: str) -> Verdict:
    """So many scans that begin at the same moment, each in a process of its own; then one more.

    What one scan holds the others leave to the next run.
    """
    begin_at = time.monotonic() + 0.02 * number + 0.5
    yard, post = scene.bench.yard, scene.post.weak(*weaknesses)
    scans = [yard.start(post, "scan", begin_at=begin_at) for _ in range(number)]
    counts = [scan.answer() for scan in scans]
    assert sum(count["failed"] for count in counts) == 0
    scene.call("scan", *weaknesses)
    return scene.verdict()


def test_a_hundred_scans_at_once_queue_each_message_once(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        scene.call("seed_due", number=100)
        assert scan_at_once(scene, SCANS_AT_ONCE).doubled == 0
        scene.work(2)
        verdict = scene.settle()
        assert verdict.faults() == []
    assert verdict.messages == verdict.accepted == 100


def test_control_without_unique_keys_scans_at_once_double(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        scene.call("seed_due", number=100)
        assert scene.call("drop_unique_keys") >= 2
        assert "noticed twice" in scan_at_once(scene, 10, "forgets_what_was_told").faults()
