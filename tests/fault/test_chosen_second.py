"""Back to a chosen second, with the very lines that docs/operations.md tells to type."""

import os
import re
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent
from typing import Any

import psycopg
import pytest

from tests.fault.scene import Bench, Scene
from tests.fault.yard import Yard
from tests.processes.site import ROOT
from tests.servers import PostgreSQL

pytestmark = pytest.mark.fault

SEED = 1
SECONDS = 60
WRITTEN_TIME = "2026-11-23 14:05:00+00"


def lines_to_type() -> tuple[list[str], str]:
    """What is typed to write everything down, line by line, and what to go back."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    section = page.split("### To a chosen second\n", 1)[1].split("\n## ", 1)[0]
    keeping, going_back = re.findall(r"(?:^ {4}.*\n)+", section, re.MULTILINE)
    return dedent(keeping).splitlines(), dedent(going_back)


@dataclass
class Kept:
    """A place with base and log, and what the database held at two moments."""

    scene: Scene
    place: Path
    first: tuple[str, dict[str, Any]]
    second: tuple[str, dict[str, Any]]


@pytest.fixture(scope="module")
def place(bench: Bench) -> Iterator[Path]:
    """A folder in which PostgreSQL's account may write."""
    with tempfile.TemporaryDirectory(prefix="inrange-pitr-", dir="/tmp") as name:
        (Path(name) / "wal").mkdir()
        for folder in (Path(name), Path(name) / "wal"):
            bench.server.own(folder)
        yield Path(name)


@pytest.fixture(scope="module")
def kept(bench: Bench, place: Path) -> Iterator[Kept]:
    """A base, then a clinic, then more men: all of it while the log is written down."""
    create_slot, receive, base = (
        line.replace("/mnt/pitr", str(place)) for line in lines_to_type()[0]
    )
    with bench.scene(SEED) as scene:
        typed(bench.server, create_slot)
        with going_on(bench.server, receive):
            typed(bench.server, base)
            scene.call("fill", anchor=str(bench.folder / "anchor-of-seconds"))
            first = noted(scene)
            scene.call("seed_due", number=3)
            second = noted(scene)
            scene.call("seed_due", number=2, first=1)
            until_received(bench)
        bench.admin("SELECT pg_drop_replication_slot('pitr')")
        yield Kept(scene, place, first, second)


def typed(server: PostgreSQL, command: str) -> None:
    """Run a line to its end."""
    with server.tool(command) as tool:
        said, _ = tool.communicate()
    assert tool.returncode == 0, said


@contextmanager
def going_on(server: PostgreSQL, command: str) -> Iterator[None]:
    """Let a line run until it is not wanted any more."""
    with server.tool(command) as tool:
        try:
            yield
            assert tool.poll() is None, tool.communicate()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(tool.pid, signal.SIGTERM)


def noted(scene: Scene) -> tuple[str, dict[str, Any]]:
    """What time the database has, and what it holds."""
    held = scene.call("figures")
    with psycopg.connect(scene.bench.server.address()) as connection:
        (now,) = connection.execute("SELECT clock_timestamp()::text").fetchone() or ("",)
    return now, held


def until_received(bench: Bench) -> None:
    """Wait until everything that the database wrote down so far lies beside the base."""
    asked = "SELECT bool_and(flush_lsn >= pg_current_wal_lsn()) FROM pg_stat_replication"
    until(bench.server, asked)


def until(server: PostgreSQL, asked: str) -> None:
    deadline = time.monotonic() + SECONDS
    with psycopg.connect(server.address(), autocommit=True) as connection:
        while connection.execute(asked).fetchone() != (True,):
            assert time.monotonic() < deadline, asked
            time.sleep(0.05)


@contextmanager
def back_at(kept: Kept, moment: str) -> Iterator[Yard]:
    """A second server that went back to a moment, and who asks it as the product does."""
    bench = kept.scene.bench
    with tempfile.TemporaryDirectory(prefix="inrange-back-", dir="/tmp") as name:
        bench.server.own(Path(name))
        lines = lines_to_type()[1]
        assert WRITTEN_TIME in lines
        lines = lines.replace("/mnt/pitr/restored", f"{name}/facts")
        lines = lines.replace("/mnt/pitr", str(kept.place)).replace(WRITTEN_TIME, moment)
        typed(bench.server, lines)
        server = bench.server.on(Path(name))
        server.start()
        yard = None
        try:
            until(server, "SELECT NOT pg_is_in_recovery()")
            yard = Yard(Path(name), server.address(kept.scene.post.database))
            yield yard
        finally:
            if yard:
                yard.close()
            server.stop()


def test_the_chosen_second_comes_back_and_nothing_later(kept: Kept) -> None:
    moment, held = kept.first
    with back_at(kept, moment) as yard:
        assert yard.call(kept.scene.post, "figures") == held
        anchor = str(kept.scene.bench.folder / "anchor-of-seconds")
        done, said = yard.call(kept.scene.post, "command", words=["verify_audit"], anchor=anchor)
        assert done, said


def test_control_a_later_second_holds_what_was_written_until_then(kept: Kept) -> None:
    moment, held = kept.second
    assert held != kept.first[1]
    with back_at(kept, moment) as yard:
        assert yard.call(kept.scene.post, "figures") == held
    assert kept.scene.call("figures") != held
