"""`./dev run` from the outside: it serves, it says in one sentence why it cannot, it ends whole."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.site import SECONDS_TO_END, Site, free_port, is_alive, refused, started

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One that only is looked at."""
    with started(tmp_path_factory.mktemp("kept") / "new", "--empty") as site:
        yield site


def test_a_start_says_where_it_is_and_what_it_is_not(site: Site) -> None:
    assert f"http://localhost:{site.port}" in site.printed
    assert "not for real patients" in site.printed.lower()


@pytest.mark.parametrize(
    ("path", "part"),
    [
        pytest.param("/health", "alive", id="health"),
        pytest.param("/", 'type="password"', id="first page"),
        pytest.param("/static/css/app.css", "{", id="style sheet"),
    ],
)
def test_a_start_serves_a_stranger(site: Site, path: str, part: str) -> None:
    status, page = site.get(path)
    assert status == 200
    assert part in page


def test_the_demo_prints_who_can_sign_in(tmp_path: Path) -> None:
    with started(tmp_path) as site:
        assert "Sign in with the password" in site.printed
        assert "@example.org" in site.printed


def test_interrupting_ends_every_process(tmp_path: Path) -> None:
    with started(tmp_path, "--empty") as site:
        family = site.descendants()
        began = time.monotonic()
        assert site.interrupt() == 0
    assert len(family) >= 2, family
    assert [args for pid, args in family.items() if is_alive(pid)] == []
    assert time.monotonic() - began < SECONDS_TO_END


@pytest.mark.parametrize("name", ["gunicorn", "celery"])
def test_a_lost_program_ends_the_others_and_is_an_error(tmp_path: Path, name: str) -> None:
    with started(tmp_path, "--empty") as site:
        family = site.descendants()
        os.kill(min(pid for pid, args in family.items() if f"-m {name}" in args), signal.SIGKILL)
        assert site.program.wait(SECONDS_TO_END) != 0
    assert [args for pid, args in family.items() if is_alive(pid)] == []


def test_a_folder_in_use_is_refused(site: Site) -> None:
    code, printed = refused(site.folder, port=free_port())
    assert code != 0
    assert "already runs" in printed
    assert "--data" in printed


def test_a_taken_port_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        code, printed = refused(tmp_path, port=other.getsockname()[1])
    assert code != 0
    assert "--port" in printed
    assert "Traceback" not in printed
    assert "ready" not in printed


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    code, printed = refused(file / "below", port=free_port())
    assert code != 0
    assert "--data" in printed
    assert "Traceback" not in printed
