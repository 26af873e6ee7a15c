"""Workers are killed: at any moment, and exactly where it hurts most. Nothing is lost."""

import pytest

from tests.fault.judging import Verdict
from tests.fault.mail_server import Plan
from tests.fault.scene import Bench, Scene

pytestmark = pytest.mark.fault

SEED = 20261118
REMINDERS, KILLS = 1_500, 60
DEATHS, BATCH = 4, 50
"""Each worker that dies leaves a batch behind, of which it had begun the first message."""

FAST = 60.0
"""A lease of five minutes ends after five seconds."""


def send_while_killing(scene: Scene, reminders: int, kills: int) -> Verdict:
    """Two workers send; one of them is killed every few mails, another comes in its place."""
    scene.due(reminders)
    scene.hurry(FAST)
    scene.work(2)
    for n in range(kills):
        scene.until(round(reminders * (n + scene.chance.random()) / (kills + 1)), seconds=60)
        scene.chance_sleep(0.05)
        scene.kill_one()
    return scene.settle()


def test_nothing_is_lost_while_workers_are_killed(bench: Bench) -> None:
    """Never more copies than kills; how many kills meet one message is chance, so no bound."""
    with bench.scene(SEED, Plan(answer_takes=0.003)) as scene:
        verdict = send_while_killing(scene, REMINDERS, KILLS)
        assert verdict.faults(ambiguous=KILLS) == []
    assert verdict.messages == REMINDERS


def test_control_mails_marked_before_they_are_sent_are_lost(bench: Bench) -> None:
    """Killed at the very moment at which chance seldom strikes: marked, and not handed over."""
    with bench.scene(SEED) as scene:
        scene.due(5)
        scene.work(1, "marks_before_it_sends", failpoint="sleep,")
        scene.until_asleep(scene.workers[0])
        scene.kill(0)
        scene.hurry(FAST)
        scene.work(1)
        assert "lost" in scene.settle().faults(ambiguous=1)


def die_at(scene: Scene, point: str, *weaknesses: str) -> Verdict:
    """So many workers die at one point of their first delivery; then one does the rest."""
    scene.due(DEATHS * BATCH)
    for _ in range(DEATHS):
        scene.work(1, *weaknesses, failpoint=point)
        assert scene.workers.pop().wait() < 0
    scene.hurry(FAST)
    scene.work(2, *weaknesses)
    return scene.settle()


def test_death_between_claim_and_connection_costs_nothing(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        verdict = die_at(scene, "die,")
        assert verdict.faults() == []
    assert verdict.accepted == DEATHS * BATCH


def test_death_between_acceptance_and_commit_costs_one_copy_each(bench: Bench) -> None:
    with bench.scene(SEED) as scene:
        verdict = die_at(scene, ",die")
        assert verdict.faults(ambiguous=DEATHS) == []
    assert (verdict.extra, verdict.most_copies) == (DEATHS, 2)


@pytest.mark.parametrize(
    ("point", "weakness", "fault"),
    [
        pytest.param("die,", "marks_before_it_sends", "lost", id="marked first"),
        pytest.param(
            ",die",
            "writes_a_new_identity_each_time",
            "two messages to one person",
            id="a new identity each time",
        ),
    ],
)
def test_control_deaths_show_without_the_safeguard(
    bench: Bench, point: str, weakness: str, fault: str
) -> None:
    with bench.scene(SEED) as scene:
        assert fault in die_at(scene, point, weakness).faults(ambiguous=DEATHS)
