"""Ending what takes too long, with one thread for any number of things done one after the other."""

from __future__ import annotations

import contextlib
import math
import threading
import time
from collections.abc import Callable, Iterator


class Deadline:
    """Calls `cut` when something that was begun has not ended in time.

    A thread for each thing to be done would take longer to start than most of them last. This one
    sleeps until the moment that it was told first; what was begun later ends later, so it has
    only to look again then.
    """

    def __init__(self, cut: Callable[[], None]) -> None:
        self._cut = cut
        self._changed = threading.Condition()
        self._until = self._wakes_at = math.inf
        self._is_over = False
        threading.Thread(target=self._watch, daemon=True).start()

    @contextlib.contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """What is done in this block has so many seconds.

        Raises `TimeoutError` where none are left.
        """
        if seconds <= 0:
            raise TimeoutError("There is no time left to begin.")
        self._set(time.monotonic() + seconds)
        try:
            yield
        finally:
            self._set(math.inf)

    def end(self) -> None:
        """Watch no more."""
        self._is_over = True
        self._set(-math.inf)

    def _set(self, until: float) -> None:
        with self._changed:
            self._until = until
            if until < self._wakes_at:
                self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._is_over:
                left = self._until - time.monotonic()
                if left <= 0:
                    self._until = math.inf
                    self._cut()
                else:
                    self._wakes_at = self._until
                    self._changed.wait(min(left, threading.TIMEOUT_MAX))
