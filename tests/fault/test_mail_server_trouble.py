"""The mail server refuses, stalls, hangs up and forgets to answer; all mail arrives in the end."""

import pytest

from tests.fault.judging import Verdict
from tests.fault.mail_server import Plan, Trouble
from tests.fault.scene import Bench, Scene

pytestmark = pytest.mark.fault

SEED = 451
FAST = 20.0
"""The product waits 20 seconds for an answer; here one."""

EVERYTHING = Plan(
    percent=(
        (Trouble.BUSY, 3),
        (Trouble.SILENT, 1),
        (Trouble.HALF_A_LINE, 2),
        (Trouble.SENDER_PUT_OFF, 4),
        (Trouble.RECIPIENT_PUT_OFF, 3),
        (Trouble.CONTENT_PUT_OFF, 5),
        (Trouble.CUT_BEFORE, 3),
        (Trouble.STUCK, 1),
        (Trouble.CUT_AFTER, 2),
        (Trouble.LATE_ANSWER, 1),
    )
)
NUMBER, UNKNOWN = 300, 10


def run(scene: Scene, number: int, *weaknesses: str) -> Verdict:
    scene.due(number, undeliverable=UNKNOWN)
    scene.hurry(FAST)
    scene.work(2, *weaknesses)
    return scene.settle()


def test_every_trouble_passes(bench: Bench) -> None:
    with bench.scene(SEED, EVERYTHING) as scene:
        verdict = run(scene, NUMBER)
        print(dict(scene.mail.happened))
        assert verdict.faults(ambiguous=scene.mail.in_doubt) == []
        assert set(scene.mail.happened) == {trouble for trouble, _ in EVERYTHING.percent}
    assert verdict.parked == UNKNOWN


def test_control_without_another_try_troubles_lose_mails(bench: Bench) -> None:
    with bench.scene(SEED, EVERYTHING) as scene:
        verdict = run(scene, 100, "never_tries_again")
        assert "lost" in verdict.faults(ambiguous=scene.mail.in_doubt)


SET_UPS = pytest.mark.parametrize(
    "set_up",
    [
        pytest.param("reaches_nobody", id="connection refused"),
        pytest.param("insists_on_encryption", id="no encryption offered"),
    ],
)


def fail_then_send(scene: Scene, set_up: str, *weaknesses: str) -> Verdict:
    """Every mail fails once by a wrong set-up, which is then put right."""
    scene.due(20)
    scene.call("send", set_up, *weaknesses)
    assert scene.mail.accepted == []
    scene.hurry(FAST)
    scene.work(1)
    return scene.settle()


@SET_UPS
def test_a_wrong_set_up_loses_nothing(bench: Bench, set_up: str) -> None:
    with bench.scene(SEED) as scene:
        assert fail_then_send(scene, set_up).faults() == []


@SET_UPS
def test_control_without_another_try_a_wrong_set_up_loses_mails(bench: Bench, set_up: str) -> None:
    with bench.scene(SEED) as scene:
        assert "lost" in fail_then_send(scene, set_up, "never_tries_again").faults()
