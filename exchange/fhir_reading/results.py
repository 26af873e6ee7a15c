"""Every result of a file as the laboratory sent it, and what is in it that is none. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import count

from exchange.fhir_reading.drugs import KINDS, read_course, subject_of
from exchange.fhir_reading.orders import Surroundings, is_withdrawn, refuse_other_focus
from exchange.fhir_reading.people import only_named, read_patient
from exchange.fhir_reading.pool import Pool, Resource, contained
from exchange.fhir_reading.scans import is_measure, read_measure
from exchange.fhir_reading.tree import Node, codings, part, parts, text, words
from exchange.fhir_reading.values import (
    has_value,
    sent_range,
    sent_unit,
    sent_value,
)
from exchange.files.csv_reading import shortened
from exchange.sent.facts import SentCourse, SentMeasure
from exchange.sent.result import NOT_A_RESULT, Code, Fault, NoValue, Person, SentResult

_NAMES = (
    "Patient Practitioner PractitionerRole Organization Location Encounter EpisodeOfCare Specimen "
    "ServiceRequest Device Medication RelatedPerson Provenance OperationOutcome MessageHeader"
)
_ABOUT_OTHERS = frozenset(_NAMES.split())
"""Resources that only say something about results: who, where, in whose name."""

Told = SentResult | SentMeasure | SentCourse | Fault


@dataclass
class _Reader:
    """Goes through the resources of a file and counts what it lists."""

    pool: Pool
    authorities: Collection[str]
    lines: Iterator[int] = field(default_factory=lambda: count(1))
    people: dict[int, Person] = field(default_factory=dict)
    reports: dict[int, Node] = field(default_factory=dict)

    def read(self) -> Iterator[Told]:
        """Results and faults in the order of the file."""
        for place, kind, reason in self.pool.unread:
            yield Fault(next(self.lines), place, kind, reason)
        self._note_reports()
        for resource in self.pool.resources:
            yield from self._resource(resource)
            for inner in contained(resource):
                if inner.kind == "Observation":
                    yield from self._observation(inner)

    def _note_reports(self) -> None:
        """Which report names which observation: the first that was not withdrawn."""
        reports = [each.body for each in self.pool.resources if each.kind == "DiagnosticReport"]
        for report in sorted(reports, key=is_withdrawn):
            for reference in parts(report, "result"):
                self.reports.setdefault(id(self.pool.find(reference, report)), report)

    def _resource(self, resource: Resource) -> Iterator[Told]:
        if resource.kind == "Observation":
            yield from self._observation(resource)
        elif resource.kind == "DiagnosticReport":
            yield from self._missing(resource, "result")
        elif resource.kind in KINDS:
            yield self._course(resource)
        elif resource.kind not in _ABOUT_OTHERS:
            kind = shortened(resource.kind)
            yield self._fault(resource, f"A resource of type {kind} is not a result read here.")

    def _missing(self, resource: Resource, member: str) -> Iterator[Fault]:
        """What a report or a panel names and the file does not hold; or that it names nothing."""
        named = parts(resource.body, member)
        missing = sum(not self.pool.find(each, resource.home) for each in named)
        what = shortened(words(part(resource.body, "code")))
        if not named and not resource.body.get("contained"):
            yield self._fault(resource, f"The report “{what}” came without a result.")
        elif missing:
            reason = f"“{what}” names {missing} results that are not in this file. Bring them too."
            yield self._fault(resource, reason)

    def _fault(self, resource: Resource, reason: str) -> Fault:
        return Fault(next(self.lines), resource.named, NOT_A_RESULT, reason)

    def _observation(self, resource: Resource) -> Iterator[Told]:
        """The value of an observation and those of its components, each a result of its own."""
        body, components = resource.body, parts(resource.body, "component")
        members = parts(body, "hasMember")
        if members and not components and not has_value(body):
            yield from self._missing(resource, "hasMember")
            return
        around = Surroundings(resource, self.reports.get(id(body), {}), self.pool)
        if has_value(body) or not components:
            yield self._result(around, body, resource.named)
        for number, each in enumerate(components, start=1):
            yield self._result(around, each, f"{resource.named}, component {number}")

    def _course(self, resource: Resource) -> SentCourse:
        person = self._person(*subject_of(resource, self.pool))
        return read_course(resource, self.pool, person, _codes, next(self.lines))

    def _result(self, around: Surroundings, holder: Node, place: str) -> SentResult | SentMeasure:
        codes = _codes(part(holder, "code"))
        if is_measure(codes):
            person = self._person(*around.subject())
            return read_measure(
                around, holder, codes=codes, person=person, line=next(self.lines), place=place
            )
        try:
            refuse_other_focus(around)
            return self._as_sent(around, holder, codes, place, sent_value(holder))
        except NoValue as why:
            return self._as_sent(around, holder, codes, place, None, str(why))

    def _as_sent(  # noqa: PLR0917 - a result by its parts
        self,
        around: Surroundings,
        holder: Node,
        codes: tuple[Code, ...],
        place: str,
        typed: str | None,
        no_value: str = "",
    ) -> SentResult:
        body = around.observation.body
        method = part(body, "method")
        return SentResult(
            line=next(self.lines),
            place=place,
            message=shortened(around.observation.id),
            laboratory=around.laboratory,
            person=self._person(*around.subject()),
            order=around.order,
            placer=around.placer,
            filler=around.filler,
            codes=codes,
            typed=typed,
            no_value=no_value,
            unit=sent_unit(holder),
            reference_range=sent_range(holder),
            status=text(body, "status"),
            collected=around.collected,
            reported=around.reported,
            method=words(method),
        )

    def _person(self, reference: Node, patient: Node) -> Person:
        if not patient:
            return only_named(reference, self.authorities)
        if id(patient) not in self.people:
            self.people[id(patient)] = read_patient(patient, self.authorities)
        return self.people[id(patient)]


def read_results(pool: Pool, authorities: Collection[str] = ()) -> list[Told]:
    """Every result of a file, and every fault in it; numbers of `authorities` alone count."""
    told = list(_Reader(pool, authorities).read())
    reason = "The file holds no result: nothing in it is an Observation or a medication."
    return told or [Fault(1, "the whole file", NOT_A_RESULT, reason)]


def _codes(concept: Node) -> tuple[Code, ...]:
    """The codes of what was measured; its words alone are one without a code."""
    said = text(concept, "text")
    coded = [
        Code(text(each, "code"), text(each, "system"), text(each, "display") or said)
        for each in codings(concept)
    ]
    alone = [Code("", "", said)] if said else []
    return tuple(each for each in coded or alone if each.code or each.text)
