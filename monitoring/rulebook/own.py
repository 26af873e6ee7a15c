"""What a clinic has moved, beside the rule book: number by number, since when, by whom, why."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from labs.models import Method
from monitoring.rulebook.targets import GOALS, NumberPage, NumberRow, TargetRow
from protocols.models import ClinicOverride
from protocols.moved import Moved, MovedTargets, people_of
from protocols.targets.book import number_of
from protocols.targets.goals import Target
from protocols.targets.overriding import BOOK, Level
from protocols.words import LABELS

MARGINS = {"hematocrit": ("hct_near",)}
"""Parameters that stand beside a goal in its row and are not its ends."""


class Origin(NamedTuple):
    """Since when a number stands, who recorded it, and why."""

    since: date
    by: str
    why: str


class OwnNumber(NamedTuple):
    """One number that is moved for somebody: the rule book's, the clinic's, and whose else."""

    label: str
    stated: str
    here: str
    origin: Origin | None
    laboratories: list[str]
    men: int


def own_numbers(moved: MovedTargets) -> list[OwnNumber]:
    """Every number that is moved for the clinic, a laboratory or a man, in the order of forms."""
    return [_own_number(name, moved.numbers[name]) for name in LABELS if name in moved.numbers]


def _own_number(name: str, moved: Moved) -> OwnNumber:
    stated, row = str(number_of(BOOK, name)), moved.clinics
    return OwnNumber(
        label=LABELS[name],
        stated=stated,
        here=row.numbers[name] if row else stated,
        origin=_origin(row) if row else None,
        laboratories=[_of_laboratory(each, name) for each in moved.laboratories],
        men=len(moved.men),
    )


def _origin(row: ClinicOverride) -> Origin:
    return Origin(row.valid_from, people_of(row), row.why)


def _of_laboratory(row: ClinicOverride, name: str) -> str:
    place = f"{row.laboratory}, {Method(row.method).label}"
    return f"{place}: {row.numbers[name]} since {row.valid_from:%d-%b-%Y}"


def goals_here(rows: Sequence[TargetRow], moved: MovedTargets) -> list[TargetRow]:
    """The goals, each with what is in force in the clinic where that is another."""
    return [
        row._replace(here=_goal_here(name, moved)) for name, row in zip(GOALS, rows, strict=True)
    ]


def _goal_here(name: str, moved: MovedTargets) -> str:
    goal: Target = getattr(moved.targets, name)
    moved_ends = f"{goal.ends_in_words.replace('-', '–')}, {goal.moved_by}"
    said = [moved_ends] if goal.moved_by else []
    said += [_number_here(each, moved) for each in MARGINS.get(name, ())]
    ends = GOALS[name][1].values()
    return _joined([*said, *_also(ends, moved)])


def numbers_here(pages: Iterable[NumberPage], moved: MovedTargets) -> list[NumberPage]:
    """The numbers beside the goals, each with what is in force in the clinic."""
    return [page._replace(rows=[_row_here(row, moved) for row in page.rows]) for page in pages]


def _row_here(row: NumberRow, moved: MovedTargets) -> NumberRow:
    also = _also((row.parameter,), moved)
    return row._replace(here=_joined([_number_here(row.parameter, moved), *also]))


def _number_here(name: str, moved: MovedTargets) -> str:
    row = moved.numbers[name].clinics if name in moved.numbers else None
    if row is None:
        return ""
    return f"{row.numbers[name]}, {Level.CLINIC.owner} since {row.valid_from:%d-%b-%Y}"


def _also(names: Iterable[str], moved: MovedTargets) -> list[str]:
    """For how many laboratories with their method, and how many men, it is yet another."""
    found = [moved.numbers[name] for name in names if name in moved.numbers]
    places = {(row.laboratory_id, row.method) for each in found for row in each.laboratories}
    men = {man for each in found for man in each.men}
    counts = (
        (len(places), "laboratory with its method", "laboratories with their method"),
        (len(men), "patient", "patients"),
    )
    return [f"another for {n} {one if n == 1 else more}" for n, one, more in counts if n]


def _joined(said: Iterable[str]) -> str:
    return "; ".join(part for part in said if part)
