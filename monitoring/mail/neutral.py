"""What somebody typed and a message repeats: one visible line that gives no condition away."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode categories of line breaks, control signs and signs that change how others are read."""

TELLING = re.compile(
    r"""\b(?:
        hormon\w* | endocrin\w* | andro\w* | urolog\w* | fertil\w* | infertil\w* | menopaus\w*
        | men.?s\ (?:health|clinic) | sexual\w* | testo\w* | estr(?:o|a)\w* | oestr\w*
        | anastrozol\w* | aromatas\w* | arimidex | trt | hrt | bones? | osteo\w* | dexa
        | steroid\w* | vitality | anti.?ag(?:e)?ing | longevity
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words of a name that tell what people come for."""


class Telling(ValueError):
    """Something typed that no message may repeat; the text says what, and what to do."""


def neutral_line(text: str, name: str) -> str:
    """The text without outer spaces, fit for a header and for any reader; `name` says which it is.

    Raises `Telling` for a text with a line break or another invisible sign, and for one that says
    what the clinic treats. The message is then parked with that reason rather than sent.
    """
    line = text.strip()
    if any(unicodedata.category(sign) in INVISIBLE for sign in line):
        raise Telling(f"The {name} holds a line break or an invisible sign. Type it anew.")
    if TELLING.search(line):
        raise Telling(f"The {name} says what the clinic treats. Choose one that does not.")
    return line
