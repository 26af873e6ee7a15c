"""The other records of one man, where somebody has found that he has more than one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse

from accounts.access import ClinicRequest
from accounts.auditing.seen import saw_men
from accounts.models import Clinic
from accounts.questions import Question
from monitoring.models.listed import ListedMan
from monitoring.pages.scope import patient_url
from patients.models import Patient, RecordPair


class Linked(NamedTuple):
    """Another record of the same man."""

    name: str
    record_number: str
    url: str
    pair_url: str


def pair_url(one: Patient | ListedMan, other: Patient) -> str:
    """Where it is decided whether two records are one man's."""
    return reverse("monitoring:record-pair", args=[one.opaque_id, other.opaque_id])


@Question
def _any_linked(clinic: Clinic) -> QuerySet[RecordPair, tuple[int]]:
    """One record pair of the clinic, where there is any: most clinics have none."""
    return clinic.record_pairs.linked().values_list("pk")[:1]


def linked_to(
    request: ClinicRequest, men: Collection[Patient | ListedMan]
) -> dict[int, list[Linked]]:
    """The other records of each of these men by his key; who is named is noted as seen."""
    keys = {man.pk: man for man in men}
    any_linked = keys and _any_linked.rows(request.clinic)
    pairs = list(request.clinic.record_pairs.linked().about(keys)) if any_linked else []
    known = _men_of(request, pairs) if pairs else {}
    linked: dict[int, list[Linked]] = defaultdict(list)
    for pair in pairs:
        for key in {pair.first_id, pair.second_id} & keys.keys():
            linked[key].append(_linked(keys[key], known[pair.other_than(key)]))
    saw_men(request, (man.opaque_id for man in known.values()))
    return linked


def _men_of(request: ClinicRequest, pairs: Iterable[RecordPair]) -> dict[int, Patient]:
    keys = {key for pair in pairs for key in (pair.first_id, pair.second_id)}
    details = request.clinic.patient_details.current().filter(patient__in=keys)
    return {each.patient_id: each.with_man() for each in details.select_related("patient")}


def _linked(man: Patient | ListedMan, other: Patient) -> Linked:
    details = other.details
    name, number = details.list_name, details.record_number
    return Linked(name, number, patient_url(other), pair_url(man, other))
