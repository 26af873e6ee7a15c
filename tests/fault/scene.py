"""One run: a database of its own, a mail server, a clock, programs, and the verdict at the end."""

import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests.fault.clock import NOON, Clock
from tests.fault.judging import Verdict, judge
from tests.fault.mail_server import MailServer, Plan, mail_server
from tests.fault.yard import Post, Program, Yard
from tests.servers import PostgreSQL, crashing_postgresql

TEMPLATE = "migrated"
AS_A_CLINIC_RUNS_IT = {"max_connections": "150"}

_numbers = count(1)


class Bench:
    """The servers that all runs of one process share, and a database with tables to copy."""

    def __init__(self, server: PostgreSQL, yard: Yard, folder: Path) -> None:
        self.server, self.yard, self.folder = server, yard, folder

    def admin(self, statement: str) -> None:
        """One statement to the server itself."""
        with psycopg.connect(self.server.address(), autocommit=True) as connection:
            connection.execute(statement)

    @contextmanager
    def scene(
        self, seed: int, plan: Plan | None = None, *, tablespace: str = "", **post: Any
    ) -> Iterator["Scene"]:
        """A database of its own and a mail server; whatever runs at the end is killed."""
        name = f"run_{next(_numbers)}"
        where = f" TABLESPACE {tablespace}" if tablespace else ""
        self.admin(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}{where}")
        with mail_server(self.folder / f"{name}.journal", seed, plan) as mail:
            clock = Clock(self.folder / f"{name}.clock")
            clock.set(NOON)
            scene = Scene(self, Post(name, str(clock.file), mail.port, **post), mail, clock, seed)
            try:
                yield scene
            finally:
                scene.end()
        self.admin(f"DROP DATABASE {name} WITH (FORCE)")


class Scene:
    """One run. It prints its seed, with which it can be repeated."""

    def __init__(self, bench: Bench, post: Post, mail: MailServer, clock: Clock, seed: int) -> None:
        self.bench, self.post, self.mail, self.clock = bench, post, mail, clock
        self.chance = random.Random(seed)
        self.workers: list[Program] = []
        print(f"seed {seed}")

    def call(self, work: str, *weaknesses: str, **given: Any) -> Any:
        """Let a program do its work, and take what it returns."""
        return self.bench.yard.call(self.post.weak(*weaknesses), work, **given)

    def due(self, number: int, **more: Any) -> None:
        """So many people with one overdue duty each, found by a scan and queued."""
        self.call("seed_due", number=number, **more)
        assert self.call("scan")["failed"] == 0

    def work(self, number: int = 2, *weaknesses: str, failpoint: str = "") -> None:
        """Begin to send with so many workers."""
        post = replace(self.post.weak(*weaknesses), failpoint=failpoint)
        self.workers += [self.bench.yard.start(post, "send_forever") for _ in range(number)]

    def kill(self, place: int) -> None:
        """Kill the worker at a place of the list."""
        self.workers.pop(place).kill()

    def kill_one(self) -> None:
        """Kill a worker chosen by chance; another takes its place at once."""
        self.kill(self.chance.randrange(len(self.workers)))
        self.work(1)

    def until(self, taken: int, seconds: float) -> None:
        """Wait until the mail server has so many different messages, or for so long."""
        deadline = time.monotonic() + seconds
        while self.mail.distinct() < taken and time.monotonic() < deadline:
            time.sleep(0.02)

    def work_by_the_queue(self, number: int = 1, *weaknesses: str) -> None:
        """Begin to work as the product does: woken by a schedule through the queue."""
        start, post = self.bench.yard.start, self.post.weak(*weaknesses)
        self.workers += [start(post, "work_by_the_queue", own=n) for n in range(number)]

    def stop_database(self, *, hard: bool) -> None:
        """Let the database die: every process at once, or the head, which ends the others."""
        if hard:
            self.bench.server.kill()
        else:
            self.bench.server.stop()

    def until_acknowledged(self, journal: Path, more: int, seconds: float = 60) -> list[str]:
        """Wait until so many more pages were acknowledged; all of them until then."""
        deadline = time.monotonic() + seconds
        before = len(_lines(journal))
        while len(_lines(journal)) < before + more:
            assert time.monotonic() < deadline, self.bench.yard.log
            time.sleep(0.05)
        return _lines(journal)

    def until_full(self, seconds: float = 60) -> None:
        """Wait until the database has said that its disk is full."""
        deadline, log = time.monotonic() + seconds, self.bench.server.folder / "log"
        while b"No space left on device" not in log.read_bytes():
            assert time.monotonic() < deadline, self.bench.yard.log
            time.sleep(0.05)

    def hurry(self, speed: float) -> None:
        """Let the time of every program that starts from now on go by faster."""
        self.clock.set(self.clock.now(), speed)

    def chance_sleep(self, at_most: float) -> None:
        """Wait for a moment that the seed chooses."""
        time.sleep(self.chance.uniform(0, at_most))

    def until_asleep(self, program: Program, seconds: float = 30) -> None:
        """Wait until a program has stopped itself."""
        deadline = time.monotonic() + seconds
        ask = ["ps", "-o", "stat=", "-p", str(program.pid)]
        while not subprocess.run(ask, capture_output=True, text=True).stdout.startswith("T"):
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def until_trouble(self, number: int, seconds: float = 30) -> None:
        """Wait until so many troubles have happened."""
        deadline = time.monotonic() + seconds
        while self.mail.happened.total() < number:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def settle(self, patience: float = 30) -> Verdict:
        """Let the workers come to an end, or to a standstill for so many seconds, and judge.

        The clock is set forward only while nobody holds a message: a step would end his lease.
        """
        before, stalled_at = self.outcome(), time.monotonic() + patience
        while before["waiting"] and time.monotonic() < stalled_at:
            if not before["leased"] and not before["due"]:
                self.clock.set(datetime.fromisoformat(before["next"]), self.clock.speed)
            time.sleep(0.3)
            stand = self.outcome()
            if (stand["waiting"], stand["next"]) != (before["waiting"], before["next"]):
                stalled_at = time.monotonic() + patience
            before = stand
        return self.verdict()

    def outcome(self) -> dict[str, Any]:
        """What the database says now."""
        return self.call("outcome", now=self.clock.now().isoformat())

    def verdict(self) -> Verdict:
        """How things stand; seed and figures are printed for whoever reads a failure."""
        outcome = self.outcome()
        verdict = judge(tuple(self.mail.accepted), outcome)
        print(verdict)
        return verdict

    def end(self) -> None:
        """Kill what still runs."""
        for worker in self.workers:
            worker.kill()
        self.workers.clear()


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="ascii").split() if file.exists() else []


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """A private PostgreSQL with the tables of the product, and a yard that starts its programs."""
    with crashing_postgresql(AS_A_CLINIC_RUNS_IT) as server:
        with psycopg.connect(server.address(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        yard = Yard(folder, server.address(TEMPLATE))
        try:
            post = Post(TEMPLATE, str(_noon(folder).file))
            yard.call(post, "migrate")
            yard.order("warm", post=asdict(post))
            yield Bench(server, yard, folder)
        finally:
            yard.close()


def _noon(folder: Path) -> Clock:
    clock = Clock(folder / "clock")
    clock.set(NOON)
    return clock
