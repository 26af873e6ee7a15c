"""Whatever changes who may do what leaves its row, with who did it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.auditing.acts import ACTS
from accounts.models import AuditRow, Clinic, Membership, User
from accounts.roles import Role
from accounts.staffing import (
    accept,
    ask_for_reset,
    change_role,
    end_access,
    forget_second_factor,
    invite,
)

pytestmark = pytest.mark.django_db

Change = Callable[[Membership, User], object]

CHANGES: dict[str, Change] = {
    "membership.invited": lambda place, by: invite(
        place.clinic, "new@harbor.example.org", "Dr New", Role.CLINICIAN, by=by
    ),
    "membership.accepted": lambda place, by: accept(place),
    "membership.role-changed": lambda place, by: change_role(place, Role.AUDITOR, by=by),
    "membership.ended": lambda place, by: end_access(place, by=by),
    "second-factor.forgotten": lambda place, by: forget_second_factor(place, by=by),
    "reset.asked": lambda place, by: ask_for_reset(place.user.email),
}
BY_THE_PERSON = {"membership.accepted"}
BY_NOBODY_SIGNED_IN = {"reset.asked"}


@pytest.mark.parametrize("action", CHANGES)
def test_a_change_of_powers_leaves_its_row(
    action: str, clinic: Clinic, hired: dict[Role, Membership]
) -> None:
    lead, place = hired[Role.LEAD].user, hired[Role.CLINICIAN]
    start = AuditRow.objects.count()
    CHANGES[action](place, lead)
    (row,) = AuditRow.objects.order_by("pk")[start:]
    who = place.user if action in BY_THE_PERSON else lead
    assert (row.action, row.clinic) == (action, clinic)
    assert row.by == (None if action in BY_NOBODY_SIGNED_IN else who)
    assert action in ACTS
