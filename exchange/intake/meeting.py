"""How well a row fits the man on record, and what a person has to say before it is taken."""

from __future__ import annotations

from exchange.intake.intake import Intake
from exchange.intake.report import Met
from exchange.intake.standing import Standing
from exchange.rows.cells import Rejection
from exchange.rows.kinds import Kind
from exchange.rows.read import LabRow


def meet(intake: Intake, standing: Standing, row: LabRow) -> None:
    """Note how well a row fits the man on record; what a person decided about he stands by."""
    if row.number in intake.decided and intake.by:
        for found in row.results:
            if found.entry.to_confirm:
                found.entry.confirm(intake.by)
    if intake.report.keeps_rows:
        is_unlikely = any(found.entry.to_confirm for found in row.results)
        met = Met(row, standing.details, is_exact(intake, standing, row), is_unlikely)
        intake.report.met[intake.name, row.number] = met


def is_exact(intake: Intake, standing: Standing, row: LabRow) -> bool:
    """Whether nothing of what tells men apart is missing, estimated or new here."""
    details = standing.details
    if details is None or details.born_on_is_estimated or row.birth.is_estimated:
        return False
    if row.said is None:
        return details.born_on == row.birth.on
    known = {each.casefold() for each in intake.authorities} | standing.recorded_authorities
    return details.born_on == row.birth.on and row.said.authority.casefold() in known


def cautions(intake: Intake, standing: Standing, row: LabRow) -> list[Rejection]:
    """What a row from the queue waits for though nothing speaks against it."""
    if not intake.is_queue or row.number in intake.decided:
        return []
    if any(found.entry.to_confirm for found in row.results):
        return [unlikely(row)]
    is_sure = intake.sure is None or row.number in intake.sure
    if is_sure or is_exact(intake, standing, row):
        return []
    reason = "Whose number it is, or his birth date, is not sure: accept it by itself."
    return [Rejection(row.number, intake.mapping.record_number, reason, Kind.NOT_ACCEPTED)]


def unlikely(row: LabRow) -> Rejection:
    """A value that waits for somebody who stands by it."""
    words = [each for found in row.results for each in found.entry.plausibility.messages]
    return Rejection(row.number, row.results[0].column, " ".join(words), Kind.UNLIKELY)
