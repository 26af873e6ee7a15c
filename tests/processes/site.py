"""Starts the real thing, as a person would at a terminal, and looks at it from outside."""

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS_TO_START = 120
SECONDS_TO_END = 15

FROM_OUTSIDE = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "INRANGE_DATA", "INRANGE_SITE_ADDRESS")
"""What the surroundings of the tests must not pass on."""


@dataclass
class Site:
    """One start of `./dev run`."""

    program: subprocess.Popen[bytes]
    port: int
    screen: Path
    folder: Path

    @property
    def printed(self) -> str:
        """Everything on the screen so far."""
        return self.screen.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str) -> tuple[int, str]:
        """Follow to the page as a browser does: status and text."""
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as reply:
            return reply.status, reply.read().decode()

    def interrupt(self) -> int:
        """Press Ctrl-C; the exit code."""
        self.program.send_signal(signal.SIGINT)
        return self.program.wait(SECONDS_TO_END)

    def descendants(self) -> dict[int, str]:
        """Every process below it, with its command line."""
        rows = subprocess.run(
            ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        family: dict[int, str] = {}
        for pid, parent, args in (row.split(None, 2) for row in rows):
            if int(parent) == self.program.pid or int(parent) in family:
                family[int(pid)] = args
        return family


def is_alive(pid: int) -> bool:
    """Whether it still runs; one that has ended and only waits to be counted does not."""
    words = ["ps", "-o", "stat=", "-p", str(pid)]
    state = subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def run(folder: Path, *words: str, port: int) -> Iterator[Site]:
    """A start as typed at a terminal; ended afterwards whatever happens."""
    surroundings = {name: value for name, value in os.environ.items() if name not in FROM_OUTSIDE}
    # What it prints goes to a file: nobody reads a pipe while the pages are looked at.
    with tempfile.NamedTemporaryFile() as screen:
        program = subprocess.Popen(
            [ROOT / "dev", "run", "--port", str(port), "--data", folder, *words],
            stdout=screen,
            stderr=subprocess.STDOUT,
            env=surroundings | {"PYTHONUNBUFFERED": "1"},
        )
        try:
            yield Site(program, port, Path(screen.name), folder)
        finally:
            if program.poll() is None:
                program.terminate()
            program.wait(SECONDS_TO_END)


@contextlib.contextmanager
def started(folder: Path, *words: str) -> Iterator[Site]:
    """A site that has said that it is ready."""
    with run(folder, *words, port=free_port()) as site:
        deadline = time.monotonic() + SECONDS_TO_START
        while "Ctrl-C" not in site.printed and site.program.poll() is None:
            assert time.monotonic() < deadline, site.printed
            time.sleep(0.05)
        assert site.program.poll() is None, site.printed
        yield site


def refused(folder: Path, *, port: int) -> tuple[int, str]:
    """A start that must not go well: exit code and everything printed."""
    with run(folder, port=port) as site:
        return site.program.wait(SECONDS_TO_START), site.printed
