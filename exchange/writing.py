"""Writing what an import adds: new men, new draws, and results added to draws on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as ByName
from contextlib import contextmanager
from uuid import UUID

from accounts.models import Clinic
from exchange.report import Counts
from exchange.standing import HeldDraw, Standing
from labs.models import Draw, Laboratory, Result
from patients.facts import Fact
from patients.models import Patient
from patients.recording import FactBook

Laboratories = ByName[str, Laboratory]
Origin = tuple[int, UUID]  # a row of the file, and the document it went into


def laboratories_for(clinic: Clinic, standings: Iterable[Standing], counts: Counts) -> Laboratories:
    """The laboratories that new draws name, by folded name; unknown ones are added."""
    wanted = {
        draw.laboratory.casefold(): draw.laboratory
        for standing in standings
        for draw in standing.draws
        if draw.added and draw.laboratory
    }
    known = {each.name.casefold(): each for each in clinic.laboratories.all()} if wanted else {}
    for folded, name in wanted.items():
        if folded not in known:
            known[folded] = clinic.laboratories.create(name=name)
            counts.laboratories_created.append(name)
    return known


def write_standing(
    book: FactBook, standing: Standing, laboratories: Laboratories, counts: Counts
) -> list[Origin]:
    """Write one man's new facts; the answer says which row went into which draw."""
    if standing.details is None:
        return []
    if standing.is_new:
        book.admit(standing.details)
        counts.patients_created += 1
    origins: list[Origin] = []
    for draw in (each for each in standing.draws if each.is_changed):
        _count_results(draw, counts)
        with _reason(book, draw.reasons):
            fact = _write_draw(book, standing.details.patient, draw, laboratories, counts)
        draw.written = fact.document
        origins += [(row, fact.document) for row in draw.rows]
    for planned in standing.planned:
        planned.fact.patient = standing.details.patient
        fact = book.record(planned.fact, planned.parts)
        origins += [(row, fact.document) for row in planned.rows]
    return origins


def _count_results(draw: HeldDraw, counts: Counts) -> None:
    replaced = draw.dropped & {result.analyte for result in draw.added}
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


def _write_draw(
    book: FactBook, man: Patient, draw: HeldDraw, laboratories: Laboratories, counts: Counts
) -> Fact:
    if draw.current is not None and not draw.held:
        counts.draws_withdrawn += 1
        return book.withdraw(draw.current, [_copy(each) for each in draw.current.results.all()])
    if draw.current is not None:
        counts.draws_amended += 1
        return _amend(book, draw.current, draw)
    counts.draws_created += 1
    fact = Draw(
        patient=man,
        collected_on=draw.collected_on,
        collected_at=draw.collected_at,
        laboratory=laboratories.get(draw.laboratory.casefold()),
    )
    return book.record(fact, draw.added)


def _amend(book: FactBook, current: Draw, draw: HeldDraw) -> Fact:
    """The next version of a draw: what it held and nobody replaced, and the results that came."""
    successor = Draw(
        patient=current.patient,
        **{each.attname: getattr(current, each.attname) for each in current.content_fields()},
    )
    successor.awaiting_results = False
    held = (each for each in current.results.all() if each.analyte not in draw.dropped)
    return book.amend(current, successor, [*map(_copy, held), *draw.added])


def _copy(result: Result) -> Result:
    fields = [each for each in Result._meta.concrete_fields if each.name not in {"id", "draw"}]
    return Result(**{each.attname: getattr(result, each.attname) for each in fields})
