"""The real site with the demo, started once, and the people who sit in front of it."""

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.chromium import program
from tests.browser.journeys.desk import Desk
from tests.processes.demo import prepare_demo
from tests.processes.site import Site, started

PLACES = "places.json"
ADMIT = "from tests.browser.journeys import cast; cast.admit()"


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with the demo and the men of the journeys, and where their pages are."""
    program()
    folder = tmp_path_factory.mktemp("journeys") / "site"
    shutil.copytree(made_once(tmp_path_factory.getbasetemp().parent), folder)
    return folder, json.loads((folder / PLACES).read_text())


def made_once(shared: Path) -> Path:
    """The same, made by the first of the processes that run the tests; the others wait for it."""
    made = shared / "journeys-made"
    with (shared / "journeys-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / PLACES).exists():
            (made / PLACES).write_text(prepare_demo(made, ADMIT).splitlines()[-1])
    return made


@pytest.fixture(scope="session")
def places(prepared: tuple[Path, dict[str, str]]) -> dict[str, str]:
    """The identifiers of the men of the journeys by family name, and the clinic's day."""
    return prepared[1]


@pytest.fixture(scope="session")
def site(prepared: tuple[Path, dict[str, str]]) -> Iterator[Site]:
    """Web server, worker and scheduler with the demo clinic, as `./dev run` starts them."""
    with started(prepared[0]) as site:
        yield site


@pytest.fixture
def desk(browser: Any, site: Site, places: dict[str, str]) -> Iterator[Callable[..., Desk]]:
    """Opens a desk: `desk("clinician")` has somebody signed in, `desk()` a stranger."""
    opened: list[Desk] = []

    def open_desk(who: str = "", **context: Any) -> Desk:
        opened.append(Desk(browser, f"http://localhost:{site.port}", places, context))
        if who and "storage_state" not in context:
            opened[-1].sign_in(who)
        return opened[-1]

    yield open_desk
    for each in opened:
        each.close()
