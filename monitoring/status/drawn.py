"""Draws as the judgement reads them: one row a draw, whose results come along as one text.

A man has four results a draw and the same values again and again. A row for each result would
carry its draw's columns four times and be read anew each time; so the database joins what was
typed, and each text is given its meaning once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import (
    Case,
    F,
    Func,
    OuterRef,
    QuerySet,
    StringAgg,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from accounts.row_reading import KeptQuery
from labs.models import Draw, Result
from labs.units import measure
from monitoring.judgement import snapshot as judged
from patients.models import Patient
from protocols.targets.analytes import BY_SLUG

BETWEEN_PARTS, BETWEEN_RESULTS = "\x1f", "\x1e"
"""The unit and record separators: no code, unit or typed digits hold them. Where one did, the
parts would not be counted right and reading would fail; no value can take another's place."""

REMEMBERED = 20_000
ASKED, PRELIMINARY = "?", "p"


class DrawNote(NamedTuple):
    """What a page says about a draw beside its values, and no rule reads."""

    laboratory: str
    version: int
    recorded_at: datetime
    is_awaited: bool
    unconfirmed: tuple[str, ...] = ()
    laboratory_id: int | None = None
    preliminary: tuple[str, ...] = ()

    @property
    def preliminary_words(self) -> str:
        """Which of its values their laboratory has not called final yet; empty where none."""
        named = ", ".join(BY_SLUG[slug].label for slug in self.preliminary)
        return f"Preliminary: {named}" if named else ""


class Drawn(NamedTuple):
    """The draws of one man in recorded order, and a note on each by its key."""

    draws: list[judged.Draw]
    notes: dict[str, DrawNote]


class _Read(NamedTuple):
    """One result: its analyte, what it says, and whether it is asked about or preliminary."""

    analyte: str
    result: judged.Result
    is_unconfirmed: bool
    is_preliminary: bool


def judged_result(
    analyte: str, number: str, unit: str, comparator: str, method: str
) -> judged.Result:
    """A result as the judgement reads it, from the digits that were typed."""
    measurement = measure(BY_SLUG[analyte].code, number, unit, comparator)
    return judged.Result(measurement.quantity, method, measurement.as_typed)


def load_draws(patients: Sequence[Patient]) -> Mapping[int, Drawn]:
    """The current draws of these men, man by man, by one statement."""
    rows = _draws_of([man.pk for man in patients])
    by_man: dict[int, Drawn] = defaultdict(lambda: Drawn([], {}))
    for man, document, on, awaits, said, laboratory, place, version, recorded_at in rows:
        key, drawn = _key(document), by_man[man]
        results = [_read(each) for each in said.split(BETWEEN_RESULTS)] if said else []
        values = {each.analyte: each.result for each in results}
        unconfirmed = tuple([each.analyte for each in results if each.is_unconfirmed])
        preliminary = tuple([each.analyte for each in results if each.is_preliminary])
        drawn.draws.append(judged.Draw(on, values, None, key, awaits))
        drawn.notes[key] = DrawNote(
            laboratory or "", version, recorded_at, awaits, unconfirmed, place, preliminary
        )
    return by_man


@KeptQuery
def _draws_of(men: Sequence[int]) -> QuerySet[Draw, tuple[Any, ...]]:
    return (
        Draw.objects.current()
        .filter(patient__among=men)
        .order_by("patient_id", "position", "pk")
        .annotate(said=_SAID, key=Cast("document", TextField()))
        .values_list(*_COLUMNS)
    )


_COLUMNS = (
    "patient_id",
    "key",
    "collected_on",
    "awaiting_results",
    "said",
    "laboratory__name",
    "laboratory_id",
    "version",
    "recorded_at",
)


def _key(document: str) -> str:
    """A draw's document as its key; SQLite keeps it without the dashes."""
    return document if "-" in document else str(UUID(document))


@lru_cache(maxsize=REMEMBERED)  # the same value by the same method is the same result
def _read(said: str) -> _Read:
    *parts, states = said.split(BETWEEN_PARTS)
    analyte, number, unit, comparator, method = parts
    result = judged_result(analyte, number, unit, comparator, method)
    return _Read(analyte, result, ASKED in states, PRELIMINARY in states)


def _mark(mark: str, **holds: object) -> Case:
    return Case(When(**holds, then=Value(mark)), default=Value(""), output_field=TextField())


def _results_as_text() -> Subquery:
    """The results of a draw: the parts of each as `_read` takes them, its states last."""
    between = Value(BETWEEN_PARTS)
    parts = [
        part
        for name in ("analyte", "number", "unit", "comparator", "method")
        for part in (F(name), between)
    ]
    states = (
        _mark(ASKED, needs_confirmation=True, confirmed_at=None),
        _mark(PRELIMINARY, is_preliminary=True),
    )
    said = StringAgg(_Joined(*parts, *states), Value(BETWEEN_RESULTS))
    of_draw = Result.objects.filter(draw=OuterRef("pk")).order_by().values("draw")
    return Subquery(of_draw.annotate(said=said).values("said"))


class _Joined(Func):
    """Texts behind one another; Django's own `Concat` guards each against a null that none is."""

    template, arg_joiner = "%(expressions)s", " || "
    output_field = TextField()


_SAID = _results_as_text()
