"""The database dies while mails go out and pages are saved, and comes back on its own disk."""

import time
from pathlib import Path

import pytest

from tests.fault.mail_server import Plan
from tests.fault.scene import Bench, Scene

pytestmark = pytest.mark.fault

SEED = 53100
NUMBER, STOPS, WORKERS = 240, 3, 2
FAST = 30.0


def send_and_save(scene: Scene, journal: Path, number: int, *weaknesses: str) -> list[str]:
    """Send and save while the database dies; the record numbers that are missing afterwards."""
    scene.due(number)
    scene.hurry(FAST)
    scene.work(WORKERS, *weaknesses)
    saving = scene.bench.yard.start(
        scene.post.weak(*weaknesses), "post_forever", journal=str(journal)
    )
    for n in range(STOPS):
        scene.until(number * (n + 1) // (STOPS + 2), seconds=40)
        scene.stop_database(hard=n % 2 == 0)
        time.sleep(0.5)
        scene.bench.server.start()
    acknowledged = scene.until_acknowledged(journal, more=3)
    assert saving.is_running()
    assert all(worker.is_running() for worker in scene.workers)
    saving.kill()
    return sorted(set(acknowledged) - set(scene.call("stored")))


def test_a_database_that_dies_loses_nothing(bench: Bench, tmp_path: Path) -> None:
    with bench.scene(SEED, Plan(answer_takes=0.005)) as scene:
        assert send_and_save(scene, tmp_path / "acknowledged", NUMBER) == []
        verdict = scene.settle()
        assert verdict.faults(ambiguous=STOPS * WORKERS) == []
    assert verdict.messages == NUMBER


def test_control_pages_that_always_say_yes_and_claims_that_hold_nobody_off_show(
    bench: Bench, tmp_path: Path
) -> None:
    weak = ("says_yes_whatever_happens", "claim_keeps_nobody_off")
    with bench.scene(SEED) as scene:
        assert send_and_save(scene, tmp_path / "acknowledged", 60, *weak)
        verdict = scene.settle()
        assert "more copies than faults explain" in verdict.faults(ambiguous=STOPS * WORKERS)
