"""One set of private servers for each process that runs fault tests."""

from collections.abc import Iterator

import pytest

from tests.fault import scene
from tests.servers import lacking


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[scene.Bench]:
    """A PostgreSQL that may be killed, and programs that may be too."""
    if missing := lacking():
        pytest.skip(f"Not installed here: {', '.join(missing)}.")
    with scene.bench(tmp_path_factory.mktemp("fault")) as bench:
        yield bench
