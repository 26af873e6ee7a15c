"""What mail servers answer, made fit to be kept: no address, and no sign that is not seen."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 400
"""Characters that are kept; somewhat more are read, so that no address is cut in two."""

ADDRESS = re.compile(r"[^\s<>()\[\]{},;:'\"]+@[^\s<>()\[\]{},;:'\"]+")


def fit_to_keep(words: str) -> str:
    """An answer in one line: whoever it is about has an address, which is nobody's business."""
    read = words[: 2 * LONGEST]
    seen = "".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in read)
    return " ".join(ADDRESS.sub("the address", seen).split())[:LONGEST]
