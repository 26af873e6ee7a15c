"""What happens to a file of any format on its way."""

from __future__ import annotations

import random
from collections.abc import Callable

Damage = Callable[[bytearray, random.Random], None]


def flip(content: bytearray, chance: random.Random) -> None:
    """One byte becomes another."""
    content[chance.randrange(len(content))] = chance.randrange(256)


def cut_out(content: bytearray, chance: random.Random) -> None:
    """Some bytes are missing."""
    place = chance.randrange(len(content))
    del content[place : place + chance.randint(1, 40)]


def cut_off(content: bytearray, chance: random.Random) -> None:
    """The end is missing."""
    del content[chance.randrange(len(content)) + 1 :]
