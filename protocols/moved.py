"""What is moved in a clinic on a day, number by number: for whom, by whom, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import Clinic
from protocols.models import ClinicOverride, TargetOverride
from protocols.overrides import exact, override_of
from protocols.targets.book import Targets
from protocols.targets.overriding import ASSAYED, Assay, InForce, Level, Override


@dataclass(frozen=True)
class Moved:
    """One number that is not the rule book's on a day, and whose it is.

    `clinics` decides it for the whole clinic, `laboratories` for each laboratory with its method,
    and `men` are the keys of those who have one of their own.
    """

    clinics: ClinicOverride | None
    laboratories: tuple[ClinicOverride, ...]
    men: frozenset[int]


@dataclass(frozen=True)
class MovedTargets:
    """Everything that is moved in a clinic on a day; `targets` are those of the whole clinic."""

    targets: Targets
    numbers: dict[str, Moved]


def moved_on(clinic: Clinic, day: date) -> MovedTargets:
    """What is moved in a clinic on a day, at every level."""
    rows = clinic.target_overrides.standing().select_related(
        "laboratory", "recorded_by", "proposal__proposed_by"
    )
    places: dict[tuple[int | None, str], list[ClinicOverride]] = defaultdict(list)
    for row in rows:
        places[row.laboratory_id, row.method].append(row)
    everywhere = places.pop((None, ""), [])
    deciding = _deciding(everywhere, day)
    of_places = [_deciding(each, day) for each in places.values()]
    men = _men_with_their_own(clinic, day)
    moved = {*deciding, *men, *(name for each in of_places for name in each)}
    return MovedTargets(
        InForce(tuple(override_of(row) for row in everywhere)).on(day),
        {
            name: Moved(
                deciding.get(name),
                tuple(each[name] for each in of_places if name in each),
                frozenset(men.get(name, ())),
            )
            for name in moved
        },
    )


def people_of(row: ClinicOverride) -> str:
    """Who moved a target of the clinic: its first and second person, where there were two."""
    proposal = getattr(row, "proposal", None)
    if proposal is None:
        return str(row.recorded_by or "Imported")
    return f"{proposal.proposed_by}, confirmed by {row.recorded_by}"


def _deciding(rows: Sequence[ClinicOverride], day: date) -> dict[str, ClinicOverride]:
    """The row that decides each number of one place on a day."""
    overrides = [override_of(row) for row in rows]
    if not overrides:
        return {}
    assay = Assay(overrides[0].laboratory, dict.fromkeys(ASSAYED.values(), overrides[0].method))
    standing = InForce(tuple(overrides)).standing(day, assay)
    row_of: dict[Hashable, ClinicOverride] = {row.pk: row for row in rows}
    return {name: row_of[override.row] for name, override in standing.items()}


def _men_with_their_own(clinic: Clinic, day: date) -> dict[str, set[int]]:
    """The men who have each number of their own on a day."""
    theirs: dict[int, list[Override]] = defaultdict(list)
    for row in _of_men(clinic):
        theirs[row.patient_id].append(Override(Level.PATIENT, row.valid_from, exact(row.numbers)))
    men: dict[str, set[int]] = defaultdict(set)
    for man, own in theirs.items():
        for name in InForce(tuple(own)).standing(day):
            men[name].add(man)
    return men


def _of_men(clinic: Clinic) -> QuerySet[TargetOverride]:
    own = TargetOverride.objects.current().filter(patient__clinic=clinic)
    return own.order_by("position").only("patient_id", "valid_from", "numbers")
