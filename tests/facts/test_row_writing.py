"""Many rows at once: they arrive as single ones do, whatever signs they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from accounts.audit import audit_row
from accounts.models import AuditRow, Clinic, User
from accounts.row_writing import (
    WORTH_COPYING,
    append_keyed,
    append_rows,
    append_values,
    rewrite_rows,
)
from labs.models import Laboratory
from monitoring.models import Obligation
from patients.models import Patient

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 11, 22, 12, 30, 15, 123456, tzinfo=UTC)
AWKWARD = ["\\N", "\\.", "a\tb", "a\nb", "\r", "'; --", "ß µ 汉 😀", "", '{"a": [1]}', "\\\\x00"]


@pytest.mark.parametrize("number", [1, WORTH_COPYING - 1, WORTH_COPYING, WORTH_COPYING + 1])
def test_every_kind_of_value_arrives_as_it_was(
    clinic: Clinic, clinician: User, number: int
) -> None:
    before = AuditRow.objects.count()
    told = [
        audit_row(
            clinic if place % 2 else None,
            "tried",
            by=clinician if place % 3 else None,
            subject=place,
            patient=uuid4() if place % 2 else None,
            at=AT,
            reason=AWKWARD[place % len(AWKWARD)],
            submission=uuid4(),
            said=AWKWARD[place % len(AWKWARD)],
            nested={"list": [1, None, True, 2.5]},
        )
        for place in range(number)
    ]
    append_rows(told)
    assert AuditRow.objects.count() == before + number
    stored = {each.submission: each for each in AuditRow.objects.filter(action="tried")}
    fields = ("clinic_id", "by_id", "subject", "patient", "at", "reason", "detail", "action")
    for each in told:
        kept = stored[each.submission]
        assert [getattr(kept, name) for name in fields] == [getattr(each, name) for name in fields]


SOME_OR_MANY = [1, WORTH_COPYING - 1, WORTH_COPYING, WORTH_COPYING + 1]


def named(number: int) -> list[str]:
    return [f"{place} {AWKWARD[place % len(AWKWARD)]}" for place in range(number)]


@pytest.mark.parametrize("number", SOME_OR_MANY)
def test_rows_know_their_keys_and_later_rows_get_others(clinic: Clinic, number: int) -> None:
    rows = [Laboratory(clinic=clinic, name=name) for name in named(number)]
    append_keyed(rows)
    stored = dict(clinic.laboratories.values_list("pk", "name"))
    assert stored == {row.pk: row.name for row in rows}
    assert clinic.laboratories.create(name="one more").pk not in stored
    rows[0].name = "changed"
    rows[0].save()
    assert clinic.laboratories.count() == number + 1, "it is known to be on record"


@pytest.mark.parametrize("number", SOME_OR_MANY)
def test_plain_values_arrive_under_their_names(clinic: Clinic, number: int) -> None:
    rows = [(place % 2 == 0, name, clinic.pk) for place, name in enumerate(named(number))]
    append_values(Laboratory, ("is_offered", "name", "clinic_id"), rows)
    stored = clinic.laboratories.values_list("is_offered", "name", "clinic_id")
    assert sorted(stored) == sorted(rows)


def test_a_row_that_the_database_refuses_leaves_none(clinic: Clinic) -> None:
    names = [f"Laboratory {number}" for number in range(WORTH_COPYING)]
    rows = [Laboratory(clinic=clinic, name=name) for name in [*names, names[0]]]
    with pytest.raises(IntegrityError), transaction.atomic():
        append_rows(rows)
    assert not clinic.laboratories.exists()


def test_nothing_to_write_asks_nothing(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        append_rows([])
        append_keyed([])
        append_values(Laboratory, ("name",), [])
        rewrite_rows([], ["due_on"])


def test_only_the_named_fields_of_the_named_rows_change(man: Patient) -> None:
    rows = list(Obligation.objects.order_by("pk"))
    assert len(rows) > 1
    changed = rows[0]
    kept = {each.pk: (each.due_on, each.reason) for each in rows}
    changed.due_on, changed.reason = date(2030, 1, 2), "not to be written"
    rewrite_rows([changed], ["due_on"])
    after = {each.pk: (each.due_on, each.reason) for each in Obligation.objects.all()}
    assert after == kept | {changed.pk: (date(2030, 1, 2), kept[changed.pk][1])}
