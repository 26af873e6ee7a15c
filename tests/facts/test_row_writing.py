"""Many rows at once: they arrive as single ones do, whatever signs they hold."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.audit import audit_row
from accounts.models import AuditRow, Clinic, User
from accounts.row_merging import rewrite_rows
from accounts.row_writing import WORTH_COPYING, append_keyed, append_rows, append_values
from labs.models import Laboratory
from monitoring.models import Obligation, Status
from patients.models import Patient
from tests.conftest import admitted

pytestmark = pytest.mark.both_databases

KEPT = {"patient", "rules_version"}

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


@pytest.mark.parametrize("number", [WORTH_COPYING - 1, WORTH_COPYING, WORTH_COPYING + 1])
def test_rows_change_alike_whether_few_or_many(man: Patient, clinic: Clinic, number: int) -> None:
    """Every kind of value is written, what is not named is kept, and a missing row comes."""
    first = Status.objects.get(patient=man)
    others = [admitted(clinic, None) for _ in range(number - 1)]
    Status.objects.get(patient=others[-1]).delete()
    rows = [first, *(copied(first, each) for each in others)]
    for place, row in enumerate(rows):
        said = AWKWARD[place % len(AWKWARD)]
        row.lines, row.current = [{"said": said, "n": place}], {said: [None, 1.5, True]}
        row.weekly_mg = Decimal("1.250") if place % 2 else None
        row.changes_on = AT.date() if place % 3 else None
        row.course_state, row.rank = said[:20], 3
    written = [each.name for each in Status._meta.concrete_fields if each.name not in KEPT]
    rewrite_rows(rows, written)
    stored = Status.objects.in_bulk()
    for row in rows:
        kept = stored[row.patient_id]
        assert {name: getattr(kept, name) for name in written} == {
            name: getattr(row, name) for name in written
        }
    assert {stored[each.pk].rules_version for each in others[:-1]} == {first.rules_version}


@pytest.mark.parametrize("number", [WORTH_COPYING - 1, WORTH_COPYING + 1])
def test_rows_without_keys_come_beside_rows_that_change(clinic: Clinic, number: int) -> None:
    rows = [Laboratory(clinic=clinic, name=name) for name in named(number)]
    append_keyed(rows[1:])
    for row in rows:
        row.is_offered = False
    rewrite_rows(rows, ["is_offered"])
    stored = dict(clinic.laboratories.values_list("name", "is_offered"))
    assert stored == dict.fromkeys(named(number), False)


def copied(status: Status, man: Patient) -> Status:
    """The same status of another man, of whom nothing else is said."""
    fields = {each.attname: getattr(status, each.attname) for each in Status._meta.concrete_fields}
    fields |= {"patient_id": man.pk, "details_id": man.details.pk}
    return Status(**fields)


def test_a_row_that_says_the_same_is_left_alone(
    clinic: Clinic, django_assert_num_queries: Any
) -> None:
    """On PostgreSQL: the row keeps its place on the disk, so nothing was written."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite writes every row")
    men = [admitted(clinic, None) for _ in range(WORTH_COPYING)]
    rows, before = list(Status.objects.order_by("pk")), places()
    rows[0].rank = 1
    with django_assert_num_queries(1):
        rewrite_rows(rows, ["rank", "lines", "weekly_mg"])
    moved = {man for man, place in places().items() if place != before[man]}
    assert moved == {rows[0].pk}
    assert len(men) == len(before)


def places() -> dict[int, str]:
    """Where the database keeps each status row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT patient_id, ctid::text FROM monitoring_status")
        return dict(cursor.fetchall())
