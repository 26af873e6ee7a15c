"""Writing down an unforeseen fault without writing down anybody's record."""

from __future__ import annotations

import traceback


def trace(fault: BaseException) -> str:
    """The kind of a fault and the places it passed, without its words: they can quote a record."""
    return f"{type(fault).__name__}\n{''.join(traceback.format_tb(fault.__traceback__))}"
