"""A file that only its key opens, and that cannot be changed, cut off or reordered unnoticed.

AES-256-GCM over pieces of one MiB. Each file has a key of its own, derived from the given one and
a random salt. A piece is sealed with its number, whether it is the last one, and the head of the
file, so that a piece in the wrong place, or a missing end, opens as little as a changed byte.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from io import BufferedReader
from secrets import token_bytes
from typing import IO, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"INRANGE-BACKUP-1"
SALT = 32
MARK = 8
"""Bytes that tell which key a file was made with, and nothing about the key itself."""

PIECE = 1 << 20
TAG = 16
LENGTH = struct.Struct(">I")
NONCE = struct.Struct(">B3xQ")


class Damaged(Exception):
    """The file is not what was written; the message says how that shows."""


class OtherKey(Exception):
    """None of the given keys is the one that the file was made with."""


def _derived(key: bytes, salt: bytes, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, salt, b"inrange backup " + purpose).derive(key)


def _mark(key: bytes, salt: bytes) -> bytes:
    return _derived(key, salt, b"mark", MARK)


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(_derived(key, salt, b"content", 32))


class Sealing:
    """Writes an envelope: whatever is written goes out encrypted; `close` writes its end."""

    def __init__(self, target: IO[bytes], key: bytes) -> None:
        salt = token_bytes(SALT)
        self._head = MAGIC + salt + _mark(key, salt)
        self._cipher, self._target = _cipher(key, salt), target
        self._waiting, self._number = bytearray(), 0
        target.write(self._head)

    def write(self, content: bytes) -> None:
        """Add to the content."""
        self._waiting += content
        # The last piece is known only when nothing follows, so one full piece always waits.
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), last=False)
            del self._waiting[:PIECE]

    def close(self) -> None:
        """Write the last piece, without which the file does not open."""
        self._put(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _put(self, piece: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(NONCE.pack(last, self._number), piece, self._head)
        self._target.write(LENGTH.pack(len(sealed)) + sealed)
        self._number += 1


def opened(source: BufferedReader, keys: Sequence[bytes]) -> Iterator[bytes]:
    """The content, piece by piece, each of them proved. Raises Damaged and OtherKey.

    Only after the last piece it is certain that nothing is missing.
    """
    head = source.read(len(MAGIC) + SALT + MARK)
    salt, mark = head[len(MAGIC) : -MARK], head[-MARK:]
    if not head.startswith(MAGIC) or len(salt) != SALT:
        raise Damaged("It does not begin like a backup of Inrange.")
    key = next((key for key in keys if _mark(key, salt) == mark), None)
    if key is None:
        raise OtherKey("None of the given keys opens it, or its beginning is damaged.")
    yield from _pieces(source, _cipher(key, salt), head)


def _pieces(source: BufferedReader, cipher: AESGCM, head: bytes) -> Iterator[bytes]:
    number, last = 0, False
    while length := source.read(LENGTH.size):
        if last:
            raise Damaged("Something follows its end.")
        size = _sane(length)
        sealed = source.read(size)
        if len(sealed) < size:
            raise Damaged("It ends in the middle of a piece.")
        last = len(sealed) < PIECE + TAG or not source.peek(1)
        try:
            yield cipher.decrypt(NONCE.pack(last, number), sealed, head)
        except InvalidTag:
            _tell(number)
        number += 1
    if not last:
        raise Damaged("Its end is missing.")


def _sane(length: bytes) -> int:
    """The length of the next piece; more than a piece is never asked of the memory."""
    if len(length) < LENGTH.size:
        raise Damaged("It ends in the middle of a piece.")
    size: int = LENGTH.unpack(length)[0]
    if not TAG <= size <= PIECE + TAG:
        raise Damaged("The length of a piece was changed.")
    return size


def _tell(number: int) -> NoReturn:
    raise Damaged(f"Piece {number + 1} was changed, moved, or cut off.")
