"""Why something of a file is not taken: the kinds of a rejection. Pure."""

from __future__ import annotations

from enum import StrEnum

NOT_FOLLOWED = "-"
"""The meaning of a word of a laboratory of which the clinic records nothing."""


class Kind(StrEnum):
    """What a person has to look at."""

    MALFORMED = "malformed"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_PATIENT = "unknown_patient"
    IMPLAUSIBLE = "implausible"
    NOT_A_RESULT = "not_a_result"
    CONFLICT = "conflict"
    NOT_FOLLOWED = "not_followed"
    NOT_ACCEPTED = "not_accepted"
    UNLIKELY = "unlikely"
