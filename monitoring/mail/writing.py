"""How e-mails are written out: the same each time, and with no more effort than they need."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy, default
from functools import cache
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives

LONGEST_LINE = 998
"""Characters of a line that every server takes (RFC 5322, 2.1.1)."""

PLAIN = re.compile(rf"[ -~]{{1,{LONGEST_LINE - 60}}}")
"""A header that needs no encoding and, with its name before it, no second line."""


class Writing(EmailPolicy):
    """How e-mails are written: no header is folded, and one of plain signs stands as it is given.

    A link that does not fit a line would be folded into encoded words, in which no mail program
    looks for an address; the lines stay far below what a server has to take. To take a header
    apart and put it together again is the dearest part of writing a mail, and changes nothing
    where there is nothing to encode.
    """

    @cache  # noqa: B019 - there is one policy for each way to end a line
    def header_max_count(self, name: str) -> int | None:
        """How often a header of this name may stand in a message."""
        return super().header_max_count(name)

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        """A header as it is kept in a message."""
        return (name, value) if _is_plain(value) else super().header_store_parse(name, value)

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        """A header as it is given to whoever asks the message for it."""
        return value if _is_plain(value) else super().header_fetch_parse(name, value)


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and bool(PLAIN.fullmatch(value))


@cache
def _writing(linesep: str) -> Writing:
    return Writing(max_line_length=LONGEST_LINE, linesep=linesep)


class Email(EmailMultiAlternatives):
    """An e-mail that is the same byte for byte however often it is written out."""

    on_the_line = b""
    """What a mail server is given, once it was written."""

    def message(self, *, policy: Policy | None = None) -> EmailMessage:
        """Write it out with a fixed boundary."""
        chosen = default if policy is None else policy
        written = super().message(policy=_writing(chosen.linesep))
        if written.is_multipart():
            own, _at, _domain = self.extra_headers["Message-ID"].strip("<>").partition("@")
            written.set_boundary(f"={own}=")
        return written

    def written_out(self) -> Self:
        """The same, with what the server is given ready before anybody waits for it."""
        self.on_the_line = self.message(policy=SMTP).as_bytes()
        return self
