"""Writing the men of a checked file, some at a time, each with all of his facts at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import batched

from accounts.models import User
from exchange.models import ImportedDraw, ImportedFile, ImportRun
from exchange.moving_in.checking import Check
from exchange.moving_in.men import Man
from exchange.moving_in.row_forms import Desk
from exchange.moving_in.stated import Stated
from labs.models import Draw, Laboratory
from monitoring.models import Decision, DecisionKind
from patients.models import Patient
from patients.recording import FactBook, record_facts

MEN_PER_UNIT = 100


def write_men(check: Check, file: ImportedFile, run: ImportRun, by: User) -> None:
    """Write every man who is not left out. Call inside a transaction, with the men locked."""
    men = [man for man in check.sound if man.is_new or man.new]
    _store_laboratories(check.desk, men)
    for some in batched(men, MEN_PER_UNIT):
        known = [man.known.patient for man in some if man.known]
        with record_facts(
            check.desk.clinic,
            by=by,
            today=check.desk.today,
            about=known,
            reason=f"Moved in from {file.name}",
        ) as book:
            for man in some:
                _write_man(book, man, check.desk)
        links = [
            ImportedDraw(run=run, file=file, row=draw.row.number, draw=draw.fact.document)
            for man in some
            for draw in _draws(man)
        ]
        ImportedDraw.objects.bulk_create(links, batch_size=1000)


def _draws(man: Man) -> Iterator[Stated]:
    return (stated for stated in man.new if isinstance(stated.fact, Draw))


def _store_laboratories(desk: Desk, men: list[Man]) -> None:
    """Laboratories that the file names first, of the men who are taken."""
    drawn = [draw.fact for man in men for draw in _draws(man)]
    named = [fact.laboratory for fact in drawn if isinstance(fact, Draw) and fact.laboratory]
    for new in {id(each): each for each in named if each.pk is None}.values():
        new.pk = Laboratory.objects.of(desk.clinic, new.name).pk


def _write_man(book: FactBook, man: Man, desk: Desk) -> None:
    patient = _patient(book, man)
    for stated in man.new:
        stated.fact.patient = patient
        book.record(stated.fact, stated.parts)
        if stated.row.is_seen and stated.parts:
            book.record(_signature(patient, stated, desk))


def _patient(book: FactBook, man: Man) -> Patient:
    if man.known:
        return book.men[man.known.patient.pk]
    if man.details is None:
        raise LookupError("A man without a fault has details or is on record.")
    return book.admit(man.details)


def _signature(patient: Patient, stated: Stated, desk: Desk) -> Decision:
    """Whoever takes the file over says that these results were read before they moved in."""
    marks = {str(stated.fact.document): stated.fact.version}
    kind, day = DecisionKind.SIGN, desk.today
    return Decision(patient=patient, kind=kind, marks=marks, decided_on=day)
