"""Men of a clinic who might be the same man: one who is being registered, and all on record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Q, QuerySet

from accounts.models import Clinic
from patients.likeness import Identity, Why, candidates, days_near, exchanged, reasons
from patients.models import PatientDetails, RecordPair

YEARS_NEAR = 100
"""A mistyped year can be any that a man alive was born in."""

LAST_DIGITS = 4
"""By the end of a number the database finds the phones that are then compared as a whole."""


class Alike(NamedTuple):
    """Two records that could be one man's, and why."""

    one: PatientDetails
    other: PatientDetails
    reasons: list[Why]


def identity_of(details: PatientDetails) -> Identity:
    """Who a record says the man is."""
    return Identity(
        details.family_name,
        details.given_name,
        details.born_on,
        details.born_on_is_estimated,
        details.email,
        details.phone,
    )


def similar_men(clinic: Clinic, new: Identity) -> list[Alike]:
    """Men of the clinic who could be the one who is being registered."""
    beside = clinic.patient_details.current().filter(_near(new)).select_related("patient")
    found = (Alike(man, man, reasons(identity_of(man), new)) for man in beside)
    return [each for each in found if each.reasons]


def _near(new: Identity) -> Q:
    """What the database can tell of whoever is alike: it leaves out nobody who is."""
    days = {new.born_on, exchanged(new.born_on) or new.born_on}
    years = (new.born_on.year - 1, new.born_on.year + 1)
    near = Q(born_on__in=days.union(days_near(new.born_on, YEARS_NEAR)))
    near |= Q(born_on_is_estimated=True, born_on__year__range=years)
    if new.email:
        near |= Q(email__iexact=new.email)
    if len(new.phone) >= LAST_DIGITS:
        near |= Q(phone__endswith=new.phone[-LAST_DIGITS:])
    return near


def alike_pairs(clinic: Clinic) -> Iterator[Alike]:
    """The pairs of the clinic's records that could be one man's and that nobody has decided."""
    known = {each.patient_id: each for each in _everybody(clinic)}
    decided = {frozenset(pair) for pair in _decided(clinic)}
    men = ((key, identity_of(each)) for key, each in known.items())
    for one, other, why in candidates(men):
        if frozenset((one, other)) not in decided:
            yield Alike(known[one], known[other], why)


def _everybody(clinic: Clinic) -> QuerySet[PatientDetails]:
    return clinic.patient_details.current().select_related("patient").order_by("patient_id")


def _decided(clinic: Clinic) -> QuerySet[RecordPair, tuple[int, int]]:
    return clinic.record_pairs.standing().values_list("first_id", "second_id")
