"""The release drill: everything is killed, stopped and disturbed while reminders go out.

    python -m benchmarks.reminders.drill [--seed N] [--minutes N] [--rounds N] [--reminders N] ...

Each round has a database, a mail server and a clock of its own, some hundred people to be told of
an overdue duty, two workers that are killed, and a third one that is woken through Redis by the
product's own schedule, twice as often as needed. Calm rounds disturb nothing. After each round
the journal of the mail server is held against the database, and the figures so far are written
to a dated file with the seed. What does not fit into the minutes is left out, and the file says so.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.results import record
from tests.fault.judging import Verdict
from tests.fault.mail_server import Plan, Trouble
from tests.fault.scene import Bench, Scene, bench
from tests.processes.site import free_port
from tests.servers import Redis

FAST = 30.0
"""A lease of five minutes ends after ten seconds."""

LONGEST_BETWEEN_KILLS = 1.2
"""Seconds after which a worker is killed although few mails went out since the last one."""

SENDERS = 4
"""Two workers in a loop, and one with two threads: so many mails can be on their way at once."""

LONGEST_ROUND = 600
"""Seconds after which a round that has not come to its end counts as what it is: unfinished."""

TROUBLES = Plan(
    percent=(
        (Trouble.BUSY, 1.5),
        (Trouble.SILENT, 0.3),
        (Trouble.HALF_A_LINE, 1),
        (Trouble.SENDER_PUT_OFF, 2),
        (Trouble.RECIPIENT_PUT_OFF, 2),
        (Trouble.CONTENT_PUT_OFF, 3),
        (Trouble.CUT_BEFORE, 1),
        (Trouble.STUCK, 0.2),
        (Trouble.CUT_AFTER, 1.5),
        (Trouble.LATE_ANSWER, 0.5),
    ),
    answer_takes=0.002,
)


@dataclass(frozen=True)
class Size:
    """How much happens in one round; a database stop and a queue stop come on top."""

    reminders: int
    kills: int
    smtp_faults: int


@dataclass
class Tally:
    """What was done and what came of it, over all rounds."""

    seed: int
    rounds: int = 0
    calm_rounds: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    smtp_faults: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    calm: Counter[str] = field(default_factory=Counter)
    most_copies: int = 0
    wrong: list[str] = field(default_factory=list)

    def count(self, verdict: Verdict, *, calm: bool, ambiguous: int, number: int) -> None:
        """Add one round."""
        figures = Counter(
            reminders=verdict.messages,
            accepted=verdict.accepted,
            lost=0 if verdict.waiting else len(verdict.lost) + len(verdict.untrue),
            unfinished=verdict.waiting,
            extra_copies=verdict.extra,
            told_twice=len(verdict.twice) + verdict.doubled,
            ambiguous_faults=ambiguous,
        )
        (self.calm if calm else self.found).update(figures)
        self.most_copies = max(self.most_copies, verdict.most_copies)
        self.wrong += [f"round {number}: {fault}" for fault in verdict.faults(ambiguous)]

    def as_json(self, seconds: float, finished: bool) -> dict[str, Any]:
        """The figures as they are kept."""
        return {
            "seed": self.seed,
            "seconds": round(seconds),
            "finished": finished,
            "rounds": self.rounds,
            "faults": dict(self.faults),
            "smtp_faults_by_kind": {str(kind): n for kind, n in self.smtp_faults.items()},
            "found": dict(self.found),
            "most_copies_of_a_message": self.most_copies,
            "calm_rounds": self.calm_rounds,
            "found_in_calm_rounds": dict(self.calm),
            "wrong": self.wrong,
        }


def main() -> int:
    """Run the rounds; the exit status is 1 where anything was lost or unexplained."""
    options = _options()
    ends = time.monotonic() + options.minutes * 60
    began, tally = time.monotonic(), Tally(options.seed)
    plan = [False] * options.rounds + [True] * options.calm_rounds
    with tempfile.TemporaryDirectory(prefix="inrange-drill-") as folder, bench(Path(folder)) as own:
        for number, calm in enumerate(plan):
            if time.monotonic() > ends:
                break
            size = Size(options.reminders, options.kills, options.smtp_faults)
            run_round(own, tally, size, number, calm=calm)
            finished = number + 1 == len(plan)
            record("reminder-drill", tally.as_json(time.monotonic() - began, finished))
    return 1 if tally.wrong else 0


def run_round(own: Bench, tally: Tally, size: Size, number: int, *, calm: bool) -> None:
    """One round, and its figures."""
    redis = Redis(free_port())
    redis.start()
    try:
        plan = None if calm else replace(TROUBLES, at_most=size.smtp_faults)
        with own.scene(tally.seed + number, plan, broker=redis.address) as scene:
            begin(scene, size.reminders)
            done = Counter[str]() if calm else disturb(scene, redis, size)
            scene.until(size.reminders, LONGEST_ROUND)
            verdict = scene.settle(LONGEST_ROUND)
            stops = done["postgresql_stops"] * SENDERS
            ambiguous = done["worker_kills"] + stops + scene.mail.in_doubt
            tally.count(verdict, calm=calm, ambiguous=ambiguous, number=number)
            tally.faults.update(done)
            tally.faults["smtp_faults"] += scene.mail.happened.total()
            tally.smtp_faults.update(scene.mail.happened)
    finally:
        redis.thaw()
        redis.kill()
    tally.calm_rounds += calm
    tally.rounds += not calm


def begin(scene: Scene, reminders: int) -> None:
    """Queue all, and let three workers send."""
    scene.due(reminders)
    scene.hurry(FAST)
    scene.work_by_the_queue(1)
    scene.work(2)


def disturb(scene: Scene, redis: Redis, size: Size) -> Counter[str]:
    """Kill a worker every few mails; in between stop the database once and the queue once."""
    done: Counter[str] = Counter()
    stop_database_at, stop_queue_at = scene.chance.sample(range(2, size.kills), 2)
    for kill in range(size.kills):
        scene.until(size.reminders * (kill + 1) // (size.kills + 2), LONGEST_BETWEEN_KILLS)
        scene.chance_sleep(0.05)
        if kill == stop_database_at:
            stop_database(scene)
            done["postgresql_stops"] += 1
        if kill == stop_queue_at:
            stop_queue(scene, redis)
            done["redis_stops"] += 1
        kill_any(scene)
        done["worker_kills"] += 1
    return done


def stop_database(scene: Scene) -> None:
    """Let it die in one of two ways, and start it again a moment later."""
    scene.stop_database(hard=scene.chance.random() < 0.5)
    scene.chance_sleep(1.0)
    scene.bench.server.start()


def stop_queue(scene: Scene, redis: Redis) -> None:
    """Kill it, so that everything in it is gone, and start it again a moment later."""
    redis.kill()
    scene.chance_sleep(2.0)
    redis.start()


def kill_any(scene: Scene) -> None:
    """Kill one of the three; mostly one of the two that send in a loop."""
    if scene.chance.random() < 1 / 12:
        scene.kill(0)
        scene.work_by_the_queue(1)
        scene.workers.insert(0, scene.workers.pop())
    else:
        scene.kill(scene.chance.choice([1, 2]))
        scene.work(1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Disturb everything while reminders go out.")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--minutes", type=float, default=35)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--calm-rounds", type=int, default=10)
    parser.add_argument("--reminders", type=int, default=500, help="in each round")
    parser.add_argument("--kills", type=int, default=50, help="of workers in each round")
    parser.add_argument("--smtp-faults", type=int, default=52, help="in each round, at most")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
