"""A message that cannot be written keeps no other one waiting and is never counted as sent."""

import pytest

from tests.fault.judging import Verdict
from tests.fault.scene import Bench, Scene

pytestmark = pytest.mark.fault

SEED = 15
FAST = 20.0
PEOPLE, DUTIES_OF_EACH = 100, 10
FIRST_BATCH = 50
"""What goes out before the batch with the poison, all of which is written before any of it goes."""

POISON = ["no-sign-in-it", "two\nlines@clinic.example", "@nobody", ""]


def run(scene: Scene, people: int, *weaknesses: str, last: bool, patience: float) -> Verdict:
    scene.call("seed_due", number=people)
    scene.call("seed_more", each=DUTIES_OF_EACH - 1)
    scene.call("poison", addresses=POISON, last=last)
    assert scene.call("scan")["failed"] == 0
    scene.hurry(FAST)
    scene.work(1, *weaknesses)
    return scene.settle(patience)


def test_poison_among_a_thousand_is_parked_and_all_others_are_sent(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        verdict = run(scene, PEOPLE, last=False, patience=30)
    assert (verdict.duties, verdict.extra) == (PEOPLE * DUTIES_OF_EACH, 0)
    assert (verdict.waiting, verdict.untrue) == (0, ())
    assert (verdict.parked, verdict.accepted) == (len(POISON), PEOPLE - len(POISON))


def test_control_in_one_transaction_poison_makes_copies_without_end(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        weak = "sends_all_in_one_transaction"
        verdict = run(scene, FIRST_BATCH + len(POISON), weak, last=True, patience=10)
        assert "more copies than faults explain" in verdict.faults()
