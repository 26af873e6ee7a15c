"""An authenticator app, as it runs on somebody's telephone (RFC 6238)."""

import base64
import hmac
import struct
import time

SECONDS, DIGITS = 30, 6


def code_of(secret: str, steps: int = 0) -> str:
    """What it shows now, or some half-minutes later."""
    counter = struct.pack(">Q", int(time.time()) // SECONDS + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"
