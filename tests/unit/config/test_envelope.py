"""A sealed file opens whole, with its key, or not at all."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError

from config.backups.envelope import (
    LENGTH,
    PIECE,
    TAG,
    Damaged,
    OtherKey,
    Sealing,
    opened,
)
from config.backups.keys import KEYS, given_keys, new_key

KEY, OTHER = b"0123456789abcdef" * 2, b"fedcba9876543210" * 2
HEAD = 16 + 32 + 8


def sealed(content: bytes, step: int = 0) -> bytes:
    target = io.BytesIO()
    envelope = Sealing(target, KEY)
    for at in range(0, len(content), step or max(1, len(content))):
        envelope.write(content[at : at + (step or len(content))])
    envelope.close()
    return target.getvalue()


def unsealed(file: bytes, *keys: bytes) -> bytes:
    return b"".join(opened(io.BufferedReader(io.BytesIO(file)), keys or (KEY,)))


@pytest.mark.parametrize(
    "size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1], ids=str
)
def test_what_was_sealed_opens(size: int) -> None:
    content = bytes(n % 251 for n in range(1000)) * (size // 1000 + 1)
    assert unsealed(sealed(content[:size])) == content[:size]


def test_it_does_not_matter_in_which_steps_it_was_written() -> None:
    content = bytes(range(256)) * 9000
    assert unsealed(sealed(content, step=70_001)) == content


def test_every_changed_byte_is_noticed() -> None:
    file = sealed(b"two men and a draw")
    for at in range(len(file)):
        changed = bytearray(file)
        changed[at] ^= 1
        with pytest.raises((Damaged, OtherKey)):
            unsealed(bytes(changed))


def test_every_cut_is_noticed() -> None:
    file = sealed(b"two men and a draw")
    for at in range(len(file)):
        with pytest.raises((Damaged, OtherKey)):
            unsealed(file[:at])


def pieces_of(file: bytes) -> list[bytes]:
    whole = LENGTH.size + PIECE + TAG
    return [file[at : at + whole] for at in range(HEAD, len(file), whole)]


@pytest.mark.parametrize(
    "order",
    [
        pytest.param([0, 1], id="the end is cut off between two pieces"),
        pytest.param([1, 0, 2], id="two pieces in the other order"),
        pytest.param([0, 0, 1, 2], id="a piece twice"),
        pytest.param([0, 1, 2, 2], id="the last piece twice"),
        pytest.param([0, 2], id="a piece is missing"),
        pytest.param([], id="nothing but the beginning"),
    ],
)
def test_whole_pieces_in_the_wrong_place_are_noticed(order: list[int]) -> None:
    file = sealed(bytes(2 * PIECE + 5))
    pieces = pieces_of(file)
    assert unsealed(file[:HEAD] + b"".join(pieces)) == bytes(2 * PIECE + 5)
    with pytest.raises(Damaged):
        unsealed(file[:HEAD] + b"".join(pieces[n] for n in order))


def test_a_piece_of_another_file_does_not_fit() -> None:
    one, other = sealed(b"one"), sealed(b"two")
    with pytest.raises(Damaged):
        unsealed(one[:HEAD] + other[HEAD:])


def test_nothing_is_read_that_a_changed_length_asks_for() -> None:
    file = sealed(b"one")
    with pytest.raises(Damaged, match="length"):
        unsealed(file[:HEAD] + LENGTH.pack(PIECE + TAG + 1) + file[HEAD + LENGTH.size :])


def test_something_after_the_end_is_noticed() -> None:
    with pytest.raises(Damaged):
        unsealed(sealed(b"one") + b"more")


def test_only_its_key_opens_it_and_an_earlier_key_may_stand_behind() -> None:
    file = sealed(b"one")
    assert unsealed(file, OTHER, KEY) == b"one"
    with pytest.raises(OtherKey):
        unsealed(file, OTHER)


def test_the_same_content_is_never_sealed_in_the_same_way() -> None:
    assert sealed(b"one")[16:] != sealed(b"one")[16:]


def test_a_fresh_key_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    now, before = new_key(), new_key()
    monkeypatch.setenv(KEYS, f"{now}, {before}")
    keys = given_keys()
    assert [len(key) for key in keys] == [32, 32]
    assert keys[0] != keys[1]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param("", id="missing"),
        pytest.param("a password", id="no base64"),
        pytest.param("c2hvcnQ=", id="short"),
        pytest.param("A" * 43 + "=", id="one byte again and again"),
        pytest.param(new_key()[:-4], id="cut off"),
        pytest.param(f"{new_key()},wrong", id="a wrong one behind a right one"),
    ],
)
def test_a_weak_key_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv(KEYS, given)
    with pytest.raises(CommandError, match="backup --new-key"):
        given_keys()
