"""Counting requests over all processes of one web server, without one waiting for another.

The counters lie in memory that the processes share because the first one forks the others
(gunicorn's `--preload`). Each process writes into a row of its own, so that one that is killed in
the middle of a request holds nobody up.
"""

from __future__ import annotations

import logging
import mmap
import os
import time
from bisect import bisect_left
from collections.abc import Callable
from threading import Lock

from django.http import HttpRequest, HttpResponse

BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Seconds: the upper ends of the classes of answers; one more class is for everything slower."""

KINDS = ("1xx", "2xx", "3xx", "4xx", "5xx")
PROCESSES = 4096
"""Rows. Process numbers that share one are so far apart that they do not live together."""

MICROSECONDS = len(KINDS) + len(BOUNDS) + 1
WIDTH = MICROSECONDS + 1
log = logging.getLogger("inrange.requests")


class Counters:
    """How many requests were answered how, and how long that took."""

    def __init__(self) -> None:
        self._cells = memoryview(mmap.mmap(-1, PROCESSES * WIDTH * 8)).cast("Q")
        self._lock = Lock()  # among the threads of one process

    def count(self, status: int, seconds: float) -> None:
        """Add one answer."""
        row = os.getpid() % PROCESSES * WIDTH
        kind = min(max(status // 100, 1), len(KINDS)) - 1
        with self._lock:
            self._cells[row + kind] += 1
            self._cells[row + len(KINDS) + bisect_left(BOUNDS, seconds)] += 1
            self._cells[row + MICROSECONDS] += round(seconds * 1_000_000)

    def totals(self) -> list[int]:
        """The sums over all processes: by kind, by class of time, and the microseconds."""
        return [sum(self._cells[at::WIDTH]) for at in range(WIDTH)]


counters = Counters()


class CountRequests:
    """Counts every answer, and writes a line for it that names the route and nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Take the time of everything below."""
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        counters.count(response.status_code, seconds)
        route = request.resolver_match.view_name if request.resolver_match else None
        told = {"method": request.method, "route": route, "status": response.status_code}
        log.info("answered", extra={"told": told | {"ms": round(seconds * 1000)}})
        return response
