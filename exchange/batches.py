"""One batch of men within an import: look up who they are, take their rows, write what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as ByNumber

from accounts.models import Clinic
from accounts.row_writing import append_rows
from exchange.fact_rows import FactRow
from exchange.fact_taking import FactTaker, look_up_facts
from exchange.models import ImportedDraw
from exchange.received import look_up_told, write_received
from exchange.rows import LabRow
from exchange.standing import HeldDraw, Standing, held_draw
from exchange.taking import Intake, take_man
from exchange.telling import take_statements
from exchange.writing import Origin, laboratories_for, write_standing
from labs.models import Draw
from patients.models import PatientDetails
from patients.recording import FactBook, record_facts

RowsByNumber = ByNumber[str, Sequence[LabRow]]
FactsByNumber = ByNumber[str, Sequence[FactRow]]


def take_batch(intake: Intake, rows: RowsByNumber, facts: FactsByNumber) -> None:
    """Take the rows of some men: each row wholly or not at all."""
    numbers = [*dict.fromkeys([*rows, *facts])]
    known = _men_on_record(intake.clinic, numbers)
    reason = f"Imported from {intake.name}"
    men = [details.patient for details in known.values()]
    with record_facts(
        intake.clinic, by=intake.by, today=intake.today, about=men, reason=reason
    ) as book:
        standings = _standings(numbers, known)
        _look_up(standings, rows, facts)
        for number, of_one_man in rows.items():
            take = take_statements if of_one_man[0].said else take_man
            take(intake, standings[number], of_one_man)
        for number, told in facts.items():
            FactTaker(intake, standings[number]).take(told)
        origins = _write(intake, book, list(standings.values()))
    links = [
        ImportedDraw(run=intake.run, file=intake.file, row=row, draw=document)
        for row, document in origins
    ]
    append_rows(links)
    write_received(intake, standings.values())


def _write(intake: Intake, book: FactBook, standings: Sequence[Standing]) -> list[Origin]:
    counts = intake.report.counts
    laboratories = laboratories_for(intake.clinic, standings, counts)
    return [
        origin
        for standing in standings
        for origin in write_standing(book, standing, laboratories, counts)
    ]


def _men_on_record(clinic: Clinic, numbers: Iterable[str]) -> dict[str, PatientDetails]:
    found = PatientDetails.objects.current().filter(clinic=clinic, record_number__in=list(numbers))
    return {details.record_number: details for details in found.select_related("patient")}


def _look_up(standings: ByNumber[str, Standing], rows: RowsByNumber, facts: FactsByNumber) -> None:
    """What else is asked of the record where messages or resources speak."""
    if facts or any(each.said for of_one_man in rows.values() for each in of_one_man[:1]):
        look_up_told(standings.values())
    if facts:
        look_up_facts([standings[number] for number in facts])


def _standings(numbers: Iterable[str], known: ByNumber[str, PatientDetails]) -> dict[str, Standing]:
    draws: dict[int, list[HeldDraw]] = defaultdict(list)
    of_these = Draw.objects.current().filter(
        patient__in=[details.patient_id for details in known.values()]
    )
    fetched = of_these.select_related("laboratory", "patient").prefetch_related("results")
    for draw in fetched.order_by("position"):
        draws[draw.patient_id].append(held_draw(draw))
    return {
        number: Standing(details, draws=draws[details.patient_id] if details else [])
        for number in numbers
        for details in [known.get(number)]
    }
