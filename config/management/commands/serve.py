"""Starts the whole site on this machine: database, pages and reminders. What ./dev run calls."""

import contextlib
import fcntl
import os
import socket
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from accounts.models import Clinic
from config.own_clinic import (
    NOT_THE_DEMO,
    found_clinic,
    refuse_foreign_records,
    refuse_open_doors,
    whom_it_is_for,
)
from config.supervisor import StopAsked, Supervisor
from exchange.demo import DEMO_SLUG
from exchange.management.commands.load_demo import sign_ins

SECONDS_TO_FIRST_PAGE = 60

UNDISTURBED = ["-W", "ignore:You're running the worker"]
"""Celery's advice about root is for servers that others reach, which this one is not."""


class Command(BaseCommand):
    help = "Start the site on this machine, with the demo clinic or with an empty one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="where the pages are served (8000)"
        )
        parser.add_argument(
            "--empty", action="store_true", help="an own clinic instead of the demo"
        )
        parser.add_argument("--name", default="", help="with --empty: what the clinic is called")
        parser.add_argument("--admin-email", default="", help="with --empty: its first lead")
        parser.add_argument("--time-zone", default="", help="with --empty: where it is")

    def handle(self, *_arguments: str, port: int, empty: bool, **options: Any) -> None:
        refuse_taken_port(port)
        given = {name: options[name] for name in ("name", "admin_email", "time_zone")}
        with only_one_on(settings.RECORDS_DIR):
            self.prepare(given if empty else None)
            self.serve(port)

    def prepare(self, own: dict[str, str] | None) -> None:
        """Bring tables and style sheets up to date; a folder without a clinic gets its first.

        `own` is what was said of a clinic of one's own; None where the demo is wanted.
        """
        if settings.PRODUCTION:
            refuse_open_doors()
        call_command("migrate", verbosity=0, interactive=False)
        if own is not None:
            refuse_foreign_records()
        if settings.GATHERED:
            call_command("collectstatic", verbosity=0, interactive=False)
        if not Clinic.objects.exists():
            self.first_clinic(own)
        connections.close_all()

    def first_clinic(self, own: dict[str, str] | None) -> None:
        """The demo, or an own clinic that holds nobody but its first lead."""
        if own is not None:
            found_clinic(own, stdout=self.stdout)
            self.stdout.write("Write the password down: it is not shown again.")
        elif settings.PRODUCTION:
            raise CommandError(NOT_THE_DEMO)
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
        lines = [f"Inrange is ready: {settings.SITE_ADDRESS if settings.PRODUCTION else address}"]
        if Clinic.objects.filter(slug=DEMO_SLUG).exists():
            lines.append(sign_ins())
        lines += whom_it_is_for(address)
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
    line = HTTPConnection("127.0.0.1", port, timeout=2)
    with contextlib.suppress(OSError, HTTPException), contextlib.closing(line):
        line.request("GET", "/health", headers={"Host": settings.ALLOWED_HOSTS[0]})
        return line.getresponse().status == HTTPStatus.OK
    return False
