"""Private servers for the fault tests; the database is one for each process that runs them."""

from collections.abc import Iterator

import pytest

from tests.fault import scene
from tests.processes.site import free_port
from tests.servers import Redis, lacking


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[scene.Bench]:
    """A PostgreSQL that may be killed, and programs that may be too."""
    if missing := lacking():
        pytest.skip(f"Not installed here: {', '.join(missing)}.")
    with scene.bench(tmp_path_factory.mktemp("fault")) as bench:
        yield bench


@pytest.fixture
def queue() -> Iterator[Redis]:
    """A Redis that may be emptied, frozen and killed."""
    redis = Redis(free_port())
    redis.start()
    try:
        yield redis
    finally:
        redis.thaw()
        redis.kill()
