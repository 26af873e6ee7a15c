"""Log lines name the kind and the place of an error, and nothing that it says."""

from __future__ import annotations

import logging
import sys

import pytest

from config.logs import WithoutValues

SECRET = "Zanzibarovic"


def line(name: str = "any", **more: object) -> str:
    record = logging.makeLogRecord({"name": name, "levelname": "ERROR", "msg": "Failed", **more})
    return WithoutValues("{levelname} {message}", style="{").format(record)


def test_kind_and_place_of_every_error_of_a_chain_are_told() -> None:
    try:
        try:
            int(SECRET)
        except ValueError as cause:
            raise LookupError(SECRET) from cause
    except LookupError:
        written = line(exc_info=sys.exc_info(), exc_text=f"kept {SECRET}")
    assert written.startswith("ERROR Failed\nTraceback")
    assert written.index("builtins.ValueError") < written.index("builtins.LookupError")
    assert "test_logs.py" in written
    assert f'"{SECRET}"' not in written
    assert f"'{SECRET}'" not in written
    assert "kept" not in written


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(
            {"name": "send", "id": "1", "exc": SECRET, "args": SECRET, "description": "raised"},
            "ERROR Task send[1] raised",
            id="a task",
        ),
        pytest.param(None, "ERROR Failed", id="another line of the same logger"),
    ],
)
def test_a_failed_task_is_told_without_its_error(data: object, told: str) -> None:
    assert line("celery.app.trace", data=data) == told
