"""From bytes to text: by the mark at its start, by the character set that the message names."""

from __future__ import annotations

import re

from exchange.files.csv_reading import decode

# HL7 table 0211; what is not listed here is read like a file that names nothing.
_CHARACTER_SETS = {
    "ASCII": "ascii",
    "8859/1": "latin-1",
    "8859/2": "iso8859-2",
    "8859/5": "iso8859-5",
    "8859/9": "iso8859-9",
    "8859/15": "iso8859-15",
    "UNICODE UTF-8": "utf-8",
    "UTF-8": "utf-8",
}
_MARKED_OR_WIDE = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_START = 4096
_PLACE_OF_THE_SET = 17  # MSH-18, counted from the segment's name; MSH-1 is the sign itself
_SHORTEST_HEADER = 4
_REPLACED = "�"


def read_text(content: bytes) -> tuple[str, str]:
    """The text and the encoding it was read in; raises Unusable.

    Text that was read in a wrong encoding spoils names and micro signs, never a number: it ends
    as a man or a unit that is not known.
    """
    text, encoding = _declared(content) or decode(content)
    return text.replace("\x00", _REPLACED), encoding


def _declared(content: bytes) -> tuple[str, str] | None:
    head = content[:_START]
    if head.startswith(_MARKED_OR_WIDE) or b"\x00" in head:
        return None
    codec = _CHARACTER_SETS.get(_character_set(head.decode("latin-1")))
    try:
        return (content.decode(codec), codec) if codec else None
    except UnicodeDecodeError:
        return None


def _character_set(head: str) -> str:
    header = re.search(r"MSH[^\r\n]*", head)
    line = header[0] if header else ""
    if len(line) < _SHORTEST_HEADER:
        return ""
    fields = line.split(line[3])
    named = fields[_PLACE_OF_THE_SET] if len(fields) > _PLACE_OF_THE_SET else ""
    return re.split(r"[~^]", named)[0].strip().upper()
