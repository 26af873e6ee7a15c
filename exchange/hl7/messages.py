"""A file taken apart: batches, messages, and what is wrong with either. Pure.

What cannot be read is a fault with its place; the messages beside it are read all the same.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from exchange.files.csv_reading import Unusable, shortened
from exchange.hl7.marks import BadHeader, Marks, read_marks
from exchange.hl7.segments import Segment, begins_message, read_segment
from exchange.sent.result import MALFORMED, NOT_A_RESULT, Fault

_ENDS = re.compile(r"\r\n|\r|\n")
_FRAME = re.compile(r"[\x0b\x1c\ufeff]")
_ENVELOPE = ("FHS", "BHS", "BTS", "FTS")
RESULTS = ("ORU", "R01")
_BETWEEN = "\r"


Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as small as its text: which one it is, the lines of the file, and what they say."""

    number: int
    lines: Sequence[int]
    written: str

    def opened(self) -> Message:
        """The message, to be read."""
        written = self.written.split(_BETWEEN)
        return _message(self.number, list(zip(self.lines, written, strict=True)))


@dataclass(frozen=True)
class Message:
    """A message of results: its header and the segments after it."""

    number: int
    header: Segment
    segments: tuple[Segment, ...]
    block: Sequence[Line] = ()

    def closed(self) -> Letter:
        """The message to be kept until its turn comes."""
        lines = array("I", [number for number, _ in self.block])
        return Letter(self.number, lines, _BETWEEN.join([written for _, written in self.block]))

    @cached_property
    def control_id(self) -> str:
        """What the sender calls the message."""
        return shortened(self.header.text(10))

    @cached_property
    def place(self) -> str:
        """The message as a report names it."""
        name = f" ({self.control_id})" if self.control_id else ""
        return f"message {self.number}{name}"


@dataclass
class Transmission:
    """What a file holds beside its messages: `count` are those, readable or not."""

    count: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass
class _Batch:
    """A batch while it is read: where it began, and how many messages stood before it."""

    line: int
    before: int


def take_apart(text: str, whole: Transmission) -> Iterator[Message]:
    """Every message of a file that can be read, one by one; `whole` notes what else it holds.

    Raises Unusable at the end where there was none, readable or not.
    """
    for block in _blocks(text):
        if begins_message(block[0][1]):
            yield from _take_message(whole, block)
        else:
            number, start = block[0]
            reason = f"“{shortened(start)}” stands outside any message."
            whole.faults.append(Fault(number, f"line {number}", MALFORMED, reason))
    if not whole.count:
        raise Unusable("The file holds no HL7 message: none of its lines begins with MSH.")
    whole.faults += _miscounted(text)


def _lines(text: str) -> Iterator[Line]:
    is_framed = _FRAME.search(text) is not None
    for number, line in enumerate(_each_line(text), start=1):
        for piece in _FRAME.split(line) if is_framed else (line,):
            if written := piece.lstrip():
                yield number, written


def _each_line(text: str) -> Iterator[str]:
    """The lines of a text, however each ends, without a second copy of all of them."""
    start = 0
    for end in _ENDS.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _blocks(text: str) -> Iterator[list[Line]]:
    """The lines of each message together; lines outside any message in blocks of their own."""
    block: list[Line] = []
    for number, line in _lines(text):
        begins = begins_message(line)
        if block and (begins or line.startswith(_ENVELOPE)):
            yield block
            block = []
        if begins or not line.startswith(_ENVELOPE):
            block.append((number, line))
    if block:
        yield block


def _take_message(whole: Transmission, block: list[Line]) -> Iterator[Message]:
    whole.count += 1
    line, place = block[0][0], f"message {whole.count}"
    try:
        message = _message(whole.count, block)
    except BadHeader as bad:
        reason = f"The message of {len(block)} lines cannot be read: {bad}."
        whole.faults.append(Fault(line, place, MALFORMED, reason))
        return
    if refusal := _no_results(message):
        whole.faults.append(Fault(line, message.place, *refusal))
    else:
        yield message


def _message(number: int, block: list[Line]) -> Message:
    marks = read_marks(block[0][1])
    header, *others = [_segment(line, written, marks) for line, written in block]
    return Message(number, header, tuple(others), block)


def _segment(line: int, written: str, marks: Marks) -> Segment:
    segment = read_segment(line, written, marks)
    if segment is None:
        start = shortened(written.split(marks.field, maxsplit=1)[0])
        raise BadHeader(f"line {line} begins with “{start}”, which is no segment of a result")
    return segment


def _no_results(message: Message) -> tuple[str, str] | None:
    """Why nothing is read from a message, by kind and in words."""
    kind = (message.header.text(9), message.header.text(9, 2) or RESULTS[1])
    version = message.header.text(12)
    if kind != RESULTS:
        named = shortened("^".join(kind)) if kind[0] else "no type"
        return NOT_A_RESULT, f"A message of type {named} is not read here; results come as ORU^R01."
    if version and not version.startswith("2"):
        return MALFORMED, f"Version “{shortened(version)}” is not HL7 version 2."
    return None


def _miscounted(text: str) -> Iterator[Fault]:
    """Batches that hold another number of messages than they say, or that never end."""
    if "BHS" not in text:
        return
    count, batch = 0, None
    for line, written in _lines(text):
        count += begins_message(written)
        if written.startswith("BHS"):
            batch = _Batch(line, count)
        elif written.startswith("BTS") and batch:
            yield from _wrong_count(line, written, count - batch.before)
            batch = None
    if batch:
        reason = "The batch that begins here has no end (BTS). The file may be cut off."
        yield Fault(batch.line, f"line {batch.line}", MALFORMED, reason)


def _wrong_count(line: int, written: str, found: int) -> Iterator[Fault]:
    stated = re.match(r"BTS[^0-9A-Za-z]([0-9]{1,9})(?![0-9])", written)
    if stated and int(stated[1]) != found:
        reason = (
            f"The batch says it holds {stated[1]} messages and holds {found}. Ask the laboratory "
            "whether any is missing."
        )
        yield Fault(line, f"line {line}", MALFORMED, reason)
