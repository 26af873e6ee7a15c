"""Taking what laboratories' messages say of one man's results: recorded, replaced or withdrawn.

A message may replace or withdraw only what a message put on record. What a person typed or
amended is never changed by one: that is a conflict, and somebody decides.
"""

from __future__ import annotations

from collections.abc import Sequence

from exchange.intake.disagreement import authority_of, disagreements, precedence, statement_of
from exchange.intake.intake import Intake
from exchange.intake.meeting import meet
from exchange.intake.overruling import overrule
from exchange.intake.report import CORRECTED, DUPLICATE, NEW, SUPERSEDED, UPDATED, WITHDRAWN
from exchange.intake.standing import (
    HeldDraw,
    Standing,
    Told,
    conflict,
    differs,
    firms,
)
from exchange.intake.taking import admit, count, not_he
from exchange.rows.cells import Rejection
from exchange.rows.kinds import Kind
from exchange.rows.read import Found, LabRow
from exchange.sent.statements import Said, Statement, Status, Weight, weigh
from patients.forms.days import format_day
from protocols.targets.analytes import BY_SLUG


class Doubt(Exception):
    """A statement that a person has to decide on; the message says what about."""


def take_statements(intake: Intake, standing: Standing, rows: Sequence[LabRow]) -> None:
    """Take all that a file says of one man, what stands over the rest first."""
    refused = disagreements(intake, standing, rows)
    intake.report.reject(intake.name, refused)
    kept_out = {each.row for each in refused}
    for row in sorted(rows, key=precedence, reverse=True):
        if row.number not in kept_out:
            _take(intake, standing, row)


def _take(intake: Intake, standing: Standing, row: LabRow) -> None:
    meet(intake, standing, row)
    if refusals := not_he(intake, standing, row):
        intake.report.reject(intake.name, refusals)
        return
    try:
        done = _outcome(intake, standing, row)
    except Doubt as doubt:
        if row.number not in intake.decided:
            field = statement_of(row).field
            rejection = Rejection(row.number, field, str(doubt), Kind.CONFLICT)
            intake.report.reject(intake.name, [rejection])
            return
        done = overrule(standing, row, intake.decided[row.number])
    standing.authorities |= {authority_of(row)} - {""}
    intake.report.counts.unchanged += done in {DUPLICATE, SUPERSEDED}
    intake.report.tell(intake.name, row.number, done)


def _outcome(intake: Intake, standing: Standing, row: LabRow) -> str:
    """What becomes of a statement; raises Doubt."""
    statement, found = statement_of(row), next(iter(row.results), None)
    said = statement.as_said(found.entry.measurement.quantity if found else None)
    told = standing.told.get(statement.key)
    weight = weigh(said, told.said if told else None)
    if weight is Weight.CONTRADICTS and told:
        raise Doubt(_contradiction(said, told.said))
    if weight is Weight.OLDER:
        return SUPERSEDED
    admit(standing, row)
    if weight is Weight.REPEATED and told:
        draw, done = told.draw, DUPLICATE
    elif found:
        draw, done = _record(standing, row, found, told)
    else:
        draw, done = _withdraw(standing, row, statement, told)
    if weight is Weight.NEWS or (told and _is_dated_later(said, told.said)):
        standing.told[statement.key] = Told(said, draw)
        standing.news.append((row, draw))
    if found:
        count(intake, row, draw)
    return done


def _is_dated_later(said: Said, last: Said) -> bool:
    return bool(said.at and last.at and said.at > last.at)


def _contradiction(said: Said, last: Said) -> str:
    if Status.WITHDRAWN in {said.status, last.status}:
        return (
            "The laboratory withdrew this result and sent a value later than that. Ask which of "
            "the two counts, and amend the draw on his page."
        )
    return (
        f"The laboratory sent another {said.status} value for this order before. Ask which of "
        "the two counts, and amend the draw on his page."
    )


def _record(
    standing: Standing, row: LabRow, found: Found, told: Told | None
) -> tuple[HeldDraw | None, str]:
    if told is None:
        return _record_first(standing, row, found)
    draw = _draw_of(told, row)
    held = draw.held[found.analyte]
    if not (differs(held, found) or firms(held, found)):
        return draw, DUPLICATE
    if held.measurement.quantity != told.said.quantity:
        raise Doubt(conflict(draw, row, found).reason)
    draw.drop(row.number, found.analyte)
    draw.add(row.number, [found])
    statement = statement_of(row)
    draw.reasons.append(_reason(statement))
    return draw, CORRECTED if statement.status is Status.CORRECTED else UPDATED


def _record_first(standing: Standing, row: LabRow, found: Found) -> tuple[HeldDraw, str]:
    draw = standing.draw_for(row)
    held = draw.held.get(found.analyte) if draw else None
    if draw and held:
        if differs(held, found):
            raise Doubt(conflict(draw, row, found).reason)
        return draw, DUPLICATE
    draw = draw or standing.plan_draw(row)
    draw.add(row.number, [found])
    draw.reasons.append(_reason(statement_of(row)))
    return draw, NEW


def _draw_of(told: Told, row: LabRow) -> HeldDraw:
    """The draw that holds what was told before, unless a person has changed that."""
    analyte = statement_of(row).key.analyte
    if told.draw is None or analyte not in told.draw.held:
        raise Doubt(
            "A value of this order was taken off the record here. If the laboratory is right, "
            "enter the result on his page."
        )
    if told.draw.collected_on != row.collected_on:
        raise Doubt(
            f"This order stands on record with blood drawn on "
            f"{format_day(told.draw.collected_on)}, the file says {format_day(row.collected_on)}. "
            "Amend the draw on his page, or correct the file."
        )
    return told.draw


def _withdraw(
    standing: Standing, row: LabRow, statement: Statement, told: Told | None
) -> tuple[HeldDraw | None, str]:
    draw = told.draw if told else standing.draw_for(row)
    held = draw.held.get(statement.key.analyte) if draw else None
    if draw is None or held is None:
        return None, WITHDRAWN
    if told is None or held.measurement.quantity != told.said.quantity:
        raise Doubt(
            f"The laboratory withdraws a result of which a person recorded {held.words}. Look at "
            "the draw on his page, and amend it if the laboratory is right."
        )
    draw.drop(row.number, statement.key.analyte)
    draw.reasons.append(_reason(statement))
    return draw, WITHDRAWN


def _reason(statement: Statement) -> str:
    """What a version of a draw says of the message that made it."""
    name = BY_SLUG[statement.key.analyte].name
    return f"{statement.source}: {name} {statement.status}"
