"""Writing what an import adds: new men, new draws, and results added to draws on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as ByName
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from accounts.models import Clinic
from exchange.intake.draws_on_record import Versions
from exchange.intake.report import Counts
from exchange.intake.standing import HeldDraw, Standing
from labs.models import Draw, Laboratory, Result
from patients.facts import Fact, PlainPart
from patients.models import Patient
from patients.recording import FactBook

Laboratories = ByName[str, Laboratory]
Origin = tuple[int, UUID]  # a row of the file, and the document it went into

_COPIED = tuple(
    field.attname for field in Result._meta.concrete_fields if field.name not in {"id", "draw"}
)


def laboratories_for(clinic: Clinic, changed: Iterable[HeldDraw], counts: Counts) -> Laboratories:
    """The laboratories that new draws name, by folded name; unknown ones are added."""
    named = (draw.laboratory for draw in changed if draw.added and draw.laboratory)
    wanted = {name.casefold(): name for name in named}
    known = {each.name.casefold(): each for each in clinic.laboratories.all()} if wanted else {}
    for folded, name in wanted.items():
        if folded not in known:
            known[folded] = clinic.laboratories.create(name=name)
            counts.laboratories_created.append(name)
    return known


@dataclass(frozen=True)
class Writing:
    """Writes what an import changes into a unit of work, and counts it.

    `versions` are those on record of the draws that change.
    """

    book: FactBook
    laboratories: Laboratories
    versions: Versions
    counts: Counts

    def write(self, standing: Standing) -> list[Origin]:
        """One man's new facts; the answer says which row went into which document."""
        if standing.details is None:
            return []
        if standing.is_new:
            self.book.admit(standing.details)
            self.counts.patients_created += 1
        man = standing.details.patient
        origins: list[Origin] = []
        for draw in (each for each in standing.draws if each.is_changed):
            _count_results(draw, self.counts)
            with _reason(self.book, draw.reasons):
                draw.document = self._draw(man, draw).document
            origins += [(row, draw.document) for row in draw.rows]
        for planned in standing.planned:
            planned.fact.patient = man
            fact = self.book.record(planned.fact, planned.parts)
            origins += [(row, fact.document) for row in planned.rows]
        return origins

    def _draw(self, man: Patient, draw: HeldDraw) -> Fact:
        current = self.versions[draw.current] if draw.current is not None else None
        if current is not None and not draw.held:
            self.counts.draws_withdrawn += 1
            return self.book.withdraw(current, [_copy(each) for each in current.results.all()])
        if current is not None:
            self.counts.draws_amended += 1
            return _amend(self.book, man, current, draw)
        self.counts.draws_created += 1
        fact = Draw(
            patient=man,
            collected_on=draw.collected_on,
            collected_at=draw.collected_at,
            laboratory=self.laboratories.get(draw.laboratory.casefold()),
        )
        return self.book.record(fact, [each.part() for each in draw.added])


def _count_results(draw: HeldDraw, counts: Counts) -> None:
    replaced = draw.dropped & {entry.value.analyte for entry in draw.added}
    counts.results_created += len(draw.added) - len(replaced)
    counts.results_amended += len(replaced)
    counts.results_withdrawn += len(draw.dropped) - len(replaced)


@contextmanager
def _reason(book: FactBook, further: list[str]) -> Iterator[None]:
    """Say in a version what a laboratory's message made of it, beside the file it came from."""
    whole = book.reason
    book.reason = "; ".join([whole, *dict.fromkeys(further)])
    yield
    book.reason = whole


def _amend(book: FactBook, man: Patient, current: Draw, draw: HeldDraw) -> Fact:
    """The next version of a draw: what it held and nobody replaced, and the results that came."""
    successor = Draw(
        patient=man,
        **{each.attname: getattr(current, each.attname) for each in current.content_fields()},
    )
    successor.awaiting_results = False
    held = (each for each in current.results.all() if each.analyte not in draw.dropped)
    return book.amend(current, successor, [*map(_copy, held), *(new.part() for new in draw.added)])


def _copy(result: Result) -> PlainPart:
    """A result of the version before, as it stands in the next one."""
    return PlainPart(Result, _COPIED, tuple([getattr(result, name) for name in _COPIED]))
