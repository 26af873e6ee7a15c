"""Python's search for cycles of dead objects, put off while many objects come to stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 0


def sweep() -> None:
    """Free what came since the last time and is dead: a man and his details hold each other."""
    gc.collect(_YOUNG)


@contextmanager
def uncollected() -> Iterator[None]:
    """Search for no dead cycles meanwhile: a file's rows are all alive, and there are many.

    The search cost a fifth of an import. What is not part of a cycle is freed as ever.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
