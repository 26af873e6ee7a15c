"""The keys that backups are encrypted with. They come from outside; there is none by default."""

from __future__ import annotations

import base64
import binascii
import os
import secrets

from django.core.management.base import CommandError

KEYS = "INRANGE_BACKUP_KEY"
"""One key, or several with commas between: the first encrypts, each of them opens."""

BYTES = 32
FEWEST_DIFFERENT = 8
"""Of 32 random bytes some 30 differ; a key that somebody made up by hand does not reach this."""


def new_key() -> str:
    """A fresh key, as the variable holds it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(BYTES)).decode()


def given_keys() -> list[bytes]:
    """The keys of the environment, the one in use first. Raises CommandError."""
    words = [word.strip() for word in os.environ.get(KEYS, "").split(",") if word.strip()]
    if not words:
        raise CommandError(
            f"{KEYS} is missing: a backup is never written unencrypted. "
            "Make a key with `backup --new-key`, and keep it away from the backups."
        )
    return [_read(number, word) for number, word in enumerate(words, start=1)]


def _read(number: int, word: str) -> bytes:
    try:
        key = base64.b64decode(word, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != BYTES or len(set(key)) < FEWEST_DIFFERENT:
        raise CommandError(
            f"Key {number} in {KEYS} is none: it has to be {BYTES} random bytes in base64, "
            "as `backup --new-key` makes them."
        )
    return key
