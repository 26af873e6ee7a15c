"""Whom a row speaks of, when his blood was drawn, and where: what all its results share."""

from __future__ import annotations

from datetime import date, time
from typing import NamedTuple

from exchange.files.csv_reading import shortened
from exchange.mapping.declared import DateColumn, Mapping
from exchange.rows.cells import Attempts, CellRefused, Cells, longest, refuse_long, text_of
from exchange.rows.identity import (
    HIGHEST_AGE,
    Birth,
    birth_from_age,
    normal_number,
    one_spelling,
    stated_birth,
)
from labs.models import Laboratory
from monitoring.judgement.day import age_on
from patients.forms.days import EARLIEST_YEAR, format_day
from patients.models import PatientDetails


class About(NamedTuple):
    """Who, when and where, as a row says it."""

    record_number: str
    birth: Birth
    collected_on: date
    collected_at: time | None
    family_name: str
    given_name: str
    laboratory: str


def read_about(tries: Attempts, cells: Cells, mapping: Mapping, today: date) -> About | None:
    """Read it; nothing where a cell is refused, which `tries` notes."""
    record_number = tries.attempt(_record_number, cells, mapping)
    collected = tries.attempt(_collected, cells, mapping, today)
    birth = tries.attempt(_birth, cells, mapping, collected[0] if collected else today)
    family_name = tries.attempt(_name, cells, mapping.family_name, "family_name")
    given_name = tries.attempt(_name, cells, mapping.given_name, "given_name")
    laboratory = tries.attempt(_laboratory, cells, mapping)
    if record_number is None or collected is None or birth is None:
        return None
    named = (family_name or "", given_name or "", laboratory or "")
    return About(record_number, birth, *collected, *named)


def _record_number(cells: Cells, mapping: Mapping) -> str:
    column = mapping.record_number
    number = normal_number(cells[column])
    if not number:
        raise CellRefused(column, "The record number is missing. Enter it as on the man's chart.")
    if not number.isprintable():
        raise CellRefused(column, "The record number holds signs that cannot be printed.")
    refuse_long(column, number, longest(PatientDetails, "record_number"))
    return number


def _collected(cells: Cells, mapping: Mapping, today: date) -> tuple[date, time | None]:
    rule = mapping.collected_on
    column = rule.column if isinstance(rule, DateColumn) else "collected_on"
    day, at = _dated(cells, rule) if isinstance(rule, DateColumn) else (rule, None)
    if day > today:
        raise CellRefused(
            column,
            f"{format_day(day)} lies in the future. Enter the day the blood was drawn, "
            f"today ({format_day(today)}) at the latest.",
        )
    return day, at


def _dated(cells: Cells, rule: DateColumn) -> tuple[date, time | None]:
    text = cells[rule.column]
    if not text:
        missing = f"The date is missing. Enter it like {rule.format.example}."
        raise CellRefused(rule.column, missing)
    try:
        day, at = rule.format.read(text)
    except ValueError:
        raise CellRefused(
            rule.column,
            f"“{shortened(text)}” is not a date like {rule.format.example}. "
            "Correct the cell, or the format in the mapping.",
        ) from None
    if day.year < EARLIEST_YEAR:
        raise CellRefused(rule.column, f"The year lies before {EARLIEST_YEAR}. Check the year.")
    return day, at


def _birth(cells: Cells, mapping: Mapping, collected_on: date) -> Birth:
    if mapping.birth_date is None:
        return birth_from_age(_age(cells, mapping.age_column), collected_on)
    born_on, _ = _dated(cells, mapping.birth_date)
    column = mapping.birth_date.column
    if born_on > collected_on:
        raise CellRefused(
            column,
            f"Blood drawn on {format_day(collected_on)} lies before his birth on "
            f"{format_day(born_on)}. Check both days.",
        )
    if age_on(born_on, collected_on) > HIGHEST_AGE:
        raise CellRefused(
            column, f"That would make him more than {HIGHEST_AGE} years old. Check the year."
        )
    return stated_birth(born_on)


def _age(cells: Cells, column: str) -> int:
    text = cells[column]
    is_whole = text.isascii() and text.isdigit()
    if not is_whole or len(text) > len(str(HIGHEST_AGE)) or int(text) > HIGHEST_AGE:
        shown = f"“{shortened(text)}” is not an age" if text else "The age is missing"
        raise CellRefused(column, f"{shown}. Enter whole years, {HIGHEST_AGE} at the most.")
    return int(text)


def _name(cells: Cells, column: str, field: str) -> str:
    if not column:
        return ""
    name = one_spelling(cells[column])
    refuse_long(column, name, longest(PatientDetails, field))
    return name


def _laboratory(cells: Cells, mapping: Mapping) -> str:
    if mapping.laboratory is None:
        return ""
    name = " ".join(text_of(cells, mapping.laboratory).split())
    column = mapping.laboratory.column or "laboratory"
    refuse_long(column, name, longest(Laboratory, "name"))
    return name
