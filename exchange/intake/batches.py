"""One batch of men within an import: look up who they are, take their rows, write what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as ByNumber

from accounts.models import Clinic
from accounts.row_writing import append_values
from exchange.intake.draws_on_record import draws_of, versions_of
from exchange.intake.fact_taking import FactTaker, look_up_facts
from exchange.intake.intake import Intake
from exchange.intake.received import look_up_told, write_received
from exchange.intake.standing import Standing
from exchange.intake.taking import take_man
from exchange.intake.telling import take_statements
from exchange.intake.writing import Origin, Writing, laboratories_for
from exchange.models import ImportedDraw
from exchange.rows.of_facts import FactRow
from exchange.rows.read import LabRow
from patients.models import Patient, PatientDetails
from patients.recording import FactBook, record_facts

RowsByNumber = ByNumber[str, Sequence[LabRow]]
Standings = dict[str, Standing]
FactsByNumber = ByNumber[str, Sequence[FactRow]]


def take_batch(intake: Intake, rows: RowsByNumber, facts: FactsByNumber) -> None:
    """Take the rows of some men: each row wholly or not at all."""
    numbers = [*dict.fromkeys([*rows, *facts])]
    reason = f"Imported from {intake.name}"
    with record_facts(
        intake.clinic,
        by=intake.by,
        today=intake.today,
        about=_men_of(intake.clinic, numbers),
        reason=reason,
    ) as book:
        known = {man.details.record_number: man.details for man in book.men.values()}
        standings = _standings(numbers, known)
        _look_up(standings, rows, facts)
        for number, of_one_man in rows.items():
            take = take_statements if of_one_man[0].said else take_man
            take(intake, standings[number], of_one_man)
        for number, told in facts.items():
            FactTaker(intake, standings[number]).take(told)
        origins = _write(intake, book, list(standings.values()))
    links = [(intake.run.pk, intake.file.pk, row, document) for row, document in origins]
    append_values(ImportedDraw, ("run_id", "file_id", "row", "draw"), links)
    write_received(intake, standings.values())


def _write(intake: Intake, book: FactBook, standings: Sequence[Standing]) -> list[Origin]:
    counts = intake.report.counts
    changed = [draw for each in standings for draw in each.draws if draw.is_changed]
    writing = Writing(
        book, laboratories_for(intake.clinic, changed, counts), versions_of(changed), counts
    )
    return [origin for standing in standings for origin in writing.write(standing)]


def _men_of(clinic: Clinic, numbers: Iterable[str]) -> list[Patient]:
    """The men on record under these numbers, by their keys alone; they are read once locked."""
    found = clinic.patient_details.current().filter(record_number__in=list(numbers))
    return [Patient(pk=key) for key in found.values_list("patient", flat=True)]


def _look_up(standings: ByNumber[str, Standing], rows: RowsByNumber, facts: FactsByNumber) -> None:
    """What else is asked of the record where messages or resources speak."""
    if facts or any(each.said for of_one_man in rows.values() for each in of_one_man[:1]):
        look_up_told(standings.values())
    if facts:
        look_up_facts([standings[number] for number in facts])


def _standings(numbers: Iterable[str], known: ByNumber[str, PatientDetails]) -> Standings:
    draws = draws_of(details.patient_id for details in known.values())
    return {
        number: Standing(details, draws=draws.get(details.patient_id, []) if details else [])
        for number in numbers
        for details in [known.get(number)]
    }
