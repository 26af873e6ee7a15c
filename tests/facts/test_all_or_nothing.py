"""Whatever fails on the way, nothing of the unit of work stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from monitoring.judgement import Refused
from patients import recording
from patients.models import Patient
from tests.conftest import TODAY, anastrozole, draw, recorded
from tests.walls.contents import contents

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

DAY = date(2026, 11, 20)


class Broken(RuntimeError):
    """Raised on purpose."""


def break_down(*_given: Any, **_named: Any) -> None:
    raise Broken


def in_judge(patch: pytest.MonkeyPatch) -> None:
    recording.register_evaluator(break_down)


def late_in_judge(patch: pytest.MonkeyPatch) -> None:
    patch.setattr("monitoring.status.judging._write_status", break_down)


def in_audit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recording, "write_audit", break_down)


def in_parts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recording, "append_rows", break_down)


def in_versions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(recording, "_raise_versions", break_down)


@pytest.mark.parametrize("fail", [in_judge, late_in_judge, in_audit, in_parts, in_versions])
def test_a_failure_leaves_nothing_behind(
    fail: Callable[[pytest.MonkeyPatch], None],
    man: Patient,
    evaluator: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = contents(man.clinic)
    fail(monkeypatch)
    with pytest.raises(Broken):
        recorded(man, draw(DAY, estradiol="30"))
    monkeypatch.undo()
    assert contents(man.clinic) == before


def test_a_failure_in_the_middle_of_the_unit_leaves_nothing_behind(man: Patient) -> None:
    before = contents(man.clinic)
    with (
        pytest.raises(Broken),
        recording.record_facts(man.clinic, by=None, today=TODAY, about=[man]) as book,
    ):
        fact, parts = draw(DAY, estradiol="30")
        fact.patient = man
        book.record(fact, parts)
        raise Broken
    assert contents(man.clinic) == before


@pytest.mark.parametrize(
    "step",
    [
        pytest.param("resume", id="resumed though never held"),
        pytest.param("start", id="started though on it"),
    ],
)
def test_facts_that_contradict_one_another_leave_nothing_behind(step: str, man: Patient) -> None:
    before = contents(man.clinic)
    with pytest.raises(Refused):
        recorded(man, draw(DAY, estradiol="30"), anastrozole(DAY, step))
    assert contents(man.clinic) == before


def test_the_comparison_notices_a_unit_that_succeeds(man: Patient) -> None:
    before = contents(man.clinic)
    recorded(man, draw(DAY, estradiol="30"))
    assert contents(man.clinic) != before
