"""Queries in kept words: the words stay, what they find is always what stands now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet

from accounts.models import Clinic, User
from accounts.row_reading import KeptQuery
from labs.models import Draw
from patients.models import Patient, PatientDetails
from tests.conftest import TODAY, admitted, draw, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

Row = tuple[Any, ...]


def draws_of(men: Sequence[int]) -> QuerySet[Draw, Row]:
    rows = Draw.objects.current().filter(patient__among=men).order_by("pk")
    return rows.values_list("pk", "document", "collected_on", "recorded_at", "recorded_by__name")


def named(clinic: int, opaque_id: UUID) -> QuerySet[PatientDetails]:
    known = PatientDetails.objects.current().select_related("patient__clinic", "owner")
    return known.filter(patient__clinic=clinic, patient__opaque_id=opaque_id)


@pytest.fixture
def drawn(clinic: Clinic, clinician: User) -> list[Patient]:
    """Two men with a draw each."""
    men = [admitted(clinic, clinician, owner=owner) for owner in (clinician, None)]
    for man in men:
        recorded(man, draw(TODAY, estradiol="24"), by=clinician)
    return men


def test_each_man_is_asked_about_in_the_same_words(
    drawn: list[Patient], django_assert_num_queries: Any
) -> None:
    kept = KeptQuery(draws_of)
    with django_assert_num_queries(4) as asked:
        found = [(list(kept([man.pk])), list(draws_of([man.pk]))) for man in drawn]
    assert all(first == second and first for first, second in found)
    first, second = (each["sql"] for each in asked.captured_queries[::2])
    words = [
        sql.replace(f"[{man.pk}]", "[]").replace(f"{{{man.pk}}}", "{}")
        for sql, man in zip((first, second), drawn, strict=True)
    ]
    assert words[0] == words[1] != first


def test_what_was_found_is_not_kept(drawn: list[Patient], clinician: User) -> None:
    kept = KeptQuery(draws_of)
    before = list(kept([drawn[0].pk]))
    recorded(drawn[0], draw(TODAY.replace(day=1), estradiol="30"), by=clinician)
    assert len(list(kept([drawn[0].pk]))) == len(before) + 1


def test_several_men_are_asked_about_in_the_words_of_one(drawn: list[Patient]) -> None:
    kept, keys = KeptQuery(draws_of), [man.pk for man in drawn]
    for some in (keys[:1], keys, []):
        assert kept(some) == list(draws_of(some))


def test_rows_come_with_what_they_point_at(
    drawn: list[Patient], clinic: Clinic, django_assert_num_queries: Any
) -> None:
    kept = KeptQuery(named)
    for man in drawn:
        with django_assert_num_queries(1):
            (details,) = kept(clinic.pk, man.opaque_id)
            assert (details.patient, details.patient.clinic) == (man, clinic)
            owner = details.owner
        assert owner == PatientDetails.objects.get(pk=details.pk).owner
    assert kept(clinic.pk, uuid4()) == []


def test_a_man_of_another_clinic_is_not_found(drawn: list[Patient], clinic: Clinic) -> None:
    elsewhere = Clinic.objects.create(slug="elsewhere", name="Elsewhere", time_zone="UTC")
    kept = KeptQuery(named)
    assert kept(clinic.pk, drawn[0].opaque_id)
    assert kept(elsewhere.pk, drawn[0].opaque_id) == []


def test_a_query_that_loses_a_value_is_refused(drawn: list[Patient]) -> None:
    """Its words would ask about the stand-in, or about everybody, ever after."""
    with pytest.raises(TypeError, match="each of its values"):
        KeptQuery(lambda _man: Draw.objects.all())(drawn[0].pk)
    with pytest.raises(TypeError, match="each of its values"):
        KeptQuery(lambda man: Draw.objects.filter(patient=man + 1))(drawn[0].pk)
