"""Rebuilding from the facts, and finding exactly what was spoilt."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from accounts.models import Clinic
from monitoring.models import Finding, Obligation, Status
from monitoring.status import rebuilding
from patients.models import Patient
from tests.conftest import TODAY, admitted
from tests.facts.states import judged

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    """The exit status and what was printed."""
    printed = StringIO()
    try:
        with time_machine.travel(TODAY, tick=False):
            call_command("reevaluate", *arguments, stdout=printed)
    except SystemExit as ended:
        return int(str(ended.code)), printed.getvalue()
    return 0, printed.getvalue()


def spoil_severity(man: Patient) -> None:
    Finding.objects.open().filter(patient=man, rule_id="E2_LOW").update(severity=4)


def spoil_nothing_fires(man: Patient) -> None:
    Finding.objects.open().filter(patient=man).delete()


def spoil_due_date(man: Patient) -> None:
    Obligation.objects.open().filter(patient=man, kind="labs").update(due_on=TODAY)


def spoil_closed_duty(man: Patient) -> None:
    Obligation.objects.open().filter(patient=man, kind="hct").update(closed_at="2026-01-01T00:00Z")


def spoil_rank(man: Patient) -> None:
    Status.objects.filter(patient=man).update(rank=9)


def spoil_missing_status(man: Patient) -> None:
    Status.objects.filter(patient=man).delete()


SPOILT = [
    pytest.param(spoil_severity, "status 0, findings 1, obligations 0", id="a severity"),
    pytest.param(spoil_nothing_fires, "status 0, findings 1, obligations 0", id="findings gone"),
    pytest.param(spoil_due_date, "status 0, findings 0, obligations 1", id="a due date"),
    pytest.param(spoil_closed_duty, "status 0, findings 0, obligations 1", id="a duty closed"),
    pytest.param(spoil_rank, "status 1, findings 0, obligations 0", id="a rank"),
    pytest.param(spoil_missing_status, "status 1, findings 0, obligations 0", id="no status"),
]


def test_nothing_differs_after_recording(man: Patient, stranger: Patient) -> None:
    status, said = run("--check")
    assert status == 0
    assert "All clinics: 2 men checked, 0 differ (status 0, findings 0, obligations 0)" in said


def test_nothing_differs_on_a_later_day_before_the_change(man: Patient) -> None:
    row = Status.objects.get(patient=man)
    with time_machine.travel(row.changes_on - timedelta(days=1), tick=False):
        printed = StringIO()
        call_command("reevaluate", "--check", stdout=printed)
    assert " 0 differ" in printed.getvalue()


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_a_check_counts_what_was_spoilt_and_changes_nothing(
    spoil: Any, said: str, man: Patient, stranger: Patient
) -> None:
    spoil(man)
    before = list(Finding.objects.values()), list(Obligation.objects.values())
    status, printed = run("--check")
    assert status == 1
    assert f"All clinics: 2 men checked, 1 differ ({said})" in printed
    assert (list(Finding.objects.values()), list(Obligation.objects.values())) == before


@pytest.mark.parametrize(("spoil", "said"), SPOILT)
def test_rebuilding_makes_good_what_was_spoilt(spoil: Any, said: str, man: Patient) -> None:
    whole = judged(man)
    spoil(man)
    status, printed = run()
    assert status == 0
    assert "1 of 1 men judged anew" in printed
    assert judged(man) == whole
    assert run("--check")[0] == 0


def test_only_the_clinic_named_is_looked_at(man: Patient, stranger: Patient) -> None:
    spoil_rank(stranger)
    assert run("--check", "--clinic", "harbor")[0] == 0
    assert run("--check", "--clinic", "elsewhere")[0] == 1
    with pytest.raises(CommandError, match="No clinic is called nowhere"):
        call_command("reevaluate", "--clinic", "nowhere")


def test_blocks_reach_every_man_once(
    monkeypatch: pytest.MonkeyPatch, clinic: Clinic, man: Patient
) -> None:
    men = [man, *(admitted(clinic, None) for _ in range(4))]
    monkeypatch.setattr(rebuilding, "BLOCK", 2)
    blocks = list(rebuilding.blocks_of(clinic, TODAY))
    assert [len(block.keys) for block in blocks] == [2, 2, 1]
    assert [key for block in blocks for key in block.keys] == [each.pk for each in men]
    assert {(block.clinic, block.day) for block in blocks} == {(clinic, TODAY)}
