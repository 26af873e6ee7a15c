"""Two web servers on one database: the product as a clinic runs it, and the floor, alike."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes.site import ROOT, free_port

HOST = "clinic.example.org"
AS_A_CLINIC = ("--workers", "2", "--threads", "2", "--preload", "--keep-alive", "60")
"""Alike for both. A kept connection outlives the time in which the other one is asked."""

SECONDS_TO_START = 60
TICKS = os.sysconf("SC_CLK_TCK")


def production(address: str, folder: Path) -> dict[str, str]:
    """The surroundings of a real clinic, on this machine: nothing of it is switched off."""
    for name in ("backups", "data", "static"):
        (folder / name).mkdir(exist_ok=True)
    return {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "INRANGE_PRODUCTION": "1",
        "INRANGE_BEHIND_PROXY": "1",
        "INRANGE_SECRET_KEY": secrets.token_urlsafe(50),
        "INRANGE_HOSTS": f"{HOST},127.0.0.1",
        "INRANGE_SITE_ADDRESS": f"https://{HOST}",
        "INRANGE_MAIL_FROM": f"Inrange <clinic@{HOST}>",
        "INRANGE_SMTP_HOST": "127.0.0.1",
        "INRANGE_BROKER_URL": "redis://127.0.0.1:1/0",  # nothing that is measured asks for it
        "INRANGE_DATA": str(folder / "data"),
        "INRANGE_STATIC": str(folder / "static"),
        "INRANGE_BACKUP_DIR": str(folder / "backups"),
    }


def told(around: dict[str, str], *words: str) -> str:
    """What a program of the product prints in those surroundings."""
    environment = os.environ | around
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{words} failed: {done.stdout}")
    return done.stdout


class Server:
    """One gunicorn; `seconds` is the processor time of all its processes."""

    def __init__(self, application: str, around: dict[str, str]) -> None:
        self.port = free_port()
        words = ["--bind", f"127.0.0.1:{self.port}", *AS_A_CLINIC, "--log-level", "warning"]
        with tempfile.TemporaryFile() as log:
            self._program = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *words, application],
                env=os.environ | around,
                cwd=ROOT,
                stdout=log,
                stderr=log,
            )

    def wait(self) -> None:
        """Return once it answers anything at all."""
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._program.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("A server did not start.")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def seconds(self) -> float:
        """Processor time so far, of the processes that answer."""
        return processor_seconds(self._program.pid)

    def end(self) -> None:
        """Stop it."""
        self._program.terminate()
        self._program.wait(30)


def processor_seconds(parent: int) -> float:
    """Processor time of a process and its children, those that have ended included."""
    words = ["ps", "-o", "pid=", "--ppid", str(parent)]
    children = subprocess.run(words, capture_output=True, check=True).stdout.split()
    return sum(map(_seconds, [str(parent), *(pid.decode() for pid in children)]))


def _seconds(pid: str) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    except FileNotFoundError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICKS


@contextmanager
def both(around: dict[str, str]) -> Iterator[tuple[Server, Server]]:
    """The floor and the product, ended afterwards whatever happens."""
    floor = Server("benchmarks.pages.floor:application", {"DATABASE_URL": around["DATABASE_URL"]})
    product = Server("config.wsgi", around)
    try:
        floor.wait()
        product.wait()
        yield floor, product
    finally:
        floor.end()
        product.end()
