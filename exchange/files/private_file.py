"""A file with patients' records: readable by its owner alone, and there only when it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.core.management.base import CommandError


@contextmanager
def private_file(target: Path) -> Iterator[IO[bytes]]:
    """A file to write into, which gets its name where nothing went wrong; raises CommandError."""
    if target.exists():
        raise CommandError(f"{target} is there already. Name another file.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        opened = os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(opened, "wb") as file:
            yield file
        unfinished.rename(target)
    except OSError as reason:
        raise CommandError(f"{target} cannot be written: {reason.strerror}.") from reason
    finally:
        unfinished.unlink(missing_ok=True)
