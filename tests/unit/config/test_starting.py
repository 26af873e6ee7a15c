"""Nothing is left open before processes are forked."""

from __future__ import annotations

import pytest
from django.db import connections

from accounts.forking import leave_nothing_open


class Kept:
    """A connection that tells what was done with it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def close(self) -> None:
        self.done.append("connection")

    def close_pool(self) -> None:
        self.done.append("pool")


def test_connections_and_their_pools_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Kept(), Kept()
    monkeypatch.setattr(connections, "all", lambda initialized_only: [one, other])
    leave_nothing_open()
    assert one.done == other.done == ["connection", "pool"]
