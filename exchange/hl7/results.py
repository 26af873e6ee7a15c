"""Every result of a message as the laboratory sent it, with the order it belongs to. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from exchange.hl7.messages import Message
from exchange.hl7.people import read_person
from exchange.hl7.segments import Segment, nth
from exchange.hl7.values import sent_value
from exchange.sent.result import (
    MALFORMED,
    NOBODY,
    NOT_A_RESULT,
    Code,
    Fault,
    NoValue,
    Person,
    SentResult,
)

_CODES = (1, 4, 10)
"""Where a code begins among the components of OBX-3: its own, and two beside it."""


@dataclass
class _Order:
    """The order that results stand under, and when its specimen was taken."""

    segment: Segment
    control: Segment | None
    specimen: Segment | None
    header: Segment
    results: int = 0

    @cached_property
    def placer(self) -> str:
        """The number of whoever ordered."""
        return self._number(2)

    @cached_property
    def filler(self) -> str:
        """The number of the laboratory."""
        return self._number(3)

    def _number(self, field: int) -> str:
        """A number from OBR or else from ORC."""
        stated = self.segment.whole(field)
        return stated or (self.control.whole(field) if self.control else "")

    @cached_property
    def name(self) -> str:
        """What tells the messages about one result: the laboratory's number, else the sender's."""
        named = (("filler", self.filler), ("placer", self.placer))
        return next((f"{whose} {number}" for whose, number in named if number), "")

    @cached_property
    def collected(self) -> str:
        """When the specimen was taken, by the order or by the specimen."""
        specimen = self.specimen.text(17) if self.specimen else ""
        return self.segment.text(7) or specimen

    @cached_property
    def reported(self) -> str:
        """When the results were reported, or else the message sent."""
        return self.segment.text(22) or self.header.text(7)

    @cached_property
    def laboratory(self) -> str:
        """Where the message comes from."""
        return self.header.text(4) or self.header.text(3)


class Observed(NamedTuple):
    """A result before its value is looked at: about whom, under which order, at which place."""

    obx: Segment
    person: Person
    order: _Order
    place: str


@dataclass
class _Reader:
    """Goes through a message; what it stands in at each moment."""

    message: Message
    authorities: Collection[str]
    person: Person | None = None
    control: Segment | None = None
    order: _Order | None = None

    def read(self) -> Iterator[Observed | Fault]:
        """Results and faults in the order of the message."""
        segments = self.message.segments
        for place, segment in enumerate(segments):
            if segment.name == "PID":
                yield from self._end_order()
                self.person, self.control = read_person(segment, self.authorities), None
            elif segment.name == "ORC":
                self.control = segment
            elif segment.name == "OBR":
                yield from self._end_order()
                specimen = _specimen(segments[place + 1 :])
                self.order = _Order(segment, self.control, specimen, self.message.header)
                self.control = None
            elif segment.name == "OBX":
                yield self._observed(segment)
        yield from self._end_order()

    def _end_order(self) -> Iterator[Fault]:
        order, self.order = self.order, None
        if order and not order.results:
            line, name = order.segment.line, order.segment.text(4, 2) or order.segment.text(4)
            reason = f"The order “{name}” came without a result."
            yield Fault(line, f"{self.message.place}, OBR", NOT_A_RESULT, reason)

    def _observed(self, obx: Segment) -> Observed | Fault:
        place = f"{self.message.place}, OBX {obx.text(1)}".rstrip()
        if self.order is None:
            reason = "The result stands under no order (OBR), so that nothing says when it was."
            return Fault(obx.line, place, MALFORMED, reason)
        self.order.results += 1
        return Observed(obx, self.person or NOBODY, self.order, place)


def observed(message: Message, authorities: Collection[str] = ()) -> Iterator[Observed | Fault]:
    """Whose results a message holds, and every fault in it."""
    return _Reader(message, authorities).read()


def read_results(message: Message, authorities: Collection[str] = ()) -> list[SentResult | Fault]:
    """Every result of a message, and every fault in it."""
    return [
        each if isinstance(each, Fault) else _read(each, message)
        for each in observed(message, authorities)
    ]


def _read(each: Observed, message: Message) -> SentResult:
    try:
        return _as_sent(each, message, sent_value(each.obx))
    except NoValue as why:
        return _as_sent(each, message, None, str(why))


def _as_sent(each: Observed, message: Message, typed: str | None, no_value: str = "") -> SentResult:
    obx, person, order, place = each
    # The observation's own day may be that of the analysis, and would tear a draw apart.
    collected = order.collected or obx.text(14)
    return SentResult(
        line=obx.line,
        place=place,
        message=message.control_id,
        laboratory=order.laboratory,
        person=person,
        order=order.name or f"{order.laboratory[:100]} {collected[:40]}",
        placer=order.placer,
        filler=order.filler,
        codes=_codes(obx.components(3)),
        typed=typed,
        no_value=no_value,
        unit=obx.text(6) or obx.text(6, 2),
        reference_range=obx.whole(7),
        status=obx.text(11).upper(),
        collected=collected,
        reported=order.reported,
    )


@lru_cache(maxsize=1024)  # a laboratory sends a few analytes, again and again
def _codes(stated: tuple[str, ...]) -> tuple[Code, ...]:
    """The code of the observation, and those that the laboratory gives beside it."""
    every = [Code(nth(stated, n), nth(stated, n + 2), nth(stated, n + 1)) for n in _CODES]
    return tuple(each for each in every if each.code or each.text)


def _specimen(after: tuple[Segment, ...]) -> Segment | None:
    """The first specimen of an order, which follows its results."""
    for segment in after:
        if segment.name in {"OBR", "PID"}:
            return None
        if segment.name == "SPM":
            return segment
    return None
