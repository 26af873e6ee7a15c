"""Taking a statement that a person was asked about and decided for, whatever stood against it."""

from __future__ import annotations

from exchange.intake.disagreement import statement_of
from exchange.intake.report import CORRECTED, WITHDRAWN
from exchange.intake.standing import HeldDraw, Standing, Told
from exchange.rows.read import LabRow


def overrule(standing: Standing, row: LabRow, why: str) -> str:
    """Put what a statement says in the place of what is on record; `why` goes into the version."""
    statement, found = statement_of(row), next(iter(row.results), None)
    told, analyte = standing.told.get(statement.key), statement.key.analyte
    draw = _draw_of(standing, row, told, why)
    if draw and analyte in draw.held:
        draw.drop(row.number, analyte)
    if found:
        draw = draw or standing.plan_draw(row)
        draw.add(row.number, [found])
    if draw:
        draw.reasons.append(why)
    said = statement.as_said(found.entry.measurement.quantity if found else None)
    standing.told[statement.key] = Told(said, draw)
    standing.news.append((row, draw))
    return CORRECTED if found else WITHDRAWN


def _draw_of(standing: Standing, row: LabRow, told: Told | None, why: str) -> HeldDraw | None:
    """The draw of the order; where it stood on another day it leaves that one."""
    if told is None or told.draw is None:
        return standing.draw_for(row)
    analyte = statement_of(row).key.analyte
    if told.draw.collected_on == row.collected_on:
        return told.draw
    if analyte in told.draw.held:
        told.draw.drop(row.number, analyte)
        told.draw.reasons.append(why)
    return standing.draw_for(row)
