"""Two answers to one proposal at the same moment: one of them counts, and one change is made."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from accounts.actions import add_member
from accounts.models import AuditRow, Clinic, User
from accounts.roles import Role
from protocols import proposing
from protocols.models import ClinicOverride, Ending, TargetProposal
from protocols.proposing import confirm, decline, propose, take_back
from tests.conftest import TODAY, admitted, draw, recorded
from tests.facts.test_races import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time"),
]

Act = Callable[[threading.Barrier], None]


@pytest.fixture
def people(clinic: Clinic) -> list[User]:
    """A lead and two who may confirm."""
    names = ("a", "b", "c")
    hired = (add_member(clinic, f"{n}@h.org", n, Role.LEAD).user for n in names)
    return list(hired)


@pytest.fixture
def asked(clinic: Clinic, people: list[User]) -> TargetProposal:
    for _ in range(3):
        recorded(admitted(clinic, None), draw(date(2026, 9, 1), estradiol="24"))
    row = TargetProposal(clinic=clinic, valid_from=TODAY, numbers={"e2_lo": "25"}, why="Agreed")
    return propose(row, by=people[0])


def confirming(asked: TargetProposal, by: User) -> Act:
    def act(gate: threading.Barrier) -> None:
        gate.wait()
        confirm(TargetProposal.objects.get(pk=asked.pk), by=by, today=TODAY, agreed=list)

    return act


def declining(asked: TargetProposal, by: User) -> Act:
    def act(gate: threading.Barrier) -> None:
        gate.wait()
        decline(TargetProposal.objects.get(pk=asked.pk), by=by, why="No")

    return act


def taking_back(asked: TargetProposal, by: User) -> Act:
    def act(gate: threading.Barrier) -> None:
        gate.wait()
        take_back(TargetProposal.objects.get(pk=asked.pk), by=by)

    return act


@pytest.mark.parametrize("turn", range(5))
def test_two_confirmations_make_one_change(
    asked: TargetProposal, people: list[User], turn: int
) -> None:
    ends = at_once(*(confirming(asked, each) for each in people[1:]))
    assert ends == ["Answered", "done"]
    assert ClinicOverride.objects.count() == 1
    assert AuditRow.objects.filter(action="targets.adopted").count() == 1


@pytest.mark.parametrize("turn", range(5))
@pytest.mark.parametrize("other", [declining, taking_back])
def test_a_confirmation_beside_another_answer(
    other: Callable[[TargetProposal, User], Act],
    asked: TargetProposal,
    people: list[User],
    turn: int,
) -> None:
    who = people[0] if other is taking_back else people[2]
    ends = at_once(confirming(asked, people[1]), other(asked, who))
    assert ends == ["Answered", "done"]
    asked.refresh_from_db()
    is_made = asked.ending == Ending.CONFIRMED
    assert ClinicOverride.objects.count() == is_made


def test_without_looking_under_the_lock_two_changes_would_be_made(
    asked: TargetProposal, people: list[User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposing, "_lock", lambda proposal: None)
    assert at_once(*(confirming(asked, each) for each in people[1:])) == ["done", "done"]
    assert ClinicOverride.objects.count() == 2
