"""What judging many men costs, in what a busy machine does not move: statements, processor time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import process_time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Clinic
from monitoring.models import Finding, Obligation, Status
from monitoring.status import rebuilding
from monitoring.status.judging import judge
from monitoring.status.nightly import judge_changed
from patients.recording import lock_men
from tests.conftest import TODAY
from tests.facts.wards import admit

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

FEW, MANY = 50, 150
"""On both sides of what is worth writing in another way (`WORTH_COPYING`)."""

WHOLE_BLOCK = rebuilding.BLOCK
MOST_MILLISECONDS_A_MAN = 3.0
"""Three times what eight draws with two results each took on a busy machine."""

NIGHT = datetime(TODAY.year, TODAY.month, TODAY.day, 1, tzinfo=UTC)
KEYS = {"id", "opaque_id", "opened_at", "written_at", "moved_at"}


def statements(work: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return len(captured)


def judged_anew(clinic: Clinic) -> None:
    (block,) = rebuilding.blocks_of(clinic, TODAY)
    assert rebuilding.rebuild(block)["judged"] == len(block.keys)


def written(clinic: Clinic) -> dict[str, list[dict[str, Any]]]:
    """Everything that judging wrote, without what a second writing has anew."""
    order = {Status: ("patient_id",), Finding: ("patient_id", "rule_id")}
    rows = {}
    for model in (Status, Finding, Obligation):
        names = [each.attname for each in model._meta.concrete_fields if each.name not in KEYS]
        found = model._default_manager.filter(clinic=clinic)
        rows[model.__name__] = list(
            found.order_by(*order.get(model, ("patient_id", "kind"))).values(*names)
        )
    return rows


def test_a_block_costs_the_same_statements_for_few_and_for_many(clinic: Clinic) -> None:
    admit(clinic, FEW)
    few = statements(lambda: judged_anew(clinic))
    admit(clinic, WHOLE_BLOCK - FEW)
    assert statements(lambda: judged_anew(clinic)) == few


def test_a_night_without_anybody_due_costs_the_same_for_few_and_for_many(clinic: Clinic) -> None:
    counted = []
    judge_changed(NIGHT)  # the first pass of all is noted by a statement of its own
    for more in (FEW, MANY - FEW):
        admit(clinic, more)
        Status.objects.update(changes_on=TODAY + timedelta(days=1))
        counted.append(statements(lambda: judge_changed(NIGHT)))
    few, many = counted
    assert few == many
    Status.objects.filter(patient=clinic.patients.latest("pk")).update(changes_on=TODAY)
    assert statements(lambda: judge_changed(NIGHT)) > many, "a man who is due is judged"


def test_judging_a_man_takes_so_much_processor_time_at_most(clinic: Clinic) -> None:
    admit(clinic, MANY)
    judged_anew(clinic)  # what is read once and kept is read before
    began = process_time()
    judged_anew(clinic)
    assert (process_time() - began) * 1000 / MANY < MOST_MILLISECONDS_A_MAN


def test_many_at_once_are_written_as_each_for_himself(clinic: Clinic) -> None:
    admit(clinic, MANY)
    together = written(clinic)
    for model in (Status, Finding, Obligation):
        model._default_manager.all().delete()
    for man in lock_men(clinic, clinic.patients.values_list("pk", flat=True)):
        judge(clinic, [man], TODAY)
    assert written(clinic) == together
    assert len(together["Status"]) == MANY
    assert together["Finding"]
    judged_anew(clinic)
    assert written(clinic) == together


@pytest.mark.django_db(transaction=True)
def test_two_processes_write_what_one_does(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    admit(clinic, 12)
    whole = written(clinic)
    monkeypatch.setattr(rebuilding, "BLOCK", 2)
    Status.objects.update(rank=9, lines=[])
    Finding.objects.filter(rule_id__startswith="E2").update(closed_at=NIGHT)
    before = written(clinic)
    assert before != whole
    blocks = list(rebuilding.blocks_of(clinic, TODAY))
    with rebuilding.hands(2) as run:
        done = sum(counted["judged"] for counted in run(rebuilding.rebuild, blocks))
    assert done == 12
    assert written(clinic)["Status"] == whole["Status"]
