"""A clinic's own server by hand, from the compose file: it serves, and it survives every loss."""

from collections.abc import Iterator

import pytest

from tests.browser import chromium
from tests.fault.mail_server import mail_server
from tests.processes.stack import HOST, RUNNING, Stack, lacking, stack
from tests.processes.visitor import Load, Visitor, found_clinic, lost

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(bool(lacking()), reason=f"not installed here: {', '.join(lacking())}"),
]

KILLED = ("web-1", "worker-1", "db", "redis", "beat", "backup", "door", "web-2")
BETWEEN = 6
"""Men registered between two losses."""

BACK_WITHIN = 45
"""Seconds, on a machine that runs other tests beside; the drill asks for five."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    with mail_server(folder / "mail") as mail, stack(folder, mail.port) as running:
        found_clinic(running)
        yield running


@pytest.fixture(scope="module")
def visitor(running: Stack) -> Visitor:
    visitor = Visitor(running)
    visitor.sign_in()
    return visitor


def test_every_service_runs_as_the_file_says(running: Stack) -> None:
    assert {name.split("-")[0] for name in RUNNING} | {"db", "redis", "migrate"} == set(
        running.services
    )
    assert [name for name in RUNNING if running.processes[name].poll() is not None] == []
    assert list((running.folder / "backups").glob("inrange-*.backup"))


def test_a_browser_comes_in_by_the_door(running: Stack) -> None:
    with chromium.opened() as browser:
        page = browser.new_context(ignore_https_errors=True).new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"https://{HOST}:{running.ports['door']}/")
        assert page.get_by_label("Password").is_visible()
        assert page.locator("body").evaluate("body => getComputedStyle(body).margin") == "0px"
        assert said == []
        hidden = page.request.get(f"{running.address}/metrics")
        assert hidden.status == 404


def test_nothing_acknowledged_is_lost_whatever_dies(running: Stack, visitor: Visitor) -> None:
    enough = BETWEEN * (len(KILLED) + 1)
    with Load(visitor, enough) as load:
        for n, name in enumerate(KILLED, start=1):
            load.until(BETWEEN * n)
            assert running.lose(name) < BACK_WITHIN, name
        for name in RUNNING:
            running.until_it_works(name)
    assert lost(running, load.acknowledged) == []
    assert len(load.acknowledged) >= enough


def test_the_logs_are_lines_of_json_about_nobody(running: Stack, visitor: Visitor) -> None:
    assert "Harbor Clinic" in visitor.read("/patients/")
    lines = [line for line in running.said("web-1").splitlines()[1:] if '"route"' in line]
    assert all(line.startswith("{") for line in lines)
    assert "L-1" not in running.said("web-1")
