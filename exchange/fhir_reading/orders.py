"""What tells the statements about one result, when blood was drawn, and who measured it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from exchange.fhir_reading.pool import Pool, Resource
from exchange.fhir_reading.tree import Node, codings, first, part, parts, text
from exchange.sent.result import NoValue

FILLER, PLACER = "FILL", "PLAC"
_WITHDRAWN = {"cancelled", "entered-in-error"}
_DAY = slice(10)


@dataclass(frozen=True)
class Surroundings:
    """An Observation with the report that names it, if any, and where both are looked up."""

    observation: Resource
    report: Node
    pool: Pool

    @cached_property
    def said_by(self) -> tuple[Node, ...]:
        """What says something of the result: the observation first, then the report if any."""
        body = self.observation.body
        return (body, self.report) if self.report else (body,)

    def subject(self) -> tuple[Node, Node]:
        """Whom it is about: the reference, and the Patient where he stands in the file."""
        reference = next((part(each, "subject") for each in self.said_by if "subject" in each), {})
        found = self.pool.find(reference, self.observation.home)
        return reference, found if text(found, "resourceType") == "Patient" else {}

    @cached_property
    def collected(self) -> str:
        """When blood was drawn: of the observation, of its specimen, else of the report."""
        body, home = self.observation.body, self.observation.home
        if stated := _effective(body):
            return stated
        specimen = self.pool.find(part(body, "specimen"), home)
        return _taken(specimen) or _effective(self.report)

    @cached_property
    def reported(self) -> str:
        """When this was said. That is never when blood was drawn."""
        issued = first(text(each, "issued") for each in self.said_by)
        return issued or text(part(self.observation.body, "meta"), "lastUpdated")

    @cached_property
    def laboratory(self) -> str:
        """The organisation that performed it. A person is none."""
        performers = (each for said in self.said_by for each in parts(said, "performer"))
        return first(map(self._organisation, performers))

    def _organisation(self, performer: Node) -> str:
        found = self.pool.find(performer, self.observation.home)
        kind = text(found, "resourceType") or text(performer, "type") or _kind_of(performer)
        if kind not in {"", "Organization"}:
            return ""
        is_nameless = "reference" in performer and not kind
        return "" if is_nameless else text(found, "name") or text(performer, "display")

    @cached_property
    def filler(self) -> str:
        """The laboratory's number: of the observation, else of the report."""
        return first(_number(each, FILLER) for each in self.said_by)

    @cached_property
    def placer(self) -> str:
        """The number of who ordered it."""
        stated = first(_typed(each, PLACER) for each in self.said_by)
        return stated or first(map(self._ordered, self._requests()))

    def _requests(self) -> Iterator[Node]:
        return (each for said in self.said_by for each in parts(said, "basedOn"))

    def _ordered(self, reference: Node) -> str:
        request = self.pool.find(reference, self.observation.home)
        return _number(request, PLACER) or _written(part(reference, "identifier"))

    @cached_property
    def order(self) -> str:
        """One name for whatever is said of this result, in this file and in others."""
        if self.filler:
            return f"filler {self.filler}"
        if own := self._own_name():
            return f"observation {own}"
        if self.placer:
            return f"placer {self.placer}"
        return f"{self.laboratory[:100]} {self.collected[:40]}"

    def _own_name(self) -> str:
        """The id of the resource; one inside another is known by that of both."""
        observation = self.observation
        if observation.home is observation.body:
            return observation.id or observation.address
        outer = text(observation.home, "id")
        return f"{outer}#{observation.id}" if outer and observation.id else ""


def refuse_other_focus(around: Surroundings) -> None:
    """Refuse values of somebody else than the man, under unknown modifiers, or taken back."""
    observation = around.observation.body
    if "focus" in observation:
        raise NoValue("It is about something else than the patient himself (focus).")
    if {"modifierExtension", "implicitRules"} & set(observation):
        raise NoValue("It carries a modifier that is not understood here.")
    if is_withdrawn(around.report):
        raise NoValue("The report that names it was withdrawn. Ask whether the result counts.")


def is_withdrawn(report: Node) -> bool:
    """Whether a report was cancelled or entered in error as a whole."""
    return text(report, "status") in _WITHDRAWN


def _effective(of: Node) -> str:
    """A moment, or a period that begins and ends on one day."""
    if stated := text(of, "effectiveDateTime") or text(of, "effectiveInstant"):
        return stated
    period = part(of, "effectivePeriod")
    start, end = text(period, "start"), text(period, "end")
    is_one_day = not end or start[_DAY] == end[_DAY]
    return start if is_one_day else ""


def _taken(specimen: Node) -> str:
    return text(part(specimen, "collection"), "collectedDateTime")


def _kind_of(performer: Node) -> str:
    """The kind in an address such as Organization/1."""
    steps = text(performer, "reference").split("/")
    return steps[-2] if len(steps) > 1 else ""


def _number(of: Node, kind: str) -> str:
    """The identifier of a kind, else the first that is of none."""
    untyped = (each for each in parts(of, "identifier") if not _kinds(each))
    return _typed(of, kind) or first(map(_written, untyped))


def _typed(of: Node, kind: str) -> str:
    return first(_written(each) for each in parts(of, "identifier") if kind in _kinds(each))


def _kinds(identifier: Node) -> set[str]:
    kinds = {text(each, "code").upper() for each in codings(part(identifier, "type"))}
    return kinds & {FILLER, PLACER}


def _written(identifier: Node) -> str:
    """A number with who gave it, as HL7 v2 would write it."""
    number, system = text(identifier, "value"), text(identifier, "system")
    return f"{number}^{system}".rstrip("^") if number else ""
