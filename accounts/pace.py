"""How often an open page may ask by itself, so that one browser cannot busy the server.

Counted in each serving process by itself: a bound on work, not on who may read what.
"""

from __future__ import annotations

import time

from django.core.cache import cache

from accounts.models import User

SPAN_SECONDS = 10


def is_too_fast(user: User, what: str, most: int) -> bool:
    """Whether somebody's pages have asked this more than `most` times in the last ten seconds."""
    key = f"pace.{what}.{user.pk}.{int(time.time() // SPAN_SECONDS)}"
    cache.add(key, 0, 2 * SPAN_SECONDS)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # pushed out of a full cache: then nobody is counting for a moment
        return False
