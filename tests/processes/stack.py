"""The services of docker-compose.yml by hand: the same commands, on free ports of this machine.

No engine is at hand, so what it would do is done here: names of services become addresses, paths
inside an image become folders, and what dies is started again at once.
"""

import os
import re
import secrets
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
from celery import Celery
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import RedisError

from config.backups.keys import new_key
from tests.processes.compose import OWN, Service, image_settings, services, written
from tests.processes.site import ROOT, free_port
from tests.servers import PostgreSQL, crashing_postgresql

RUNNING = ("web-1", "web-2", "worker-1", "worker-2", "beat", "backup", "door")
SECONDS = 90
HOST = "clinic.localhost"
"""A name that every machine has, and that does not count as the machine itself."""

PROGRAMS = {
    "python": [sys.executable],
    "gunicorn": [sys.executable, "-m", "gunicorn"],
    "celery": [sys.executable, "-m", "celery"],
}
NEEDED = ("redis-server", "redis-cli", "caddy", "pg_dump")


def lacking() -> list[str]:
    """Programs of the services that are not installed here."""
    return [name for name in NEEDED if not shutil.which(name)]


class Stack:
    """Everything of one clinic's server, each service a process group of its own."""

    def __init__(self, folder: Path, server: PostgreSQL, ports: dict[str, int]) -> None:
        self.folder, self.server, self.ports = folder, server, ports
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._begun: dict[str, float] = {}
        for name in ("backups", "anchor", "static", "queue", "log"):
            (folder / name).mkdir()
        self.values = _values(folder, ports["smtp"])
        self.services = services(self.values)
        self._write_caddyfile()

    @property
    def address(self) -> str:
        """Where the door is reached without asking for a name."""
        return f"https://localhost:{self.ports['door']}"

    def start_all(self) -> None:
        """In the order of the file: what others wait for first."""
        self.start("redis")
        self.until_it_works("redis")
        # As while the image is made.
        assert self.run("migrate", "python manage.py collectstatic --no-input").returncode == 0
        done = self.run("migrate", shlex.join(self.services["migrate"].command))
        assert done.returncode == 0, done.stderr
        for name in RUNNING:
            self.start(name)
        for name in RUNNING:
            self.until_it_works(name)

    def start(self, name: str) -> None:
        """Start one service as the file says; `web-2` is the second process of `web`."""
        told = self.services[name.split("-", maxsplit=1)[0]]
        self._begun[name] = time.time()
        with (self.folder / "log" / name).open("wb") as log:
            self.processes[name] = subprocess.Popen(
                self._command(told, name),
                env=self._environment(told, name),
                cwd=ROOT if told.name in OWN else self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> None:
        """End a service without warning, as a lost container ends."""
        if name == "db":
            self.server.kill()
            return
        os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def lose(self, name: str) -> float:
        """Kill it and start it again, as the engine does; seconds from its end until it works."""
        began = time.monotonic()
        self.kill(name)
        if name == "db":
            self.server.start()  # returns once it answers
        else:
            self.start(name)
            self.until_it_works(name)
        return time.monotonic() - began

    def spent(self, name: str) -> float:
        """Seconds of processor time that a service has used since it was started last."""
        told = (
            file.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            for file in Path("/proc").glob("[0-9]*/stat")
        )
        group = str(self.processes[name].pid)
        ticks = sum(int(words[11]) + int(words[12]) for words in told if words[2] == group)
        return ticks / os.sysconf("SC_CLK_TCK")

    def run(self, name: str, command: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One command in the place of a service, to its end: `docker compose run`."""
        told = replace(self.services[name], command=shlex.split(command))
        return subprocess.run(
            self._command(told, name),
            env=self._environment(told, name) | more,
            cwd=ROOT,
            capture_output=True,
            text=True,
        )

    def end(self) -> None:
        """End everything."""
        for process in self.processes.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def said(self, name: str) -> str:
        """What a service wrote since it was started last, at its end."""
        return (self.folder / "log" / name).read_text(errors="replace")[-3000:]

    def until_it_works(self, name: str) -> None:
        """Wait until a service does what it is there for."""
        deadline, works = time.monotonic() + SECONDS, self._works(name)
        while not works():
            assert self.processes[name].poll() is None, f"{name} ended:\n{self.said(name)}"
            assert time.monotonic() < deadline, f"{name} does not work:\n{self.said(name)}"
            time.sleep(0.05)

    def _works(self, name: str) -> Callable[[], bool]:
        return {
            "redis": self._queue_answers,
            "web": lambda: self._answers(f"http://localhost:{self.ports[name]}"),
            "door": lambda: self._answers(self.address),
            "worker": lambda: self._wakes(name),
            "beat": lambda: any(map(self._is_fresh, self.folder.glob("beat-schedule*"))),
            "backup": lambda: "every" in self.said(name),
        }[name.split("-", maxsplit=1)[0]]

    def _is_fresh(self, file: Path) -> bool:
        return file.stat().st_mtime >= self._begun["beat"]

    def _answers(self, address: str) -> bool:
        with suppress(OSError):
            asked = f"{address}/health"
            with urllib.request.urlopen(asked, timeout=2, context=unverified()) as reply:  # noqa: S310 - http
                return reply.status == 200
        return False

    def _queue_answers(self) -> bool:
        ask = ["redis-cli", "-p", str(self.ports["redis"]), "ping"]
        given = {"PATH": os.environ["PATH"], "REDISCLI_AUTH": self.values["REDIS_PASSWORD"]}
        return "PONG" in subprocess.run(ask, env=given, capture_output=True, text=True).stdout

    def _wakes(self, name: str) -> bool:
        """Whether a worker answers over the queue."""
        queue = f"redis://:{self.values['REDIS_PASSWORD']}@127.0.0.1:{self.ports['redis']}/0"
        # One that is kept from before the queue died fails once, and is then forgotten.
        with suppress(RedisError, QueueError), Celery(broker=queue) as asking:
            return bool(asking.control.ping(destination=[f"{name}@here"], timeout=0.5))
        return False

    def _moved(self, word: str, name: str) -> str:
        """A word of the file; names and paths of an engine become those of here."""
        here = {
            "@db/": f"@127.0.0.1:{self.ports['db']}/",
            "@redis:6379": f"@127.0.0.1:{self.ports['redis']}",
            "0.0.0.0:8000": f"127.0.0.1:{self.ports.get(name, 0)}",
            "web:8000": f"127.0.0.1:{self.ports['web-1']} 127.0.0.1:{self.ports['web-2']}",
            "--dir /data": f"--dir {self.folder}/queue --port {self.ports['redis']}",
            "/etc/caddy/": f"{self.folder}/",
            "/tmp/": f"{self.folder}/",  # noqa: S108 - the image's
            "/srv/data": f"{self.folder}/data-{name}",
            "/srv/": f"{self.folder}/",
        }
        return re.sub("|".join(map(re.escape, here)), lambda found: here[found[0]], word)

    def _command(self, told: Service, name: str) -> list[str]:
        first, *rest = (self._moved(word, name) for word in told.command)
        if first == "sh":
            rest[-1] = rest[-1].replace("python ", f"{sys.executable} ")
        if "worker" in rest:
            rest.append(f"--hostname={name}@here")
        return [*PROGRAMS.get(first, [first]), *rest]

    def _environment(self, told: Service, name: str) -> dict[str, str]:
        given = dict(told.environment)
        if told.name in OWN:
            # The mail server of the tests speaks no TLS, and what the image holds compiled is kept
            # by whoever starts first; everything else is as in the file.
            given = {**image_settings(), **given, "INRANGE_SMTP_PLAIN": "1", **self._compiled}
        moved = {key: self._moved(value, name) for key, value in given.items()}
        if name == "door":
            moved["INRANGE_HOST"] = f"https://{HOST}:{self.ports['door']}, {self.address}"
            moved |= {"HOME": str(self.folder), "XDG_DATA_HOME": str(self.folder)}
        return {"PATH": os.environ["PATH"], **moved}

    @property
    def _compiled(self) -> dict[str, str]:
        kept = os.environ.get("PYTHONPYCACHEPREFIX") or str(self.folder / "compiled")
        return {"PYTHONPYCACHEPREFIX": kept, "PYTHONDONTWRITEBYTECODE": ""}

    def _write_caddyfile(self) -> None:
        """The project's, with a port of this test for plain HTTP, and no change to this machine."""
        own = (ROOT / "Caddyfile").read_text(encoding="utf-8")
        more = f"\tadmin off\n\thttp_port {self.ports['http']}\n\tskip_install_trust\n"
        written_here = own.replace("\tadmin off\n", more)
        (self.folder / "Caddyfile").write_text(written_here, encoding="utf-8")


def _values(folder: Path, smtp_port: int) -> dict[str, str]:
    """What a clinic writes into its .env."""
    return {
        "INRANGE_HOST": HOST,
        "INRANGE_SECRET_KEY": secrets.token_urlsafe(50),
        "INRANGE_BACKUP_KEY": new_key(),
        "INRANGE_APP_PASSWORD": secrets.token_hex(16),
        "INRANGE_METRICS_TOKEN": secrets.token_hex(16),
        "POSTGRES_PASSWORD": secrets.token_hex(16),
        "REDIS_PASSWORD": secrets.token_hex(16),
        "INRANGE_BACKUP_DIR": str(folder / "backups"),
        "INRANGE_ANCHOR_DIR": str(folder / "anchor"),
        "INRANGE_SMTP_HOST": "127.0.0.1",
        "INRANGE_SMTP_PORT": str(smtp_port),
        "INRANGE_MAIL_FROM": "Inrange <inrange@clinic.example.org>",
    }


def unverified() -> ssl.SSLContext:
    """The door's certificate is its own here; nobody outside vouches for it."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextmanager
def stack(folder: Path, smtp_port: int) -> Iterator[Stack]:
    """Everything started, and ended afterwards whatever happens."""
    names = ("db", "redis", "web-1", "web-2", "door", "http")
    ports = {"smtp": smtp_port, **{name: free_port() for name in names}}
    words = shlex.split(written()["services"]["db"]["command"])[1:]
    settings = dict(word.split("=", 1) for word in words if word != "-c")
    settings |= {"listen_addresses": "127.0.0.1", "port": str(ports["db"])}
    with crashing_postgresql(settings) as server:
        running = Stack(folder, server, ports)
        _prepare(server, running.values["POSTGRES_PASSWORD"])
        try:
            running.start_all()
            yield running
        finally:
            running.end()


def _prepare(server: PostgreSQL, password: str) -> None:
    """What the image of the database does at its first start; who comes by the net is asked."""
    rules = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
    (server.folder / "facts" / "pg_hba.conf").write_text(rules, encoding="ascii")
    with psycopg.connect(server.address(), autocommit=True) as connection:
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE ROLE inrange SUPERUSER LOGIN PASSWORD '{password}'")
        connection.execute("CREATE DATABASE inrange OWNER inrange")
