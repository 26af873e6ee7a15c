"""What is on record about the men whom a file names: fetched for all of them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from accounts.models import Clinic
from exchange.moving_in.sheets import SHEETS, Sheet
from labs.models import DexaScan, Draw
from patients.facts import Fact
from patients.models import Patient, PatientDetails, SymptomReport
from protocols.models import TherapyEvent

Place = tuple[type[Fact], Hashable]

AT_A_TIME = 500
"""Record numbers that are asked for in one statement."""


@dataclass
class OnRecord:
    """One man as he is known: his details, and his other facts by what a row would name."""

    details: PatientDetails
    facts: dict[Place, list[Fact]] = field(default_factory=dict)

    @property
    def patient(self) -> Patient:
        """His record, carrying his details."""
        return self.details.with_man()

    def of_kind(self, model: type[Fact]) -> list[Fact]:
        """His facts of one kind, in the order recorded."""
        found = (facts for (kind, _), facts in self.facts.items() if kind is model)
        return sorted(chain.from_iterable(found), key=lambda fact: fact.position)


KEYS: Mapping[type[Fact], Sheet] = {sheet.model: sheet for sheet in SHEETS}


def place_of(fact: Fact) -> Place:
    """What tells a man's facts of one kind apart: the day, and the drug or the device."""
    values = (getattr(fact, name) for name in KEYS[type(fact)].key)
    return type(fact), tuple(v.casefold() if isinstance(v, str) else v for v in values)


def men_on_record(clinic: Clinic, numbers: Iterable[str]) -> dict[str, OnRecord]:
    """The clinic's men of these record numbers, with everything that a row could meet."""
    known: dict[str, OnRecord] = {}
    wanted = list(numbers)
    for start in range(0, len(wanted), AT_A_TIME):
        known |= _some_men(clinic, wanted[start : start + AT_A_TIME])
    return known


def _some_men(clinic: Clinic, numbers: list[str]) -> dict[str, OnRecord]:
    details = clinic.patient_details.current().filter(record_number__in=numbers)
    men = {each.patient_id: OnRecord(each) for each in details.select_related("patient", "owner")}
    for patient_id, facts in _facts_of(list(men)).items():
        for fact in facts:
            men[patient_id].facts.setdefault(place_of(fact), []).append(fact)
    return {man.details.record_number: man for man in men.values()}


def _facts_of(patients: list[int]) -> Mapping[int, list[Fact]]:
    found: dict[int, list[Fact]] = defaultdict(list)
    if not patients:
        return found
    draws = Draw.objects.current().select_related("laboratory").prefetch_related("results")
    scans = DexaScan.objects.current().prefetch_related("sites")
    rows = (draws, scans, TherapyEvent.objects.current(), SymptomReport.objects.current())
    for kind in rows:
        for fact in kind.filter(patient__in=patients).order_by("position"):
            found[fact.patient_id].append(fact)
    return found
