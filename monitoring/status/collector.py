"""Keeping the cycle collector away while many men are judged at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Let nothing look for garbage while a block of men is judged; whoever calls keeps it small.

    A block makes a hundred thousand objects that live until it is written, and hardly any cycle
    among them. The collector would walk them again and again and find nothing: a fifth of all the
    work. What the block did leave behind is found afterwards, so memory is bounded by one block.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
