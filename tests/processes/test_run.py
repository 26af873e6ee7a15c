"""`./dev run` from the outside: it serves, it says in one sentence why it cannot, it ends whole."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.processes.site import SECONDS_TO_END, free_port, is_alive, refused, started

pytestmark = pytest.mark.fault


def test_a_first_start_serves_the_sign_in_page(tmp_path: Path) -> None:
    with started("--empty", "--data", str(tmp_path / "new")) as site:
        assert site.get("/health") == (200, "alive")
        status, page = site.get("/")
        assert status == 200
        assert 'type="password"' in page
        assert "not for real patients" in site.printed.lower()
        assert f"http://localhost:{site.port}" in site.printed


def test_the_demo_prints_who_can_sign_in(tmp_path: Path) -> None:
    with started("--data", str(tmp_path)) as site:
        assert "Sign in with the password" in site.printed
        assert "@example.org" in site.printed


def test_interrupting_ends_every_process(tmp_path: Path) -> None:
    with started("--empty", "--data", str(tmp_path)) as site:
        family = site.descendants()
        began = time.monotonic()
        assert site.interrupt() == 0
    assert len(family) >= 2, family
    assert [args for pid, args in family.items() if is_alive(pid)] == []
    assert time.monotonic() - began < SECONDS_TO_END


@pytest.mark.parametrize("name", ["gunicorn", "celery"])
def test_a_lost_program_ends_the_others_and_is_an_error(tmp_path: Path, name: str) -> None:
    with started("--empty", "--data", str(tmp_path)) as site:
        family = site.descendants()
        os.kill(min(pid for pid, args in family.items() if f"-m {name}" in args), signal.SIGKILL)
        assert site.program.wait(SECONDS_TO_END) != 0
    assert [args for pid, args in family.items() if is_alive(pid)] == []


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    with started("--empty", "--data", str(tmp_path)):
        code, printed = refused("--data", str(tmp_path), port=free_port())
    assert code != 0
    assert "already runs" in printed
    assert "--data" in printed


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, printed = refused("--data", str(tmp_path), port=other.getsockname()[1])
    assert code != 0
    assert "--port" in printed
    assert "Traceback" not in printed
    assert "ready" not in printed


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    code, printed = refused("--data", str(file / "below"), port=free_port())
    assert code != 0
    assert "--data" in printed
    assert "Traceback" not in printed
