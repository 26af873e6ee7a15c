"""Log lines that tell what went wrong and where, and never about whom.

The words of an error can hold what somebody typed: a database names the value that it refused. So
of every error its kind and its place in the code are written, and nothing that it says.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

Fault = tuple[type[BaseException], BaseException, TracebackType | None]

TASKS = "celery.app.trace"
"""Writes a failed task's error, arguments and all, into the line itself."""


class WithoutValues(logging.Formatter):
    """Writes errors by kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """A line; that of a failed task is worded here."""
        told: Any = getattr(record, "data", None)
        if record.name == TASKS and isinstance(told, dict):
            record = logging.makeLogRecord(record.__dict__ | {"args": None, "msg": _failed(told)})
        record.exc_text = None  # another formatter may have kept the words
        return super().format(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """Every error of the chain, the first cause first."""
        return "\n".join(line for fault in _chain(ei[1]) for line in _lines(fault))


class AsJson(WithoutValues):
    """The same as one line of JSON, for whatever gathers the lines of all programs."""

    def format(self, record: logging.LogRecord) -> str:
        """Moment, level, logger, message, what was told beside it, and where an error arose."""
        words, _, place = super().format(record).partition("\n")
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": words,
            **getattr(record, "told", {}),
        }
        return json.dumps(line | ({"error": place.splitlines()} if place else {}))


def _failed(told: dict[str, Any]) -> str:
    return f"Task {told.get('name')}[{told.get('id')}] {told.get('description', 'failed')}"


def _chain(fault: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while fault is not None and fault not in found:
        found.insert(0, fault)
        fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    return found


def _lines(fault: BaseException) -> Iterator[str]:
    yield "Traceback (most recent call last):"
    yield from (line.rstrip() for line in traceback.format_tb(fault.__traceback__))
    yield f"{type(fault).__module__}.{type(fault).__qualname__}"
