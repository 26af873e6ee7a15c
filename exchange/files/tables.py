"""Tables before they are kept: what must not be kept of them is written over. Pure."""

from __future__ import annotations

import csv
import io
import re

from exchange.files.csv_reading import DELIMITERS, decode, stated_delimiter

_SOCIAL = re.compile(r"\b(ssn|ss\s?#|soc(ial)?[ _-]*sec\w*)", re.IGNORECASE)
_SOCIAL_NUMBER = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")


def without_social_numbers(content: bytes) -> bytes:
    """A table as it may be kept; raises Unusable where it is no text."""
    text, encoding = decode(content)
    cleaned = _written_over(text)
    return content if cleaned == text else cleaned.encode(encoding)


def _written_over(text: str) -> str:
    """A table with social security numbers written over: a column named so, and their shape."""
    masked = _SOCIAL_NUMBER.sub("***-**-****", text)
    stated = stated_delimiter(masked)
    header = int(bool(stated))
    first = "".join(masked.splitlines()[header : header + 1])
    if not _SOCIAL.search(first.replace("_", " ")):
        return masked
    delimiter = stated or max(DELIMITERS, key=first.count)
    rows = list(csv.reader(io.StringIO(masked, newline=""), delimiter=delimiter))
    places = [n for n, name in enumerate(rows[header]) if _SOCIAL.search(name.replace("_", " "))]
    for row in rows[header + 1 :]:
        for place in places:
            if place < len(row):
                row[place] = re.sub(r"\w", "*", row[place])
    whole = io.StringIO(newline="")
    csv.writer(whole, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return whole.getvalue()
