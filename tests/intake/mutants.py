"""Damaged messages: what a network, a disk or a careless program makes of good ones. Seeded."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.intake.damage import Damage, cut_off, cut_out, flip
from tests.intake.messages import ESTRADIOL, HEMATOCRIT, TESTOSTERONE, Obx, message

SEEDS = [
    message(Obx(), Obx("620", TESTOSTERONE, "ng/dL"), Obx("47.1", HEMATOCRIT, "%")),
    message(Obx("<^5.0", kind="SN", status="P")),
    message(Obx("", status="W", kind="")),
    message(
        Obx("147", ESTRADIOL, "pmol/L^^UCUM", "C"),
        pid="PID|1||007^^^HARBOR&1.2&ISO^MR~123-45-6789^^^S^SS||J\\XFC\\rgens^B||19700301|M",
    ),
    f"FHS|^~\\&|L\rBHS|^~\\&|L\r{message(Obx())}{message(Obx('32'), control='M2')}BTS|2\rFTS|1\r",
    f"\x0b{message(Obx(kind='ST', value='31.4 H'))}\x1c\r",
]
NASTY = "|^~\\&\"'@#\x00\x0b\x1c\r\n\ufeff\u2028é€𝟛<>=-.,:;0123456789eE+/ MSHPIDOBXZ\x85"


def _insert(content: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(content) + 1)
    content[place:place] = "".join(chance.choices(NASTY, k=chance.randint(1, 6))).encode()


def _repeat(content: bytearray, chance: random.Random) -> None:
    place = chance.randrange(len(content))
    content[place:place] = content[place : place + 40] * chance.randint(1, 50)


def _swap_lines(content: bytearray, chance: random.Random) -> None:
    lines = bytes(content).split(b"\r")
    chance.shuffle(lines)
    content[:] = b"\r".join(lines)


def _fill_field(content: bytearray, chance: random.Random) -> None:
    fields = bytes(content).split(b"|")
    filled = chance.choice([b'""', b"9" * 400, b"x" * 300, b"^^^^^^", b"1e400", b"99999999", b"~~"])
    fields[chance.randrange(len(fields))] = filled
    content[:] = b"|".join(fields)


DAMAGES: list[Damage] = [
    flip, _insert, cut_out, _repeat, cut_off, _swap_lines, _fill_field,
]  # fmt: skip


def mutants(seed: int, count: int) -> Iterator[bytes]:
    """So many damaged messages, the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        encoding = chance.choice(["utf-8"] * 8 + ["utf-16", "latin-1"])
        content = bytearray(chance.choice(SEEDS).encode(encoding))
        for damage in chance.choices(DAMAGES, k=chance.randint(1, 4)):
            if content:
                damage(content, chance)
        yield bytes(content)
