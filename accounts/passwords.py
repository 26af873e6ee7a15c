"""What a password must be: long, not too long to check, and not what everybody tries first.

No rule asks for kinds of characters: length is what counts.
"""

from __future__ import annotations

from string import digits, punctuation

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from accounts.models import User

MOST_CHARACTERS = 128
"""More would only make checking slow; every sentence fits."""

LONGEST_REPEATED_PIECE = 4


class LongestPassword:
    """Refuses what is longer than anybody types, so that nobody can make the site count hashes."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError above the limit."""
        if len(password) > MOST_CHARACTERS:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """The rule in words."""
        return f"Use at most {MOST_CHARACTERS} characters."


class CommonPassword(CommonPasswordValidator):
    """Refuses what is tried first: well-known passwords, also with a tail, and repeated pieces."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raise ValidationError for a password that is guessed early."""
        word = password.lower().strip()
        bare = word.strip(digits + punctuation)
        if word in self.passwords or bare in self.passwords or not bare or _is_repeated(word):
            raise ValidationError(
                "This password is one of the first that are tried. "
                "Use several words that do not belong together.",
                code="password_too_common",
            )


def _is_repeated(word: str) -> bool:
    """Whether it is one short piece over and over."""
    pieces = (word[:length] for length in range(1, LONGEST_REPEATED_PIECE + 1))
    return any((piece * len(word))[: len(word)] == word for piece in pieces)
