"""The queue is emptied, frozen and killed: pages are saved as quickly, and no mail is lost."""

import time
from pathlib import Path

import pytest

from tests.fault.scene import Bench, Scene
from tests.servers import Redis

pytestmark = pytest.mark.fault

SEED = 6379
NUMBER = 40
FAST = 60.0
"""Sends every second and scans every fifteen."""

TWO_SCANS = 30.0
SAVES, SECONDS_FOR_SAVES = 3, 4.0


def is_quick(scene: Scene, journal: Path, *weaknesses: str) -> bool:
    """Whether men can be registered now, and as fast as ever."""
    began = time.monotonic()
    post = scene.post.weak(*weaknesses)
    saving = scene.bench.yard.start(post, "post_forever", journal=str(journal), number=SAVES)
    while saving.is_running() and time.monotonic() < began + 4 * SECONDS_FOR_SAVES:
        time.sleep(0.02)
    if saving.is_running():
        saving.kill()
        return False
    taken = saving.answer()
    return len(taken) == SAVES and sum(taken) < SECONDS_FOR_SAVES


def test_mail_goes_out_whatever_happens_to_the_queue(
    bench: Bench, queue: Redis, tmp_path: Path
) -> None:
    journal = tmp_path / "acknowledged"
    with bench.scene(SEED, broker=queue.address) as scene:
        scene.hurry(FAST)
        scene.call("seed_due", number=NUMBER)
        # Two workers with a schedule each: everything is woken twice.
        scene.work_by_the_queue(2)
        scene.until(NUMBER // 2, seconds=60)
        queue.ask("FLUSHALL")
        scene.until(NUMBER, seconds=60)
        queue.freeze()
        scene.call("seed_due", number=NUMBER, first=1)
        assert is_quick(scene, journal)
        queue.thaw()
        queue.kill()
        assert is_quick(scene, journal)
        queue.start()
        scene.until(2 * NUMBER, seconds=TWO_SCANS + 30)
        verdict = scene.settle()
        assert verdict.faults() == []
        missing = set(journal.read_text().split()) - set(scene.call("stored"))
    assert missing == set()
    assert verdict.accepted == 2 * NUMBER


def test_control_a_queue_that_is_the_truth_loses_mails(bench: Bench, queue: Redis) -> None:
    with bench.scene(SEED, broker=queue.address) as scene:
        scene.due(NUMBER)
        scene.call("name_in_the_queue")
        scene.workers.append(bench.yard.start(scene.post, "send_what_the_queue_names"))
        scene.until(NUMBER // 4, seconds=30)
        queue.ask("FLUSHALL")
        scene.until(NUMBER, seconds=3)
        assert "lost" in scene.verdict().faults()


def test_control_a_page_that_queues_is_slow_while_the_queue_hangs(
    bench: Bench, queue: Redis, tmp_path: Path
) -> None:
    with bench.scene(SEED, broker=queue.address) as scene:
        scene.call("seed_due", number=1)
        assert is_quick(scene, tmp_path / "before", "queues_within_a_page")
        queue.freeze()
        assert not is_quick(scene, tmp_path / "after", "queues_within_a_page")
