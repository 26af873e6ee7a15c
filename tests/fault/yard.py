"""Where the programs of a fault test are started, watched and killed."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from tests.processes.site import FROM_OUTSIDE, ROOT

SECONDS = 120


@dataclass(frozen=True)
class Post:
    """Where a program works, and what is broken in it on purpose."""

    database: str
    clock: str
    smtp_port: int = 0
    broker: str = ""
    weaknesses: tuple[str, ...] = ()
    failpoint: str = ""

    def weak(self, *weaknesses: str) -> "Post":
        """The same post with something switched off."""
        return replace(self, weaknesses=(*self.weaknesses, *weaknesses))

    def failing(self, at: str) -> "Post":
        """The same post for a program that ends itself at a certain point."""
        return replace(self, failpoint=at)


class Yard:
    """The process that forks the programs, and the orders it is given."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self._numbers, self._lock = count(1), threading.Lock()
        kept = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}
        surroundings = {
            "DATABASE_URL": database_url,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "INRANGE_DATA": str(folder / "records"),
            "INRANGE_SMTP_HOST": "127.0.0.1",
            "INRANGE_SMTP_PLAIN": "1",
        }
        self._forking = subprocess.Popen(
            [sys.executable, "-m", "tests.fault.forking"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=kept | surroundings,
        )
        self._answer()

    def close(self) -> None:
        """End everything that was started here."""
        assert self._forking.stdin
        assert self._forking.stdout
        self._forking.stdin.close()
        self._forking.wait(SECONDS)
        self._forking.stdout.close()

    def start(self, post: Post, work: str, **given: Any) -> "Program":
        """Start one of the programs of `tests.fault.programs`."""
        name = f"answer-{next(self._numbers)}"
        order = {"post": asdict(post), "work": work, "given": given, "name": name}
        begun = self.order("start", folder=str(self.folder), **order)
        return Program(self, begun["pid"], self.folder / name)

    def call(self, post: Post, work: str, **given: Any) -> Any:
        """Let a program do its work, and take what it returns."""
        return self.start(post, work, **given).answer()

    def order(self, verb: str, **words: Any) -> dict[str, Any]:
        with self._lock:
            assert self._forking.stdin
            self._forking.stdin.write(json.dumps({"verb": verb, **words}) + "\n")
            self._forking.stdin.flush()
            return self._answer()

    @property
    def log(self) -> str:
        """What the programs said, at its end."""
        file = self.folder / "log"
        return file.read_text(errors="replace")[-4000:] if file.exists() else ""

    def _answer(self) -> dict[str, Any]:
        assert self._forking.stdout
        line = self._forking.stdout.readline()
        assert line, "The forking process has ended."
        return json.loads(line)


@dataclass
class Program:
    """One process of a test."""

    yard: Yard
    pid: int
    target: Path
    status: int | None = field(default=None)

    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        if self.status is None:
            self.status = self.yard.order("look", pid=self.pid)["status"]
        return self.status is None

    def wait(self, seconds: float = SECONDS) -> int:
        """Its exit status; that of a killed one is below zero."""
        deadline = time.monotonic() + seconds
        while self.is_running():
            assert time.monotonic() < deadline, f"Still running.\n{self.yard.log}"
            time.sleep(0.005)
        assert self.status is not None
        return self.status

    def answer(self, seconds: float = SECONDS) -> Any:
        """What it returned."""
        assert self.wait(seconds) == 0, self.yard.log
        return json.loads(self.target.read_text(encoding="utf-8"))

    def kill(self) -> None:
        """Kill it, and wait until it is gone."""
        self.signal(signal.SIGKILL)
        self.wait()

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it is still there."""
        self.yard.order("signal", pid=self.pid, number=int(number))
