"""Keeping Python's search for dead cycles away while many objects come to stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 0


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Search for no dead cycles meanwhile; whoever calls keeps it small, or sweeps now and then.

    A block of men, or of a file's rows, makes a hundred thousand objects that live until it is
    written, and hardly any cycle among them. The collector would walk them again and again and
    find nothing: a fifth of all the work. What is not part of a cycle is freed as ever.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()


def sweep() -> None:
    """Free what came since the last time and is dead: a man and his details hold each other."""
    gc.collect(_YOUNG)
