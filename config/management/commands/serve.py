"""Starts the whole site on this machine: database, pages and reminders. What ./dev run calls."""

import contextlib
import fcntl
import os
import socket
import sys
import urllib.request
from argparse import ArgumentParser
from collections.abc import Iterator
from http import HTTPStatus
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from accounts.models import Clinic
from config.supervisor import StopAsked, Supervisor
from exchange.demo import DEMO_SLUG
from exchange.management.commands.load_demo import sign_ins

SECONDS_TO_FIRST_PAGE = 60

UNDISTURBED = ["-W", "ignore:You're running the worker"]
"""Celery's advice about root is for servers that others reach, which this one is not."""

OWN_SLUG = "own-clinic"
OWN_CLINIC = {
    "name": "Own clinic, not for real patients",
    "admin_email": "lead@own-clinic.example",
}
"""What --empty begins with: nobody but its first lead."""


class Command(BaseCommand):
    help = "Start the site on this machine, with the demo clinic or with an empty one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="where the pages are served (8000)"
        )
        parser.add_argument(
            "--empty", action="store_true", help="an own clinic instead of the demo"
        )

    def handle(self, *_arguments: str, port: int, empty: bool, **_options: Any) -> None:
        refuse_taken_port(port)
        with only_one_on(settings.RECORDS_DIR):
            self.prepare(empty=empty)
            self.serve(port)

    def prepare(self, *, empty: bool) -> None:
        """Bring tables and style sheets up to date; a folder without a clinic gets its first."""
        call_command("migrate", verbosity=0, interactive=False)
        if settings.GATHERED:
            call_command("collectstatic", verbosity=0, interactive=False)
        if not Clinic.objects.exists():
            self.first_clinic(empty=empty)
        connections.close_all()

    def first_clinic(self, *, empty: bool) -> None:
        """The demo, or an own clinic that holds nobody but its first lead."""
        if empty:
            call_command("create_clinic", OWN_SLUG, **OWN_CLINIC, stdout=self.stdout)
            self.stdout.write("Write the password down: it is not shown again.")
        else:
            self.stdout.write("Loading the demo clinic.")
            call_command("load_demo", stdout=StringIO())

    def serve(self, port: int) -> None:
        """Run web server and worker until told to stop, or until one of them ends."""
        address = f"http://localhost:{port}"
        os.environ.setdefault("INRANGE_SITE_ADDRESS", address)
        with contextlib.suppress(StopAsked), Supervisor(programs(port)) as supervisor:
            if supervisor.wait_until(lambda: answers(port), SECONDS_TO_FIRST_PAGE):
                self.stdout.write(self.welcome(address))
                self.stdout.flush()
            raise CommandError(
                f"The {supervisor.wait()} ended by itself; everything else was stopped."
            )

    def welcome(self, address: str) -> str:
        """What the person at the terminal needs to know."""
        lines = [f"Inrange is ready: {address}"]
        if Clinic.objects.filter(slug=DEMO_SLUG).exists():
            lines.append(sign_ins())
        lines.append(f"The records are in {settings.RECORDS_DIR}. Not for real patients.")
        return "\n".join([*lines, "Ctrl-C stops it."])


def programs(port: int) -> dict[str, list[str]]:
    """The command lines of the web server and of the worker, which also holds the schedule."""
    web = [
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--threads",
        "4",
        "--preload",
    ]
    quiet = ["--graceful-timeout", "3", "--log-level", "warning", "config.wsgi"]
    worker = ["celery", "--app", "config", "--quiet", "worker", "--beat", "--pool", "threads"]
    alone = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    return {
        "web server": [sys.executable, "-m", *web, *quiet],
        "worker": [sys.executable, *UNDISTURBED, "-m", *worker, *alone],
    }


def refuse_taken_port(port: int) -> None:
    """Say so before anything is started."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as reason:
            raise CommandError(
                f"Port {port} cannot be used. Choose another one with --port."
            ) from reason


@contextlib.contextmanager
def only_one_on(folder: Path) -> Iterator[None]:
    """Two sites on one folder would send every reminder's schedule twice."""
    with (folder / "in-use").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as reason:
            raise CommandError(
                f"Another Inrange already runs on {folder}. "
                "Stop it, or name another folder with --data."
            ) from reason
        yield


def answers(port: int) -> bool:
    """Whether the site serves its own health page."""
    with contextlib.suppress(OSError):
        request = f"http://127.0.0.1:{port}/health"
        with urllib.request.urlopen(request, timeout=2) as reply:
            return bool(reply.status == HTTPStatus.OK)
    return False
